//! The pieces of the runtime that a client has a use for.
//!
//! Takes: modules. Gives: the words of the pieces. Must not: know which files they are.

use std::collections::BTreeSet;

use super::Known;
use crate::code::{Item, Module, Output, Taken};

/// The pieces that any of the modules uses.
pub(super) fn used(apis: &[Known<'_>], modules: &[Module]) -> BTreeSet<&'static str> {
    let items = modules
        .iter()
        .flat_map(|it| &it.files)
        .flat_map(|it| &it.items);
    let mut pieces: BTreeSet<&str> = items.flat_map(of_item).collect();
    if apis.iter().any(|it| it.settings.validate) {
        pieces.insert("rules");
    }
    pieces
}

fn of_item(item: &Item) -> Vec<&'static str> {
    let mut pieces = Vec::new();
    if let Item::Client(client) = item {
        let mut credentials = client.credentials.iter();
        if credentials.any(|it| matches!(it.takes, Taken::Token)) {
            pieces.push("tokens");
        }
    }
    if let Item::Call(call) = item {
        let streams = |output: &Output| !matches!(output, Output::Response(_));
        if call.sends.iter().any(|it| streams(&it.output)) {
            pieces.push("streams");
        }
        if call.paging.is_some() || call.polling.is_some() {
            pieces.push("pages");
        }
        if call.following.is_some() {
            pieces.push("following");
        }
    }
    pieces
}
