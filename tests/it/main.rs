//! Everything that must pass, in one binary.

mod compiles;
mod determinism;
mod fixtures;
mod hostile;
mod prose;
mod server;
mod support;
mod surface;
mod tidy;
mod up_to_date;
