//! Names of schemas and other objects that are moved to `components`.
//!
//! Takes: pointers. Gives: a name for each, from the pointer. Must not: depend on the order in which they are given.

use std::collections::{BTreeMap, BTreeSet};

use crate::normalise::neighbours::is_in_file;
use crate::normalise::tree::{Path, unescape, write_pointer};
use crate::source::references::{decode, split};

/// Gives each path a name of its own: the shortest of those it asks for that is free and that no other path asks for first. When none is,
/// a hash of the pointer ends it.
pub(super) fn name_all(
    paths: &BTreeSet<Path>,
    is_taken: impl Fn(&str) -> bool,
) -> BTreeMap<Path, String> {
    let wishes: BTreeMap<&Path, Vec<String>> = paths.iter().map(|it| (it, wishes(it))).collect();
    let mut asked: BTreeMap<&str, u32> = BTreeMap::new();
    for wish in wishes.values().flatten() {
        *asked.entry(wish).or_default() += 1;
    }
    let mut given = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (path, wishes) in &wishes {
        let is_free = |wish: &&String| asked.get(wish.as_str()) == Some(&1) && !is_taken(wish);
        let name = wishes.iter().find(is_free).cloned().unwrap_or_else(|| {
            let base = wishes.first().map_or("Schema", String::as_str);
            contested(base, path, |name| {
                is_taken(name) || asked.contains_key(name) || given.contains(name)
            })
        });
        given.insert(name.clone());
        names.insert((*path).clone(), name);
    }
    names
}

/// The names that a path asks for. In another file that is what it is called there, then the same after the name of the file, then after
/// those of its folders.
fn wishes(path: &[String]) -> Vec<String> {
    let [_, label, pointer @ ..] = path else {
        return vec![base_name(path)];
    };
    if !is_in_file(path) {
        return vec![base_name(path)];
    }
    let mut folders: Vec<&str> = label.split('/').collect();
    let stem = stem_of(folders.pop().unwrap_or_default());
    let is_index = matches!(stem, "index" | "_index");
    let mut name = match (within_file(pointer), folders.last()) {
        (Some(name), _) => name,
        (None, Some(folder)) if is_index => clean(folder),
        (None, _) => clean(stem),
    };
    let mut wishes = vec![name.clone()];
    if !pointer.is_empty() {
        folders.push(stem);
    }
    for folder in folders.iter().rev() {
        name = format!("{}_{name}", clean(folder));
        wishes.push(name.clone());
    }
    wishes
}

/// What an object is called in its file; nothing if it is the whole of it.
fn within_file(pointer: &[String]) -> Option<String> {
    if pointer.is_empty() {
        return None;
    }
    let is_section = |it: &String| {
        matches!(
            it.as_str(),
            "schemas" | "parameters" | "responses" | "headers"
        )
    };
    match pointer {
        [section, rest @ ..] if is_section(section) && !rest.is_empty() => Some(base_name(rest)),
        _ => Some(base_name(pointer)),
    }
}

/// What a reference calls the thing that it leads to: the end of its pointer, or the name of the file.
pub(super) fn own_name(reference: &str) -> Option<String> {
    let (document, fragment) = split(reference);
    let pointer = decode(fragment);
    let end = match pointer.rsplit('/').next() {
        Some(end) if !end.is_empty() => unescape(end),
        _ => stem_of(document.rsplit('/').next()?).to_owned(),
    };
    (!end.is_empty()).then_some(end)
}

/// The name of a file without what says how it is written.
fn stem_of(file: &str) -> &str {
    let stem = [".json", ".yaml", ".yml"]
        .iter()
        .find_map(|it| file.strip_suffix(it));
    let stem = stem.unwrap_or(file);
    stem.strip_suffix(".schema").unwrap_or(stem)
}

fn contested(base: &str, path: &[String], is_taken: impl Fn(&str) -> bool) -> String {
    let mut pointer = write_pointer(path);
    loop {
        let name = format!("{base}_{:08x}", hash(&pointer));
        if !is_taken(&name) {
            return name;
        }
        pointer.push('~');
    }
}

