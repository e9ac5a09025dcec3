//! What `codegen.toml` may say, and what is said about what it may not.

use super::*;

fn problems(text: &str) -> Vec<String> {
    match Settings::parse("specs", "specs/codegen.toml", text) {
        Ok(settings) => panic!("accepted: {settings:?}"),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn everything_that_can_be_said() {
    let text = r#"
package = "generated-client"

[[api]]
module = "batch_cep"
title = "Batch"
documents = ["batch-cep/remove.json", "./batch-cep/audiences.yaml"]
overlays = ["batch-cep/corrections.overlay.yaml"]
[api.only]
tags = ["audiences"]
paths = ["/audiences/**"]
[api.except]
methods = ["DELETE"]
operations = ["audience_list"]
[api.rename.operations]
audience_remove = "remove_audience"
[api.rename.parameters]
"X-Batch-Project" = "project"
[api.rename.types]
"/components/schemas/a b" = "AB"
[api.formats]
int32 = "i64"

[[api]]
module = "aep"
feature = "adobe"
documents = ["a.yaml", "aep/b.yaml"]
"#;
    let settings = Settings::parse("specs", "codegen.toml", text).unwrap();
    let [batch, aep] = settings.apis.as_slice() else {
        panic!("{settings:?}");
    };
    assert_eq!(settings.package, "generated-client");
    assert_eq!(batch.module.as_deref(), Some("batch_cep"));
    assert_eq!(batch.feature.as_deref(), Some("batch-cep"));
    assert_eq!(batch.origin, "specs/batch-cep");
    assert_eq!(batch.title.as_deref(), Some("Batch"));
    assert_eq!(
        batch.documents,
        ["batch-cep/remove.json", "batch-cep/audiences.yaml"]
    );
    assert_eq!(batch.selection.only.tags, ["audiences"]);
    assert_eq!(batch.selection.only.paths, ["/audiences/**"]);
    assert_eq!(batch.selection.except.methods, ["DELETE"]);
    assert_eq!(batch.selection.except.operations, ["audience_list"]);
    assert!(aep.selection.is_everything());
    assert_eq!(batch.overlays, ["batch-cep/corrections.overlay.yaml"]);
    assert_eq!(
        batch.rename.operations["audience_remove"],
        "remove_audience"
    );
    assert_eq!(batch.rename.parameters["X-Batch-Project"], "project");
    assert_eq!(batch.rename.types["/components/schemas/a b"], "AB");
    assert_eq!(batch.formats["int32"], Format::Scalar("i64".to_owned()));
    assert_eq!(aep.feature.as_deref(), Some("adobe"));
    assert_eq!(aep.origin, "specs");
    let dos = text.trim_end().replace('\n', "\r\n");
    assert_eq!(
        Settings::parse("specs", "codegen.toml", &dos).unwrap(),
        settings
    );
}

#[test]
fn one_api_may_be_at_the_root() {
    let settings = Settings::parse(
        "specs",
        "x",
        "package = 'p'\n[[api]]\ndocuments = ['a.json']",
    );
    let api = &settings.unwrap().apis[0];
    assert_eq!((&api.module, &api.feature), (&None, &None));
}

#[test]
fn a_wrong_form_is_located_and_helped() {
    let table = [
        (
            "package = 'p'\n[[api]]\ndocumets = []",
            "specs/codegen.toml:3:1: unknown key `documets`; did you mean `documents`?",
        ),
        (
            "package = 'p'\napis = []",
            "specs/codegen.toml:2:1: unknown key `apis`; did you mean `api`?",
        ),
        (
            "package = 'p'\n[[api]]\ndocuments = []\n[api.rename]\nthings = {}",
            "specs/codegen.toml:5:1: unknown key `things`; here are `operations`, `parameters`, `credentials`, `types`, `fields`",
        ),
        (
            "package = 3",
            "specs/codegen.toml:1:11: invalid type: integer `3`, expected a string",
        ),
        ("", "specs/codegen.toml:1:1: missing field `package`"),
    ];
    for (text, expected) in table {
        assert_eq!(problems(text), [expected]);
    }
}

#[test]
fn the_manifest_gets_further_tables() {
    let text = "package = 'p'\n[manifest.dev-dependencies]\ndivan = '0.1'\n[[manifest.bench]]\nname = 'speed'\n\
        [[api]]\ndocuments = ['a.json']";
    let settings = Settings::parse("specs", "codegen.toml", text).unwrap();
    assert_eq!(
        settings.manifest,
        "[[bench]]\nname = \"speed\"\n\n[dev-dependencies]\ndivan = \"0.1\"\n"
    );
}

#[test]
fn a_table_of_the_manifest_must_be_free() {
    let table = [
        (
            "lints = {}",
            "`lints` of `Cargo.toml` is written by codegen",
        ),
        ("bench = 1", "`bench` must be a table"),
    ];
    for (manifest, expected) in table {
        let text =
            format!("package = 'p'\n[manifest]\n{manifest}\n[[api]]\ndocuments = ['a.json']");
        let expected = format!("specs/codegen.toml:3:1: {expected}");
        assert_eq!(problems(&text), [expected]);
    }
}

#[test]
fn all_wrong_values_are_reported_at_once() {
    let text = r#"package = "9p"
[[api]]
module = "Batch-Cep"
documents = ["/etc/passwd", "../x.json", "a\\b.json", "a.json", "./a.json"]
[api.rename.operations]
x = "fn"
[api.formats]
int32 = "int64"
uuid = "Uuid"
[[api]]
module = "std"
documents = []
[[api]]
documents = ["a.json"]
feature = "a b"
[[api]]
module = "aux"
documents = ["a.json"]
[[api]]
module = "twin"
documents = ["a.json"]
[[api]]
module = "twin"
feature = "twins"
documents = ["a.json"]
[[api]]
module = "other"
feature = "twins"
documents = ["a.json"]
[[api]]
module = "serde"
documents = ["a.json"]
"#;
    let places: Vec<_> = problems(text)
        .iter()
        .map(|it| it.replace("specs/codegen.toml:", ""))
        .collect();
    assert_eq!(
        places,
        [
            "1:11: \"9p\" cannot be a package: use ASCII letters, digits, `_` and `-`, a letter first, and no keyword",
            "3:10: \"Batch-Cep\" cannot be a module: use lower-case ASCII letters, digits and `_`",
            "4:14: \"/etc/passwd\" is no file below this folder; name one that is, with `/` between folders",
            "4:29: \"../x.json\" is no file below this folder; name one that is, with `/` between folders",
            "4:42: \"a\\\\b.json\" is no file below this folder; name one that is, with `/` between folders",
            "4:65: \"a.json\" is listed twice",
            "6:5: \"fn\" cannot be a name in Rust",
            "8:9: \"int64\" is not a type; did you mean `i64`?",
            "9:8: \"Uuid\" is not a type; did you mean `uuid`?",
            "11:10: `std` is taken; choose another module name",
            "12:13: there are no documents",
            "13:1: an `[[api]]` needs a `module`, since there are several",
            "15:11: \"a b\" cannot be a feature: use ASCII letters, digits, `_` and `-`",
            "17:10: no file can have this name: \"aux.rs\" has a part that Windows keeps for a device",
            "23:10: two APIs have the module `twin`",
            "28:11: two APIs have the feature `twins`",
            "31:10: the feature `serde` is taken; name another with `feature`",
        ]
    );
}

#[test]
fn the_schema_knows_every_key() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], serde_json::json!(["package", "api"]));
    let api = &schema["$defs"]["RawApi"];
    let keys: Vec<_> = api["properties"].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "documents",
            "except",
            "feature",
            "formats",
            "module",
            "only",
            "overlays",
            "rename",
            "title",
            "validate"
        ]
    );
    assert_eq!(api["required"], serde_json::json!(["documents"]));
}

