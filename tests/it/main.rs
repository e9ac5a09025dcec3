//! Everything that must pass, in one binary.

mod server;
mod tidy;