/// FNV-1a, 32 bits: stable across versions and platforms.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The words of a pointer that say something, joined by `_`.
fn base_name(path: &[String]) -> String {
    let words: Vec<String> = path
        .iter()
        .enumerate()
        .filter(|(index, segment)| !is_structure(*index, segment, path))
        .map(|(_, segment)| clean(segment))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return "Schema".to_owned();
    }
    words.join("_")
}

/// Whether a segment is only the way to something. The name of a component or a path is never that.
fn is_structure(index: usize, segment: &str, path: &[String]) -> bool {
    match path.first().map(String::as_str) {
        Some("components") if index < 2 => true,
        Some("components") if index == 2 => false,
        Some("paths") if index == 0 => true,
        Some("paths") if index == 1 => false,
        _ => {
            matches!(
                segment,
                "properties" | "$defs" | "definitions" | "schema" | "content"
            ) || is_media_type(index, path)
        }
    }
}

fn is_media_type(index: usize, path: &[String]) -> bool {
    let before = index.checked_sub(1).and_then(|before| path.get(before));
    before.is_some_and(|before| before == "content")
}

fn clean(segment: &str) -> String {
    let mut word = String::new();
    for c in segment.chars() {
        if c.is_ascii_alphanumeric() || c == '.' || c == '-' {
            word.push(c);
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    word.truncate(word.trim_end_matches('_').len());
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::neighbours::FILE;
    use crate::normalise::tree::parse_pointer;

    fn check(pointers: &[&str], taken: &[&str], expected: &[&str]) {
        let paths = pointers.iter().filter_map(|it| parse_pointer(it)).collect();
        let names = name_all(&paths, |name| taken.contains(&name));
        let given: Vec<&String> = names.values().collect();
        assert_eq!(given, expected, "{pointers:?}");
    }

    #[test]
    fn names_come_from_the_pointer() {
        check(&["/components/schemas/A/properties/b"], &[], &["A_b"]);
        check(&["/components/schemas/A/$defs/Item"], &[], &["A_Item"]);
        check(
            &["/components/schemas/properties/items"],
            &[],
            &["properties_items"],
        );
        check(
            &["/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema"],
            &[],
            &["pets_id_get_responses_200"],
        );
        check(&["/components/schemas/A/oneOf/0"], &[], &["A_oneOf_0"]);
        check(&["/definitions/Pet"], &[], &["Pet"]);
    }

    /// Names of what stands in files: label, `#`, pointer.
    fn check_files(references: &[&str], taken: &[&str], expected: &[&str]) {
        let path = |reference: &&str| {
            let (label, pointer) = split(reference);
            let mut path = vec![FILE.to_owned(), label.to_owned()];
            path.extend(parse_pointer(pointer).unwrap());
            path
        };
        let names = name_all(&references.iter().map(path).collect(), |it| {
            taken.contains(&it)
        });
        let given: Vec<&String> = references.iter().map(|it| &names[&path(it)]).collect();
        assert_eq!(given, expected, "{references:?}");
    }

    #[test]
    fn names_in_files() {
        check_files(&["a/pet.schema.json"], &[], &["pet"]);
        check_files(&["a/m.room.yaml"], &[], &["m.room"]);
        check_files(&["a/pet/_index.yml"], &[], &["pet"]);
        check_files(&["c.yaml#/components/schemas/Pet"], &[], &["Pet"]);
        check_files(&["c.yaml#/Pet"], &["Pet"], &["c_Pet"]);
        check_files(&["c.yaml#/schemas/Pet"], &[], &["Pet"]);
        check_files(&["a/pet.json", "b/pet.json"], &[], &["a_pet", "b_pet"]);
        check_files(
            &[
                "a/c.json#/$defs/Pet",
                "b/c.json#/$defs/Pet",
                "b/d.json#/$defs/Pet",
            ],
            &[],
            &["a_c_Pet", "b_c_Pet", "d_Pet"],
        );
        check_files(&["pet.json"], &["pet"], &["pet_dd56218e"]);
    }

    #[test]
    fn contested_names_take_a_hash() {
        check(
            &["/components/schemas/A/properties/b"],
            &["A_b"],
            &["A_b_1a2a1446"],
        );
    }
}
