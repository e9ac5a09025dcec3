//! Everything that must pass, in one binary.

mod tidy;
