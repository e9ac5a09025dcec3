//! Room.

pub mod overlay;
