//! Parts of an `anyOf` beside branches that a tag tells: an object with the tag may have their keys as well.
//!
//! Takes: a branch, the others, and how they are told. Gives: the branch with a place for whatever the others say. Must not: choose.

use std::rc::Rc;
use std::sync::Arc;

use super::branches::Branch;
use crate::interpret::views::View;
use crate::model::ObjectChoice;
use crate::spec::Additional;

/// The branch with the keys that an object of it may have by the word of other parts. `None`: there are none.
pub(super) fn with_keys(
    view: &View,
    choice: &ObjectChoice,
    branch: &Branch,
    all: &[&Branch],
) -> Option<Branch> {
    let ObjectChoice::Tag { property, .. } = choice else {
        return None;
    };
    let knows =
        |it: &Branch| it.view.properties.contains_key(property) || it.tagged(property).is_some();
    let parts: Vec<&Rc<View>> = all
        .iter()
        .filter(|it| !knows(it) && it.view.additional != Additional::No)
        .map(|it| &it.view)
        .collect();
    if !view.is_any_of() || parts.is_empty() || branch.itself || parts.len() == all.len() {
        return None;
    }
    let is_told = knows(branch);
    Some(branch.changed(&|view| {
        if !is_told {
            // The tag may be there, with a value that nobody knows, and then what belongs to it is as well.
            view.additional = view.additional.or(Additional::Any);
            return;
        }
        let properties = Arc::make_mut(&mut view.properties);
        for (wire, id) in parts.iter().flat_map(|it| &*it.properties) {
            properties.entry(wire.clone()).or_insert(*id);
        }
        let further = parts.iter().map(|it| it.additional);
        view.additional = further.fold(view.additional, Additional::or);
    }))
}
