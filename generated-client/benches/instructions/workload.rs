//! What is counted, on both sides.

use std::error::Error;
use std::hint::black_box;

use generated_client::batch_cep::{self, types};
use generated_client::runtime::json;

use crate::by_hand;
use crate::data::{self, Keys};

/// What runs, under the name by which its ratio is kept.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    work: Work,
}

enum Work {
    /// 1,000 audiences are read.
    Decode(Keys),
    /// 10,000 ids are written.
    Encode,
    /// A page of so many audiences is asked for.
    Call(usize),
}

pub(crate) const WORKLOADS: [Workload; 6] = [
    named("decode, keys as listed", Work::Decode(Keys::Listed)),
    named("decode, keys reversed", Work::Decode(Keys::Reversed)),
    named("decode, keys shuffled", Work::Decode(Keys::Shuffled)),
    named("encode 10,000 ids", Work::Encode),
    named("call, page of 10", Work::Call(10)),
    named("call, page of 5,000 (1 MB)", Work::Call(5_000)),
];

const fn named(name: &'static str, work: Work) -> Workload {
    Workload { name, work }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Generated,
    ByHand,
}

impl Workload {
    /// What a server has to give, if it is asked.
    pub(crate) fn page(&self) -> Vec<u8> {
        match self.work {
            Work::Call(audiences) => data::page(audiences, Keys::Listed),
            Work::Decode(_) | Work::Encode => Vec::new(),
        }
    }

    /// Runs so often.
    pub(crate) fn run(&self, side: Side, times: u32, url: &str) -> Result<(), Box<dyn Error>> {
        match self.work {
            Work::Decode(keys) => decode(side, times, &data::page(1_000, keys)),
            Work::Encode => encode(side, times),
            Work::Call(_) => call(side, times, url),
        }
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
            let updates = data::updates(10_000, data::update);
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
