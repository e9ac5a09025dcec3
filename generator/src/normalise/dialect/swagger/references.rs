//! References of 2.0: where that has gone to which they lead.
//!
//! Takes: pointers into the old document. Gives: pointers into the new one. Must not: touch references to other files.

use std::collections::BTreeMap;

use super::super::references::local_path;
use crate::normalise::tree::{Path, as_text, text, text_of, write_pointer};
use crate::source::Map;

/// Old places and new ones. What is inside an old place is inside the new one.
#[derive(Debug, Default)]
pub(super) struct Moved {
    places: BTreeMap<Path, Path>,
}

impl Moved {
    /// Remembers where something has gone.
    pub(super) fn add(&mut self, old: &[&str], new: &[&str]) {
        let own = |path: &[&str]| path.iter().map(|it| (*it).to_owned()).collect();
        self.places.insert(own(old), own(new));
    }

    /// Rewrites the `$ref` of an object.
    pub(super) fn rewrite(&self, map: &mut Map) {
        let new = text_of(map, "$ref").and_then(|it| self.place_of(it));
        if let (Some(new), Some(at)) = (new, map.get("$ref").map(|it| it.at)) {
            map.insert("$ref".to_owned(), text(at, new));
        }
    }

    /// Where a reference leads now, if that has changed.
    fn place_of(&self, reference: &str) -> Option<String> {
        let path = local_path(reference)?;
        let (old, new) = (1..=path.len()).rev().find_map(|length| {
            let start = path.get(..length)?;
            Some((start, self.places.get(start)?))
        })?;
        let rest = path.get(old.len()..)?;
        Some(format!("#{}{}", write_pointer(new), write_pointer(rest)))
    }
}

/// The text of a `$ref`.
pub(super) fn reference(map: &Map) -> Option<&str> {
    map.get("$ref").and_then(as_text)
}
