#![doc = include_str!("../README.md")]
//!
//! That is the README of the workspace, here so that its examples are compiled as tests.
