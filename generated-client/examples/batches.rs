//! 25,000 ids for an operation that takes 10,000 a call, and a server that says 503 in the middle: once it has refused the ids, and once
//! it has not said whether it took them.
//!
//! `cargo run -p generated-client --example batches` prints what arrives at the server, and what the caller knows.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use generated_client::batch_cep::Client;
use generated_client::batch_cep::types::{AudienceUpdate, UpdateAction};
use generated_client::runtime::{Outcome, in_batches};

mod server;

const IDS: usize = 25_000;
/// The most that a call takes.
const MOST: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("# 503 that says when to come back: nothing happened, so the call is sent again");
    refused().await?;
    println!("\n# 503 and no more: it may have happened, so the call is not sent again");
    unknown().await
}

async fn refused() -> Result<(), Box<dyn Error>> {
    let taken = Taken::default();
    let answers = busy_once("Retry-After: 0.1\r\n", false, taken.clone());
    let client = client(server::start(answers)?)?;
    let send = |ids| client.update_audience("vip", ids).send();
    for batch in in_batches(ids(), MOST, send).await? {
        let attempts = batch.answer.attempts();
        println!("ids {:?}: taken, attempt {attempts}", batch.items);
    }
    taken.check();
    Ok(())
}

async fn unknown() -> Result<(), Box<dyn Error>> {
    let taken = Taken::default();
    let client = client(server::start(busy_once("", true, taken.clone()))?)?;
    let send = |ids| client.update_audience("vip", ids).send();
    let Err(failed) = in_batches(ids(), MOST, send).await else {
        return Err("it was sent again".into());
    };
    println!("{failed}");
    for batch in &failed.done {
        println!("ids {:?}: taken", batch.items);
    }
    let fate = match failed.outcome() {
        Outcome::NotSent | Outcome::Rejected => "not taken",
        _ => "perhaps taken",
    };
    let left = failed.items.end..IDS;
    println!("ids {:?}: {fate}\nids {left:?}: not sent", failed.items);
    // Only who knows what a call does can say this: to add an id once more is no harm.
    println!("the caller goes on from {}", failed.items.start);
    in_batches(ids().skip(failed.items.start), MOST, send).await?;
    taken.check();
    Ok(())
}

fn client(url: String) -> Result<Client, Box<dyn Error>> {
    let builder = Client::builder().base_url(url);
    Ok(builder
        .rest_api_key("rest-api-key")
        .project("project_1")
        .build()?)
}

fn ids() -> impl Iterator<Item = AudienceUpdate> {
    (0..IDS).map(|it| AudienceUpdate::new(UpdateAction::Add, format!("customer-{it:05}")))
}

/// The ids that the server has.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<BTreeSet<String>>>);

impl Taken {
    /// Takes the ids of a body.
    fn take(&self, body: &str) {
        let ids = body.split(r#""id":""#).skip(1);
        let ids = ids.filter_map(|it| it.split('"').next().map(str::to_owned));
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(ids);
    }

    fn check(&self) {
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        println!("the server has {count} ids");
        assert_eq!(count, IDS);
    }
}

/// Takes ids, and answers its second request with 503, whether it carries that out or not.
fn busy_once(
    head: &'static str,
    carries_out: bool,
    taken: Taken,
) -> impl FnMut(&str, &str) -> String {
    let mut requests = 0;
    move |_, body| {
        requests += 1;
        let count = body.matches(r#""id":"#).count();
        if requests == 2 {
            println!("  {count} ids: 503");
            if carries_out {
                taken.take(body);
            }
            return server::json("503 Busy", head, "{}");
        }
        taken.take(body);
        println!("  {count} ids: 202");
        server::json("202 Accepted", "", r#"{"indexing_token":"4f1d9a60"}"#)
    }
}