/// Each line: a format, the word for it, and the path and the package of its type, or what is wrong with it.
#[test]
fn types_for_formats() {
    fn check(format: &str, word: &str, expected: &str) {
        let found = match Format::of(format, word) {
            Ok(Format::Scalar(name)) => name,
            Ok(Format::Type(it)) => match it.package {
                Some(package) => {
                    let version = package.version.as_deref().unwrap_or("of the workspace");
                    format!("{} of {} {version}", it.path, package.name)
                }
                None => it.path,
            },
            Err(reason) => reason,
        };
        assert_eq!(found, expected, "{format} = {word}");
    }
    check("int32", "i64", "i64");
    check("date-time", "jiff", "jiff::Timestamp of jiff 1");
    check("date-time", "time", "time::OffsetDateTime of time 0.3");
    check("date", "jiff", "jiff::civil::Date of jiff 1");
    check("datetime", "jiff::Timestamp", "jiff::Timestamp of jiff 1");
    check(
        "money",
        "my-types::Money",
        "my_types::Money of my-types of the workspace",
    );
    check(
        "money",
        "my-types@1.2::a::Money",
        "my_types::a::Money of my-types 1.2",
    );
    check("ipv4", "std::net::Ipv4Addr", "std::net::Ipv4Addr");
    check(
        "uuid",
        "jiff",
        "`jiff` stands for the format `date` and `date-time` and `time`, not for \"uuid\"; name one of its types, such as `jiff::Timestamp` or `jiff::civil::Date` or `jiff::civil::Time`",
    );
    for word in [
        "a b::C",
        "my-types::Vec<u8>",
        "x\n@1::C",
        "x@\"::C",
        "::C",
        "x::",
        "x@::C",
    ] {
        let refused = Format::of("money", word).unwrap_err();
        assert!(refused.contains("is no path of a type"), "{refused}");
    }
}

#[test]
fn a_document_alone_makes_a_crate() {
    let settings = Settings::single("pet-store", "openapi.yaml").unwrap();
    assert_eq!(settings.apis[0].documents, ["openapi.yaml"]);
    for name in [
        "",
        "a b",
        "self",
        "../x",
        "core",
        "con",
        "a\"\n[dependencies]",
    ] {
        assert!(Settings::single(name, "openapi.yaml").is_err(), "{name:?}");
    }
}
