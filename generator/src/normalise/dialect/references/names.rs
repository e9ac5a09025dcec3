//! Names of schemas and other objects that are moved to `components`.
//!
//! Takes: pointers. Gives: a name for each, from the pointer. Must not: depend on the order in which they are given.

use std::collections::{BTreeMap, BTreeSet};

use crate::normalise::tree::{Path, write_pointer};

/// Gives each path a name of its own. A name that is taken, or that several paths ask for, ends in a hash of the pointer.
pub(super) fn name_all(
    paths: &BTreeSet<Path>,
    is_taken: impl Fn(&str) -> bool,
) -> BTreeMap<Path, String> {
    let mut asked: BTreeMap<String, u32> = BTreeMap::new();
    for path in paths {
        *asked.entry(base_name(path)).or_default() += 1;
    }
    let mut given = BTreeSet::new();
    let mut names = BTreeMap::new();
    for path in paths {
        let base = base_name(path);
        let is_free = asked.get(&base) == Some(&1) && !is_taken(&base);
        let name = if is_free {
            base
        } else {
            contested(&base, path, |name| {
                is_taken(name) || asked.contains_key(name) || given.contains(name)
            })
        };
        given.insert(name.clone());
        names.insert(path.clone(), name);
    }
    names
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

    #[test]
    fn contested_names_take_a_hash() {
        check(
            &["/components/schemas/A/properties/b"],
            &["A_b"],
            &["A_b_1a2a1446"],
        );
    }
}
