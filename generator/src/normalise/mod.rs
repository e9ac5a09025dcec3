//! Room 2: documents and overlays become one tree in one dialect.
//!
//! Takes: trees of room 1, and the files that they refer to. Gives: [`Canonical`], in the dialect of `OpenAPI` 3.0, with `x-` side keys for
//! what 3.0 cannot say. Must not: know Rust, or what a schema means to a client.
//!
//! Every rewritten node keeps the place of the node that caused it, and nothing is dropped without a side key or a finding. That place also
//! says what a reference is relative to, so that what comes from other files needs no rewriting.

mod audit;
mod dialect;
mod merge;
#[cfg(test)]
mod merge_tests;
pub mod neighbours;
pub mod overlay;
pub mod selection;
#[cfg(test)]
mod testing;
mod tree;
pub mod unread;
mod unused;
mod versions;

use crate::diagnostics::Diagnostics;
use crate::source::Node;
use audit::{Audit, Places};
use dialect::Moved;
use neighbours::Neighbours;

/// One `OpenAPI` 3.0 tree: the form that the typed reading of nodes expects.
#[derive(Clone, Debug, PartialEq)]
pub struct Canonical {
    /// The `OpenAPI` object.
    pub root: Node,
}

/// Brings documents, overlays and the files that they refer to into one tree.
///
/// Gives `None` when no document can be read; otherwise a tree, and in `diagnostics` what was found on the way. A document whose version
/// is not read is left out, with an error.
#[must_use]
pub fn normalise(
    documents: Vec<Node>,
    overlays: &[Node],
    mut files: Neighbours,
    diagnostics: &mut Diagnostics,
) -> Option<Canonical> {
    let (mut documents, mut versions) = versions::gate(documents, diagnostics);
    files.convert(&mut versions);
    for document in &mut documents {
        dialect::further_paths(document);
        let moved = from_swagger(document, &files, diagnostics);
        files.add_moved(document.at, moved);
        dialect::sections(document, diagnostics);
    }
    let mut root = merge::merge(documents, diagnostics)?;
    // Overlays see what stands in files of their own as if it stood in the document.
    dialect::inline(&mut root, &files, diagnostics);
    for overlay in overlays {
        overlay::apply(&mut root, overlay, diagnostics);
    }
    let audit = Audit::of(&root);
    let merged = dialect::lower(&mut root, &versions, &files, diagnostics);
    let places = Places::of(&root);
    files.report(&places, diagnostics);
    audit.report(&places, merged, diagnostics);
    Some(Canonical { root })
}

/// Converts a document of Swagger 2.0, and says where its parts have gone, and what is nowhere.
fn from_swagger(
    document: &mut Node,
    files: &Neighbours,
    diagnostics: &mut Diagnostics,
) -> Option<Moved> {
    let audit = Audit::of_swagger(document)?;
    let moved = dialect::from_swagger(document, files, diagnostics)?;
    audit.report(&Places::of(document), Vec::new(), diagnostics);
    Some(moved)
}
