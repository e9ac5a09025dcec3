//! A base with a discriminator is one of the schemas that extend it, wherever it is used.

use generator::diagnostics::{Code, Severity};

use crate::support::{Made, make};

const PET: &str = "Pet: {type: object, discriminator: KIND, required: [kind], properties: {kind: {type: string}}}";
const CAT: &str =
    "Cat: {allOf: [{$ref: 'SCHEMAS/Pet'}, {type: object, properties: {lives: {type: integer}}}]}";
const LION: &str =
    "Lion: {allOf: [{$ref: 'SCHEMAS/Cat'}, {type: object, properties: {mane: {type: boolean}}}]}";
const OTHER: &str = "Other: {allOf: [{$ref: 'SCHEMAS/Pet'}], description: A pet.}";
const OWNER: &str = "Owner: {type: object, properties: {pet: {$ref: 'SCHEMAS/Pet'}}}";

/// A document whose answer is `answer`, if it has one, with these schemas, in 3.0 or in Swagger 2.0.
fn document(answer: Option<&str>, schemas: &[&str], swagger: bool) -> Made {
    let answer = answer.map(|it| format!("{{$ref: 'SCHEMAS/{it}'}}"));
    let (head, answer, place, kind) = if swagger {
        (
            "swagger: '2.0'\nproduces: [application/json]",
            answer.map(|it| format!(", schema: {it}")),
            "definitions:",
            "kind",
        )
    } else {
        (
            "openapi: 3.0.3",
            answer.map(|it| format!(", content: {{application/json: {{schema: {it}}}}}")),
            "components:\n schemas:",
            "{propertyName: kind}",
        )
    };
    let answer = answer.unwrap_or_default();
    let text = format!(
        "{head}\ninfo: {{title: T, version: '1'}}\npaths:\n  /a: {{get: {{operationId: a, responses: {{'200': {{description: d{answer}}}}}}}}}\n{place}\n   {}\n",
        schemas.join("\n   ")
    );
    let path = if swagger {
        "#/definitions"
    } else {
        "#/components/schemas"
    };
    make(
        "d.yaml",
        text.replace("SCHEMAS", path).replace("KIND", kind),
    )
}

/// What the types of such a document are, in short: `struct A`, `A = B`, and for a union each variant with its value.
fn check(answer: Option<&str>, schemas: &[&str], expected: &[&str]) {
    for swagger in [false, true] {
        let made = document(answer, schemas, swagger);
        let losses = (made.found.iter()).filter(|it| it.code.severity() == Severity::Loss);
        assert_eq!(losses.count(), 0, "{}", made.findings);
        let types = in_short(made.file("src/types.rs"));
        assert_eq!(types, expected, "{schemas:?}\n{}", made.findings);
    }
}

fn in_short(types: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut value = "";
    for line in types.lines() {
        let words: Vec<&str> = line
            .trim_end_matches([';', '{', ','])
            .split_whitespace()
            .collect();
        match (words.as_slice(), found.last_mut()) {
            (["pub", "struct", name, ..], _) => found.push(format!("struct {name}")),
            (["pub", "enum", name, ..], _) => found.push((*name).to_owned()),
            (["pub", "type", name, "=", of], _) => found.push(format!("{name} = {of}")),
            (["///", "`kind`", "is", of], _) => value = of.trim_matches(['`', '.']),
            ([variant], Some(last)) if variant.ends_with(')') && !value.is_empty() => {
                *last = format!("{last} {value}:{variant}");
                value = "";
            }
            _ => {}
        }
    }
    found
}

