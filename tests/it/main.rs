//! Everything that must pass, in one binary.

mod client_faults;
mod examples;
mod json;
mod oddities;
mod paths;
mod secrets;
mod server;
mod tidy;
mod transport;
mod wire;
mod wire_aep;
mod wire_cep;
mod wire_mep;
