//! The command as a process: whatever surrounds it, whatever kills it, and whatever document it is given.

#![cfg(unix)]

mod files;
mod hostile;
mod place;
mod runs;
