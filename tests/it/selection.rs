//! A client of some operations: what only the others need is neither generated nor reported.

use generator::settings::{Criteria, Selection, Settings};
use generator::{ApiInput, Generation, Input, Labelled, generate};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
  /bad:
    get:
      operationId: getBad
      tags: [bad]
      parameters: [{$ref: '#/components/parameters/Gone'}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Bad: {type: object, properties: {gone: {$ref: gone.yaml}}}
    Unused: {type: object, properties: {gone: {$ref: gone.yaml}}}
";

fn made(only: &Criteria) -> Generation {
    let mut settings = Settings::single("made", "openapi.yaml").expect("a name");
    for api in &mut settings.apis {
        api.selection = Selection {
            only: only.clone(),
            ..Selection::default()
        };
    }
    let document = Labelled {
        label: "openapi.yaml".to_owned(),
        content: DOCUMENT.into(),
    };
    let api = ApiInput {
        documents: vec![document],
        ..ApiInput::default()
    };
    generate(&Input { apis: vec![api] }, &settings)
}

#[test]
fn only_what_is_selected_is_generated_and_reported() {
    let all = made(&Criteria::default());
    let codes: Vec<&str> = all.diagnostics.iter().map(|it| it.code.name()).collect();
    assert_eq!(
        codes,
        ["broken-reference", "foreign-reference", "foreign-reference"]
    );
    let pets = made(&Criteria {
        tags: vec!["pets".to_owned()],
        ..Criteria::default()
    });
    assert_eq!(pets.diagnostics, []);
    assert_eq!(pets.operations.len(), 1);
    let types = pets.files.get("src/types.rs").expect("types");
    assert!(types.contains("pub struct Pet {"), "{types}");
    assert!(
        !types.contains("Bad") && !types.contains("Unused"),
        "{types}"
    );
}

#[test]
fn a_word_that_fits_nothing_is_an_error_with_the_one_that_was_meant() {
    let none = made(&Criteria {
        operations: vec!["listPet".to_owned()],
        ..Criteria::default()
    });
    let [unknown, empty] = none.diagnostics.as_slice() else {
        panic!("{:?}", none.diagnostics);
    };
    assert_eq!(
        (unknown.message.as_str(), unknown.help.as_str()),
        (
            "`listPet` of the operations under `only` fits no operation",
            "did you mean `listPets`?"
        )
    );
    assert_eq!(empty.message, "the selection leaves no operation");
    assert!(none.files.is_empty());
}
