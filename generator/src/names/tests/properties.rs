//! What holds for the names of any model: they are identifiers, unique, and stable.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Spellings that meet in a few names, including names of our own making.
fn pieces() -> Vec<String> {
    let plain = [
        "Foo",
        "foo",
        "FOO",
        "fOO",
        "fO_O",
        "f-o-o",
        "F_o_o",
        "foo ",
        "foo\u{200d}",
        "fóo",
        "Foo2",
        "Foo_2",
        "FooUpper",
        "FooLower",
        "foo_lower",
        "Option",
        "OptionType",
        "option",
        "",
        "empty",
        "self",
        "Self",
        "self_",
        "type",
        "r#type",
        "💥",
        "Boom",
        "\u{202e}",
        "unknown",
        "Unknown",
        "new",
        "_",
        "__",
        "1",
        "N1",
        "n1",
    ];
    let mut pieces: Vec<String> = plain.iter().map(|&it| it.to_owned()).collect();
    pieces.extend(types(&["foo\u{200d}", "fóo"]));
    pieces.push("very_long".repeat(40));
    pieces.push(format!("{}!", "very_long".repeat(40)));
    pieces
}

/// Names by spelling, of types, fields, variants and operations.
fn all_scopes(spellings: &[String]) -> Vec<BTreeMap<String, String>> {
    let spellings: Vec<&str> = spellings.iter().map(String::as_str).collect();
    let methods = {
        let mut api = api();
        for id in &spellings {
            api.operations.push(operation(id, &format!("/{id}/-")));
        }
        assign(&api, &mut Diagnostics::new()).operations
    };
    let pick =
        |get: fn(OperationNames) -> Ident| methods.iter().cloned().map(|it| get(it).0).collect();
    let lists: Vec<Vec<String>> = vec![
        types(&spellings),
        members(record(&spellings)).0,
        members(texts(&spellings)).0,
        pick(|it| it.method),
        pick(|it| it.call),
        pick(|it| it.constant),
    ];
    let keyed = |list: Vec<String>| {
        let keys = spellings.iter().map(|&it| it.to_owned());
        keys.zip(list).collect()
    };
    lists.into_iter().map(keyed).collect()
}

#[test]
fn h07_names_are_identifiers_unique_and_independent_of_order() {
    let mut spellings = pieces();
    let before = all_scopes(&spellings);
    for scope in &before {
        let names: BTreeSet<&String> = scope.values().collect();
        assert_eq!(names.len(), spellings.len(), "{scope:#?}");
        for name in names {
            assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name}");
        }
    }
    for turn in 0..spellings.len() {
        spellings.rotate_left(turn);
        let half = spellings.len() / 2;
        spellings[..half].reverse();
        assert_eq!(all_scopes(&spellings), before);
    }
}

/// Whoever contests a name already has a name that one more contender of the same name does not take away.
#[test]
fn h07_one_more_contender_changes_no_contested_name() {
    let group = |text: &str| words::words(text);
    let pieces = pieces();
    for newcomer in &pieces {
        let without: Vec<String> = pieces
            .iter()
            .filter(|it| *it != newcomer)
            .cloned()
            .collect();
        let rivals = without
            .iter()
            .filter(|it| group(it) == group(newcomer))
            .count();
        let before = all_scopes(&without);
        let after = all_scopes(&pieces);
        for (before, after) in before.iter().zip(&after) {
            for (spelling, name) in before {
                let contested = rivals >= 2 && group(spelling) == group(newcomer);
                let exact = name == newcomer;
                assert!(
                    !contested || exact || after.get(spelling) == Some(name),
                    "{newcomer} changes {spelling} from {name} to {:?}",
                    after.get(spelling)
                );
            }
        }
    }
}

#[test]
fn h07_a_thousand_contenders_for_one_name_each_get_one() {
    let spellings: Vec<String> = (0..1_000_u32)
        .map(|number| {
            let bit = |index: u32| if number >> index & 1 == 1 { "-" } else { "_" };
            let words = (0..10).map(|index| format!("{}a", bit(index)));
            words.collect()
        })
        .collect();
    for scope in all_scopes(&spellings) {
        let names: BTreeSet<String> = scope.into_values().collect();
        assert_eq!(names.len(), 1_000);
    }
}
