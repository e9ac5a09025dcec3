//! A base with a discriminator is read as itself: where that loses what the schemas that extend it have, it is said.

use generator::diagnostics::{Code, Severity};

use crate::support::make;

const PET: &str = "Pet: {type: object, discriminator: KIND, required: [kind], properties: {kind: {type: string}}}";
const CAT: &str =
    "Cat: {allOf: [{$ref: 'SCHEMAS/Pet'}, {type: object, properties: {lives: {type: integer}}}]}";
const LION: &str =
    "Lion: {allOf: [{$ref: 'SCHEMAS/Cat'}, {type: object, properties: {mane: {type: boolean}}}]}";
const OTHER: &str = "Other: {allOf: [{$ref: 'SCHEMAS/Pet'}], description: A pet.}";
const OWNER: &str = "Owner: {type: object, properties: {pet: {$ref: 'SCHEMAS/Pet'}}}";

/// What is said of bases in a document whose answer is `answer`, if it has one, with these schemas, in 3.0 and in Swagger 2.0.
fn check(answer: Option<&str>, schemas: &[&str], heirs: Option<&str>) {
    for swagger in [false, true] {
        let answer = answer.map(|it| format!("{{$ref: 'SCHEMAS/{it}'}}"));
        let (head, answer, place, kind) = if swagger {
            let answer = answer.map(|it| format!(", schema: {it}"));
            (
                "swagger: '2.0'\nproduces: [application/json]",
                answer,
                "definitions:",
                "kind",
            )
        } else {
            let answer =
                answer.map(|it| format!(", content: {{application/json: {{schema: {it}}}}}"));
            (
                "openapi: 3.0.3",
                answer,
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
        let made = make(
            "d.yaml",
            text.replace("SCHEMAS", path).replace("KIND", kind),
        );
        let found: Vec<_> = (made.found.iter())
            .filter(|it| it.code.severity() == Severity::Loss)
            .collect();
        let expected = heirs.map(|it| format!("extended by {it}; where"));
        assert_eq!(
            found.len(),
            usize::from(heirs.is_some()),
            "{text}\n{}",
            made.findings
        );
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.code, Code::BaseOnly);
            assert!(
                found.at.is_some() && found.message.contains(&expected),
                "{}",
                made.findings
            );
        }
    }
}

#[test]
fn a_base_that_is_used_says_what_it_leaves_out() {
    let pet = Some("Pet");
    check(pet, &[PET, CAT], Some("`Cat`"));
    check(pet, &[PET, CAT, LION], Some("`Cat`, `Lion`"));
    // A discriminator tells those apart, too, that extend what has it.
    check(Some("Cat"), &[PET, CAT, LION], Some("`Lion`"));
    check(Some("Owner"), &[PET, CAT, OWNER], Some("`Cat`"));
    check(Some("Other"), &[PET, CAT, OTHER], Some("`Cat`"));
    let dogs = ["A", "B", "C"].map(|it| CAT.replace("Cat", it));
    check(
        pet,
        &[PET, &dogs[0], &dogs[1], &dogs[2], CAT],
        Some("`A`, `B`, `C` and 1 more"),
    );
}

#[test]
fn a_base_that_leaves_nothing_out_says_nothing() {
    let pet = Some("Pet");
    // It is not used, nothing extends it, or nothing that extends it has more.
    check(None, &[PET, CAT], None);
    check(None, &[PET, CAT, OTHER], None);
    check(Some("Cat"), &[PET, CAT], None);
    check(pet, &[PET], None);
    check(
        pet,
        &[
            PET,
            &CAT.replace("lives", "kind").replace("integer", "string"),
        ],
        None,
    );
    // Nothing tells children apart, or the base keeps whatever comes.
    check(pet, &[&PET.replace("discriminator: KIND, ", ""), CAT], None);
    check(
        pet,
        &[
            &PET.replace("required", "additionalProperties: true, required"),
            CAT,
        ],
        None,
    );
}

#[test]
fn a_base_that_lists_its_heirs_is_a_union() {
    let pet = PET.replace("required", "oneOf: [{$ref: 'SCHEMAS/Cat'}], required");
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n schemas:\n   {pet}\n   {CAT}\n   {OWNER}\n"
    );
    let text = text
        .replace("SCHEMAS", "#/components/schemas")
        .replace("KIND", "{propertyName: kind}");
    let made = make("d.yaml", text);
    assert!(!made.has(Code::BaseOnly), "{}", made.findings);
    assert!(made.file("src/types.rs").contains("pub enum Pet "));
}
