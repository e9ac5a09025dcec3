//! What `explain` says of a name: where it comes from, which rule shaped it, and what decided about its spelling.

use generator::explain::{Answer, explain};
use generator::settings::Settings;
use generator::{ApiInput, Input, Labelled};

use crate::support::root;

/// Asks about a fixture; gives all explanations, or the name that was perhaps meant.
fn ask(fixture: &str, name: &str) -> String {
    let label = format!("{fixture}.yaml");
    let bytes = std::fs::read(root().join("tests/fixtures").join(&label)).expect("a fixture");
    let documents = vec![Labelled {
        label: label.clone(),
        content: bytes.into(),
    }];
    let input = Input {
        apis: vec![ApiInput {
            documents,
            ..ApiInput::default()
        }],
    };
    let settings = Settings::single("made", &label).expect("a package name");
    match explain(&input, &settings, name) {
        Answer::Found(found, more) => {
            assert_eq!(more, 0, "{name}");
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            found.join("\n")
        }
        Answer::Unknown(near) => format!("unknown, near {near:?}"),
    }
}

#[test]
fn a_name_is_found_in_every_spelling() {
    let check = |fixture: &str, names: &[&str], expected: &[&str]| {
        for name in names {
            assert_eq!(ask(fixture, name), expected.join("\n"), "{name}");
        }
    };
    check(
        "names",
        &[
            "OptionType",
            "types::OptionType",
            "Option",
            "#/components/schemas/Option",
        ],
        &[
            "type types::OptionType",
            "  from     names.yaml:27:13 #/components/schemas/Option",
            "  spelled  `Option`",
            "  is       a record of 7 fields, because its values are objects",
            "  renamed  the type `Option` is called `OptionType`, because `Option` is no free name there",
            "  setting  [api.rename.types] \"Option\" = \"…\"",
        ],
    );
    check(
        "names",
        &[
            "Vec.FooBar",
            "VecType::foo_bar_pascal",
            "types::VecType::foo_bar_pascal",
        ],
        &[
            "field types::VecType::foo_bar_pascal",
            "  from     names.yaml:30:13 #/components/schemas/FooBar",
            "  spelled  `FooBar`",
            "  is       `FooBar`, optional",
            "  renamed  the field `FooBar` is called `foo_bar_pascal`, because `foo_bar` is no free name there",
            "  setting  [api.rename.fields] \"Vec.FooBar\" = \"…\"",
        ],
    );
    check(
        "names",
        &["1st", "n1st"],
        &[
            "operation Client::n1st",
            "  from     names.yaml:10:11 #/paths/~1a/post",
            "  spelled  `1st`",
            "  is       `POST /a`",
            "  setting  [api.rename.operations] \"1st\" = \"…\"",
        ],
    );
    check(
        "names",
        &["users/list-all.send", "users_list_all.send_query"],
        &[
            "parameter Client::users_list_all::send_query",
            "  from     names.yaml:16:71 #/paths/~1b/get/parameters/1",
            "  spelled  `send`",
            "  is       text, sent in the query",
            "  renamed  the parameter `send` is called `send_query`, because `send` is no free name there",
            "  setting  [api.rename.parameters] \"send\" = \"…\"",
        ],
    );
}

#[test]
fn it_is_said_why_a_schema_has_become_two_types() {
    let explained = ask("directions", "Folder");
    let why = "  is       a record of 4 fields, because its values are objects; what is received, where `FolderInput` is sent, because some \
               members are `readOnly` or `writeOnly`";
    assert!(explained.lines().any(|it| it == why), "{explained}");
    assert_eq!(
        ask("directions", "FolderInput"),
        [
            "type types::FolderInput",
            "  from     directions.yaml:126:5 #/components/schemas/Folder",
            "  spelled  `Folder.input`",
            "  is       a record of 3 fields, because its values are objects; what is sent, where `Folder` is received, because some \
             members are `readOnly` or `writeOnly`",
            "  setting  [api.rename.types] \"/components/schemas/Folder/input\" = \"…\"",
        ]
        .join("\n")
    );
    let name = ask("directions", "FolderInput::name");
    assert!(
        name.contains("[api.rename.fields] \"Folder.name\""),
        "{name}"
    );
}

#[test]
fn the_call_of_another_body_is_found_too() {
    assert_eq!(
        ask("media_types", "createMessage.multipart"),
        [
            "operation Client::create_message_multipart",
            "  from     media_types.yaml:9:7 #/paths/~1messages/post/requestBody",
            "  spelled  `createMessage`",
            "  is       `POST /messages` with a body of `multipart/form-data`",
            "  setting  [api.rename.operations] \"createMessage.multipart\" = \"…\"",
        ]
        .join("\n")
    );
}

/// What a name stands for where the maintainer has chosen others.
fn title(fixture: &str, renames: &str, name: &str) -> String {
    let toml =
        format!("package = \"p\"\n[[api]]\nmodule = \"m\"\ndocuments = [\"m.yaml\"]\n{renames}");
    let settings = Settings::parse("fixtures", "codegen.toml", &toml).expect("settings");
    let text = std::fs::read(root().join(format!("tests/fixtures/{fixture}.yaml")));
    let documents = vec![Labelled {
        label: "m.yaml".to_owned(),
        content: text.expect("a fixture").into(),
    }];
    let input = Input {
        apis: vec![ApiInput {
            documents,
            ..ApiInput::default()
        }],
    };
    let Answer::Found(found, 0) = explain(&input, &settings, name) else {
        panic!("{name} is not found");
    };
    let titles: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
    titles.join(", ")
}

#[test]
fn the_call_of_another_body_has_a_name_of_its_own() {
    let renames = "[api.rename.operations]\n\"createMessage.multipart\" = \"upload_message\"\n";
    assert_eq!(
        title("media_types", renames, "upload_message"),
        "operation m::Client::upload_message"
    );
}

/// What is sent of a schema is called after the name that was chosen for it, or as was chosen for itself.
#[test]
fn a_chosen_name_counts_for_what_is_sent_too() {
    let sent = "/components/schemas/Folder/input";
    let folder = "[api.rename.types]\nFolder = \"Directory\"\n";
    for (renames, expected) in [
        (folder.to_owned(), "type m::types::DirectoryInput"),
        (
            format!("{folder}\"{sent}\" = \"NewDirectory\"\n"),
            "type m::types::NewDirectory",
        ),
    ] {
        assert_eq!(title("directions", &renames, sent), expected);
    }
}

#[test]
fn an_unknown_name_leads_to_the_nearest() {
    for (name, expected) in [
        ("OptionTipe", "unknown, near Some(\"types::OptionType\")"),
        (
            "VecType::foo_baz",
            "unknown, near Some(\"types::VecType::foo_bar\")",
        ),
        ("something else entirely", "unknown, near None"),
    ] {
        assert_eq!(ask("names", name), expected, "{name}");
    }
}

/// The name of a member alone means every member with it, and the type of its calls an operation.
#[test]
fn members_and_calls_are_found_by_their_own_names() {
    for (name, expected) in [
        ("foo_bar_train", "field types::VecType::foo_bar_train"),
        ("UsersListAll", "operation Client::users_list_all"),
    ] {
        let explained = ask("names", name);
        assert_eq!(explained.lines().next(), Some(expected), "{name}");
    }
}
