//! Room 2 placeholder, replaced at merge.
use crate::source::Node;
/// Canonical.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// Root.
    pub root: Node,
}