#[test]
fn a_base_is_one_of_what_extends_it() {
    let pet = Some("Pet");
    let plain = [
        "Pet Cat:Cat(Cat) Pet:Pet(PetBase)",
        "struct Cat",
        "struct PetBase",
    ];
    check(pet, &[PET, CAT], &plain);
    check(
        Some("Owner"),
        &[PET, CAT, OWNER],
        &[plain[0], plain[1], "struct Owner", plain[2]],
    );
    // What extends an heir counts, too. An heir that is not used by itself is no union.
    check(
        pet,
        &[PET, CAT, LION],
        &[
            "Pet Cat:Cat(Cat) Lion:Lion(Lion) Pet:Pet(PetBase)",
            "struct Cat",
            "struct Lion",
            "struct PetBase",
        ],
    );
    check(
        Some("Cat"),
        &[PET, CAT, LION],
        &[
            "struct Pet",
            "Cat Lion:Lion(Lion) Cat:Cat(CatBase)",
            "struct Lion",
            "struct CatBase",
        ],
    );
    // One that adds nothing is an heir all the same, unless a mapping has others only.
    check(
        pet,
        &[PET, CAT, OTHER],
        &[
            "Pet Cat:Cat(Cat) Other:Other(Other) Pet:Pet(PetBase)",
            "struct Cat",
            "struct Other",
            "struct PetBase",
        ],
    );
}

#[test]
fn a_mapping_says_what_is_an_heir() {
    let pet = PET.replace("KIND", "{propertyName: kind, mapping: {cat: Cat}}");
    let types = |schemas: &[&str]| {
        let made = document(Some("Other"), schemas, false);
        in_short(made.file("src/types.rs"))
    };
    assert_eq!(
        types(&[&pet, CAT, OTHER]),
        ["Pet cat:Cat(Cat)", "struct Cat", "Other = Pet"]
    );
    // What it names need not extend the base.
    let cat = "Cat: {type: object, properties: {lives: {type: integer}}}";
    assert_eq!(
        types(&[&pet, cat, OTHER]),
        [
            "Pet cat:Cat(PetCat)",
            "struct Cat",
            "Other = Pet",
            "struct PetCat"
        ]
    );
}

#[test]
fn a_base_is_itself_where_nothing_is_lost() {
    let pet = Some("Pet");
    // It is not used, or nothing that extends it has more.
    check(None, &[PET, CAT], &["struct Pet", "struct Cat"]);
    check(Some("Cat"), &[PET, CAT], &["struct Pet", "struct Cat"]);
    check(pet, &[PET], &["struct Pet"]);
    check(pet, &[PET, OTHER], &["struct Pet", "Other = Pet"]);
    let same = CAT.replace("lives", "kind").replace("integer", "string");
    check(pet, &[PET, &same], &["struct Pet", "struct Cat"]);
    // Nothing tells children apart.
    let untold = PET.replace("discriminator: KIND, ", "");
    check(pet, &[&untold, CAT], &["struct Pet", "struct Cat"]);
}

/// H14: each of a row of schemas that extend one another would be any of those that follow.
#[test]
fn h14_rows_of_bases() {
    let row = |length: usize| {
        let of = |number: usize| format!("{{$ref: 'SCHEMAS/B{number}'}}");
        let mut schemas = vec![PET.replace("Pet", "B0")];
        let mut uses = vec![format!("b0: {}", of(0))];
        for number in 1..length {
            uses.push(format!("b{number}: {}", of(number)));
            let own = format!("{{properties: {{p{number}: {{type: string}}}}}}");
            schemas.push(format!("B{number}: {{allOf: [{}, {own}]}}", of(number - 1)));
        }
        schemas.push(format!(
            "Uses: {{type: object, properties: {{{}}}}}",
            uses.join(", ")
        ));
        let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
        document(Some("Uses"), &schemas, false)
    };
    assert!(row(20).file("src/types.rs").contains("pub enum B18 "));
    let made = row(330);
    assert!(
        made.files.is_empty() && made.has(Code::TooLarge),
        "{}",
        made.findings
    );
}

#[test]
fn a_base_that_lists_its_heirs_is_a_union() {
    let pet = PET.replace("required", "oneOf: [{$ref: 'SCHEMAS/Cat'}], required");
    let made = document(Some("Owner"), &[&pet, CAT, OWNER], false);
    assert!(made.file("src/types.rs").contains("pub enum Pet "));
}
