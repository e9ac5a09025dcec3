//! References of 2.0: where that has gone to which they lead.
//!
//! Takes: pointers into the old document. Gives: pointers into the new one. Must not: touch references to other files, or in them.

use std::collections::BTreeMap;

use super::super::references::local_path;
use crate::normalise::tree::{Path, as_text, text, write_pointer};
use crate::source::Map;

/// Old places and new ones. What is inside an old place is inside the new one.
#[derive(Clone, Debug, Default)]
pub(in crate::normalise) struct Moved {
    places: BTreeMap<Path, Path>,
}

impl Moved {
    /// Remembers where something has gone.
    pub(super) fn add(&mut self, old: &[&str], new: &[&str]) {
        let own = |path: &[&str]| path.iter().map(|it| (*it).to_owned()).collect();
        self.places.insert(own(old), own(new));
    }

    /// Rewrites the `$ref` of an object, if it was read in this document.
    pub(super) fn rewrite(&self, map: &mut Map, document: u16) {
        let own = map.get("$ref").filter(|it| it.at.document == document);
        let Some((reference, at)) = own.and_then(|it| Some((as_text(it)?, it.at))) else {
            return;
        };
        if let Some(new) = local_path(reference).and_then(|it| self.place_of(&it)) {
            map.insert(
                "$ref".to_owned(),
                text(at, format!("#{}", write_pointer(&new))),
            );
        }
    }

    /// Where something is now, if that has changed.
    pub(in crate::normalise) fn place_of(&self, path: &[String]) -> Option<Path> {
        let (old, new) = (1..=path.len()).rev().find_map(|length| {
            let start = path.get(..length)?;
            Some((start, self.places.get(start)?))
        })?;
        Some([new.as_slice(), path.get(old.len()..)?].concat())
    }
}

/// The text of a `$ref`.
pub(super) fn reference(map: &Map) -> Option<&str> {
    map.get("$ref").and_then(as_text)
}
