//! A document that is split over files is the one that is put together by hand: the same bytes come of both.

use generator::source::{Map, Node, Text, Value};

use crate::determinism::{json, read};
use crate::support::{Made, file_name, fixtures, make, make_of_files};

/// What the document is called, so that files can refer back to it.
const DOCUMENT: &str = "openapi.json";

/// Takes the entries of one object of a document out into files, and leaves references to them.
struct Split {
    /// Where the object is.
    place: &'static [&'static str],
    /// The file and the pointer in it for an entry.
    file: fn(&str) -> (String, String),
    /// What a reference within the document is where the entry is now.
    reference: fn(&str) -> String,
}

/// All schemas in one file, which refer to one another there.
const SCHEMAS: Split = Split {
    place: &["components", "schemas"],
    file: |name| {
        (
            "parts/schemas.json".to_owned(),
            format!("/{}", escape(name)),
        )
    },
    reference: |of| match of.strip_prefix("#/components/schemas/") {
        Some(rest) => format!("#/{rest}"),
        None => format!("../{DOCUMENT}{of}"),
    },
};

/// Each path in a file of its own, which refers back to the document.
const PATHS: Split = Split {
    place: &["paths"],
    file: |path| {
        let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
        let name: String = path.chars().map(plain).collect();
        (format!("paths/{name}{}.json", path.len()), String::new())
    },
    reference: |of| format!("../{DOCUMENT}{of}"),
};

#[test]
fn s24_schemas_in_a_file_of_their_own() {
    check_all(&SCHEMAS);
}

#[test]
fn s24_paths_in_files_of_their_own() {
    check_all(&PATHS);
}

fn check_all(split: &Split) {
    let (mut compared, mut broken) = (0, Vec::new());
    for (path, text) in fixtures() {
        let name = file_name(&path);
        let Some(mut tree) = read(&text).filter(is_alone) else {
            continue;
        };
        drop_names_of_parts(&mut tree);
        let whole = make(DOCUMENT, json(&tree));
        let files = take_out(&mut tree, split);
        let parts = make_of_files(DOCUMENT, &json(&tree), files);
        let different = differences(&whole, &parts).into_iter();
        broken.extend(different.map(|it| format!("{name}: {it}")));
        compared += 1;
    }
    assert_eq!(broken, Vec::<String>::new());
    assert!(compared > 20, "only {compared} documents were split");
}

/// Whether a document of `OpenAPI` refers to no file already.
fn is_alone(root: &Node) -> bool {
    let mut alone = matches!(&root.value, Value::Map(map) if map.contains_key("openapi"));
    each_reference(&mut root.clone(), &mut |it| alone &= it.starts_with('#'));
    alone
}

/// Leaves out schemas that are another name for a part of a schema: in a file, the part is called so.
fn drop_names_of_parts(root: &mut Node) {
    let is_of_part = |it: &Node| match &it.value {
        Value::Map(map) => map.get("$ref").is_some_and(|it| match &it.value {
            Value::Text(text) => text.matches('/').count() > 3,
            _ => false,
        }),
        _ => false,
    };
    if let Some(schemas) = entries(root, SCHEMAS.place) {
        schemas.retain(|_, it| !is_of_part(it));
    }
}

/// The entries of the object at a place.
fn entries<'a>(root: &'a mut Node, place: &[&str]) -> Option<&'a mut Map> {
    let object = place
        .iter()
        .try_fold(root, |here, key| match &mut here.value {
            Value::Map(map) => map.get_mut(*key),
            _ => None,
        });
    match &mut object?.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// The first line of each source that differs between two crates.
fn differences(whole: &Made, parts: &Made) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in whole.sources() {
        let other = parts.files.get(path).unwrap_or_default();
        let mut lines = text.lines().zip(other.lines());
        // Where a schema was read is another place.
        let says_where = |it: &str| it.trim_start().starts_with("/// Described at `");
        let differ = |(whole, parts): &(&str, &str)| {
            whole != parts && !(says_where(whole) && says_where(parts))
        };
        if let Some((whole, parts)) = lines.find(differ) {
            found.push(format!("{path}: {whole:?} or {parts:?}"));
        } else if text.lines().count() != other.lines().count() {
            found.push(format!("{path}: one of them ends before the other"));
        }
    }
    found
}

/// The files, and in their place references to them.
fn take_out(root: &mut Node, split: &Split) -> Vec<(String, String)> {
    let mut files: Vec<(String, Map)> = Vec::new();
    let Some(entries) = entries(root, split.place) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for (name, entry) in entries {
        // What is only another name stays one: in a file it would be the thing itself.
        let is_name = matches!(&entry.value, Value::Map(map) if map.contains_key("$ref"));
        if name.starts_with("x-") || is_name {
            continue;
        }
        let (file, pointer) = (split.file)(name);
        let mut taken = entry.clone();
        each_reference(&mut taken, &mut |it| {
            // What has an `$id` refers to its own parts, wherever it stands, and anchors move with their schemas.
            if it.starts_with("#/") && !it.starts_with("#/$defs/") {
                *it = (split.reference)(it).into();
            }
        });
        let at = entry.at;
        let text = Value::Text(format!("{file}#{pointer}").into());
        entry.value = Value::Map(
            [("$ref".to_owned(), Node { at, value: text })]
                .into_iter()
                .collect(),
        );
        if pointer.is_empty() {
            texts.push((file, json(&taken)));
            continue;
        }
        match files.iter_mut().find(|(it, _)| *it == file) {
            Some((_, map)) => drop(map.insert(name.clone(), taken)),
            None => files.push((file, [(name.clone(), taken)].into_iter().collect())),
        }
    }
    let whole = |map| Node {
        at: generator::source::At::default(),
        value: Value::Map(map),
    };
    texts.extend(
        files
            .into_iter()
            .map(|(file, map)| (file, json(&whole(map)))),
    );
    texts
}

/// Calls `change` for each reference and each mapping of a discriminator.
fn each_reference(node: &mut Node, change: &mut dyn FnMut(&mut Text)) {
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|it| each_reference(it, change)),
        Value::Map(map) => {
            for (key, it) in map {
                match (&mut it.value, key.as_str()) {
                    (Value::Text(text), "$ref") => change(text),
                    (Value::Map(mapping), "mapping") => {
                        for target in mapping.values_mut() {
                            if let Value::Text(text) = &mut target.value
                                && text.starts_with('#')
                            {
                                change(text);
                            }
                        }
                    }
                    _ => each_reference(it, change),
                }
            }
        }
        _ => {}
    }
}

fn escape(segment: &str) -> String {
    let pointer = segment.replace('~', "~0").replace('/', "~1");
    pointer.replace('%', "%25").replace(' ', "%20")
}
