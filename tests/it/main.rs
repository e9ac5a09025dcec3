//! Everything that must pass, in one binary.

mod client_faults;
mod compiles;
mod determinism;
mod examples;
mod explain;
mod files;
mod fixtures;
mod forms;
mod hostile;
mod hostile_values;
mod json;
mod oddities;
mod paths;
mod prose;
mod secrets;
mod server;
mod support;
mod surface;
mod tidy;
mod transport;
mod up_to_date;
mod uses;
mod wire;
mod wire_aep;
mod wire_cep;
mod wire_mep;
