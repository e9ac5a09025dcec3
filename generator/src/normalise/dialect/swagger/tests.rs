//! What documents of 2.0 become.

use crate::diagnostics::Diagnostics;
use crate::normalise::normalise;
use crate::normalise::testing::{codes, show, tree};
