//! Room.

pub mod docs;
