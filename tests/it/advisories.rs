//! H21: what was published about other generators, each vector where it was found, against this one.
//!
//! `hostile` tries every payload in every position. This is the list of those that are known to have worked somewhere.

use serde_json::{Value, json};

use crate::hostile::{Plan, document, judge};
use crate::support::make;
use generator::diagnostics::Code;

const GET: &str = "/paths/~1things~1{id}/get";
const NAME: &str = "/components/schemas/Thing/properties/name";

/// The advisories, the position below which their text stands, its last key, and the text.
type Vector = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const TEXTS: &[Vector] = &[
    ("GHSA-xg2h-5xr2-29jw", NAME, "default", "#{pWNED}"),
    ("GHSA-jqwh-526h-c92j", NAME, "default", "${pWNED} {$pWNED} $pWNED"),
    ("GHSA-7f3j-j7jj-r3vr", "/info", "description", "\"\"\"\npWNED()\n\"\"\""),
    ("GHSA-3hrf-2gc2-mx32", "/components/schemas/Thing/externalDocs", "description", "More\npub fn pWNED() {}\n//"),
    ("GHSA-j884-q54q-mmx3", NAME, "description", "More\rpub fn pWNED() {}\r//"),
    ("CVE-2026-23947", "/components/schemas/Kind/x-enum-descriptions", "0", "*/ pub fn pWNED() {} /*"),
    ("CVE-2026-25141", "/components/schemas/Kind/x-enum-descriptions", "0", "*\u{200b}/ */*/ pub fn pWNED() {} /*/*"),
    ("CVE-2026-71867, -71869, -71871", GET, "operationId", "get`${pWNED()}`"),
    ("CVE-2026-72716", NAME, "default", "`${pWNED()}`"),
    ("GHSA-88f2-fpv8-89q2, GHSA-hqj5-cw9f-rx67", "/servers/0", "url", "https://example.com/\"+pWNED()+\""),
    ("GHSA-rjwr-m7qx-3fjr", "/servers/0", "description", "x\n}\npub fn pWNED() {}\n{"),
    ("GHSA-5f94-x226-ccpm, GHSA-xrqw-w576-xgj2", "/components/schemas/Kind/enum", "0", "a\"; } pub fn pWNED() {} const A: &str = \""),
    ("GHSA-hhx9-57xq-r5rw", "/paths/~1things~1{id}/parameters/0", "name", "__proto__"),
    ("CVE-2016-5641", "/info", "title", "*/ \"); pub fn pWNED() {} //"),
    ("CVE-2020-15142", NAME, "description", "\\\"\"\"; pWNED()"),
    ("CVE-2020-15141", "/tags/0", "name", "../../../../pWNED"),
    ("GHSA-gpcc-36pq-8qxr", GET, "operationId", "x() {} pub fn pWNED"),
];

/// Paths of operations and names of schemas are keys.
#[rustfmt::skip]
const KEYS: &[Vector] = &[
    ("GHSA-jwgf-6xff-4hvp, GHSA-w284-33mx-6g9v", "/paths", "/things/{id}", "/things/{id}\"); pWNED(\""),
    ("openapi-typescript-codegen 2809, fabric8 7954", "/components/schemas", "Level", "Level { } pub fn pWNED() {} pub struct X"),
    ("GHSA-4vv7-jj25-4gh6, CVE-2020-15141, CVE-2024-35219", "/components/schemas", "Level", "../../../etc/pWNED"),
];

/// Extensions that name code, types, imports, files and commands elsewhere.
const EXTENSIONS: &[(&str, &str)] = &[
    ("GHSA-4vv7-jj25-4gh6", "x-ms-kiota-info"),
    ("GHSA-hq9q-27g5-qwpj", "x-ms-kiota-info"),
    ("GHSA-386q-5hp3-95m9", "default_factory"),
    ("GHSA-m34r-v34r-rf9q", "x-python-type"),
    ("GHSA-5578-w22f-pfx9", "x-python-import"),
    ("GHSA-9c2f-gr95-7wqw", "x-go-type-import"),
    ("the same for Rust", "x-rust-type"),
];

/// References that made a generator ask a server, or read a file of the machine.
const REFERENCES: &[(&str, &str)] = &[
    ("GHSA-rg4h-fpcp-2qm8", "file:///etc/passwd"),
    ("GHSA-rfr2-mq9m-x2qx", "http://169.254.169.254/latest"),
    ("GHSA-954p-556p-r752", "http://[::ffff:169.254.169.254]/x"),
    ("GHSA-h754-fxp7-88wx", "https://other.example/token.yaml"),
    ("GHSA-x36r-4347-pm5x", "http://localhost:1/x.json"),
    ("GHSA-cxq5-97v7-87j8", "../../../../etc/passwd"),
    ("CVE-2023-27162, CVE-2024-35219", "ftp://other.example/x"),
];

#[test]
fn h21_published_texts_stay_texts() {
    let benign = Plan::of(&make("openapi", document().to_string()));
    let check = |id: &str, document: &Value| {
        let made = make("openapi", document.to_string());
        let judged = judge(&made, &benign);
        assert!(judged.is_ok_and(|it| it > 0), "{id}: {}", made.findings);
    };
    for (id, parent, key, text) in TEXTS {
        let mut document = document();
        let pointer = format!("{parent}/{key}");
        *document.pointer_mut(&pointer).expect(id) = json!(text);
        check(id, &document);
    }
    for (id, parent, key, text) in KEYS {
        let mut document = document();
        let map = document.pointer_mut(parent).and_then(Value::as_object_mut);
        let map = map.expect(id);
        let moved = map.remove(*key).expect(id);
        map.insert((*text).to_owned(), moved);
        check(id, &document);
    }
    for (id, extension) in EXTENSIONS {
        for value in [
            json!("pWNED()"),
            json!({"path": "../../pWNED", "name": "pWNED", "dependencyInstallCommand": "touch pWNED"}),
        ] {
            let mut document = document();
            for pointer in ["", "/info", GET, "/components/schemas/Thing", NAME] {
                document.pointer_mut(pointer).expect(id)[*extension] = value.clone();
            }
            check(id, &document);
        }
    }
}

#[test]
fn h21_published_references_are_not_followed() {
    for (id, reference) in REFERENCES {
        let mut document = document();
        *document.pointer_mut(NAME).expect(id) = json!({"$ref": reference});
        let made = make("openapi", document.to_string());
        let refused = made.has(Code::ForeignReference);
        assert!(refused && made.operations > 0, "{id}: {}", made.findings);
    }
}

/// datamodel-code-generator 2428: a file's name in the header of what is made.
#[test]
fn h21_no_name_of_a_file_is_in_the_output() {
    let text = document().to_string();
    let made = make("openapi\n*/ pub fn pWNED() {} //.json", text.as_str());
    let benign = Plan::of(&make("openapi", text));
    assert!(judge(&made, &benign).is_ok(), "{}", made.findings);
}
