//! What is counted, on both sides.

use std::error::Error;
use std::hint::black_box;

use generated_client::batch_cep::{self, types};
use generated_client::runtime::json;

use crate::by_hand;
use crate::data::{self, Keys};

/// One workload, by name, and the page that a server has for it.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) page: fn() -> Vec<u8>,
}

pub(crate) const WORKLOADS: &[Workload] = &[
    Workload {
        name: DECODE_LISTED,
        page: || page(DECODE_LISTED),
    },
    Workload {
        name: DECODE_REVERSED,
        page: || page(DECODE_REVERSED),
    },
    Workload {
        name: DECODE_SHUFFLED,
        page: || page(DECODE_SHUFFLED),
    },
    Workload {
        name: ENCODE,
        page: || page(ENCODE),
    },
    Workload {
        name: SMALL_CALL,
        page: || page(SMALL_CALL),
    },
    Workload {
        name: LARGE_CALL,
        page: || page(LARGE_CALL),
    },
];

const DECODE_LISTED: &str = "decode, keys as listed";
const DECODE_REVERSED: &str = "decode, keys reversed";
const DECODE_SHUFFLED: &str = "decode, keys shuffled";
const ENCODE: &str = "encode 10,000 ids";
const SMALL_CALL: &str = "call, page of 10";
const LARGE_CALL: &str = "call, page of 5,000 (1 MB)";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Generated,
    ByHand,
}

fn page(name: &str) -> Vec<u8> {
    match name {
        DECODE_REVERSED => data::page(1_000, Keys::Reversed),
        DECODE_SHUFFLED => data::page(1_000, Keys::Shuffled),
        SMALL_CALL => data::page(10, Keys::Listed),
        LARGE_CALL => data::page(5_000, Keys::Listed),
        _ => data::page(1_000, Keys::Listed),
    }
}

fn update(leaves: bool, id: String) -> types::AudienceUpdate {
    let action = if leaves {
        types::UpdateAction::Remove
    } else {
        types::UpdateAction::Add
    };
    types::AudienceUpdate::new(action, id)
}

/// Runs a workload so often.
pub(crate) fn run(name: &str, side: Side, times: u32, url: &str) -> Result<(), Box<dyn Error>> {
    match name {
        ENCODE => encode(side, times),
        SMALL_CALL | LARGE_CALL => call(side, times, url),
        _ => decode(side, times, &page(name)),
    }
}

fn decode(side: Side, times: u32, page: &[u8]) -> Result<(), Box<dyn Error>> {
    for _ in 0..times {
        match side {
            Side::Generated => drop(black_box(json::from_slice::<types::AudiencePage>(page)?)),
            Side::ByHand => drop(black_box(serde_json::from_slice::<by_hand::AudiencePage>(
                page,
            )?)),
        }
    }
    Ok(())
}

fn encode(side: Side, times: u32) -> Result<(), Box<dyn Error>> {
    match side {
        Side::Generated => {
            let updates = data::updates(10_000, update);
            for _ in 0..times {
                black_box(json::to_vec(&updates)?);
            }
        }
        Side::ByHand => {
            let updates = data::updates(10_000, by_hand::AudienceUpdate::new);
            for _ in 0..times {
                black_box(serde_json::to_vec(&updates)?);
            }
        }
    }
    Ok(())
}

fn call(side: Side, times: u32, url: &str) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match side {
            Side::Generated => {
                let client = batch_cep::Client::builder()
                    .rest_api_key("rest-api-key")
                    .project("project_1")
                    .base_url(url)
                    .plain_http(true)
                    .build()?;
                for _ in 0..times {
                    black_box(client.list_audiences().limit(10).send().await?);
                }
            }
            Side::ByHand => {
                let client = by_hand::Client::new(url.to_owned());
                for _ in 0..times {
                    black_box(client.list_audiences(10).await?);
                }
            }
        }
        Ok(())
    })
}
