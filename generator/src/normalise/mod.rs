//! Room 2: documents and overlays become one tree in one dialect.
//!
//! Takes: trees of room 1. Gives: [`Canonical`], in the dialect of `OpenAPI` 3.0, with `x-` side keys for what 3.0 cannot say.
//! Must not: know Rust, or what a schema means to a client.
//!
//! Every rewritten node keeps the place of the node that caused it, and nothing is dropped without a side key or a finding.

mod dialect;
mod merge;
#[cfg(test)]
mod merge_tests;
pub mod overlay;
#[cfg(test)]
mod testing;
mod tree;
mod versions;

use crate::diagnostics::Diagnostics;
use crate::source::Node;

/// One `OpenAPI` 3.0 tree: the form that the typed reading of nodes expects.
#[derive(Clone, Debug, PartialEq)]
pub struct Canonical {
    /// The `OpenAPI` object.
    pub root: Node,
}

/// Brings documents and overlays to one tree.
///
/// Gives `None` when no document can be read; otherwise a tree, and in `diagnostics` what was found on the way. A document whose version
/// is not read is left out, with an error.
#[must_use]
pub fn normalise(
    documents: Vec<Node>,
    overlays: &[Node],
    diagnostics: &mut Diagnostics,
) -> Option<Canonical> {
    let (mut documents, versions) = versions::gate(documents, diagnostics);
    for document in &mut documents {
        dialect::from_swagger(document, diagnostics);
    }
    let mut root = merge::merge(documents, diagnostics)?;
    for overlay in overlays {
        overlay::apply(&mut root, overlay, diagnostics);
    }
    dialect::lower(&mut root, &versions, diagnostics);
    Some(Canonical { root })
}
