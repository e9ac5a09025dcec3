//! A long list, over which the tokens of Adobe's IMS end: in time, and before their time.
//!
//! `cargo run -p generated-client --example tokens` prints what IMS grants and what the API is asked with. A minute passes from page to
//! page, by a clock that nobody waits for.

use std::error::Error;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use generated_client::aep::Client;
use generated_client::runtime::{BoxFuture, ClientCredentials, Clock};

mod server;

const PAGES: usize = 12;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let clock = Minutes::default();
    let ims = server::start(ims())?;
    let platform = server::start(platform())?;
    let client = Client::builder()
        .access_token(ClientCredentials::new(ims, "client-id", "client-secret"))
        .api_key("client-id")
        .org_id("0123456789ABCDEF01234567@AdobeOrg")
        .sandbox_name("prod")
        .base_url(platform)
        .clock(clock.clone())
        .build()?;

    let mut pages = client.list_audiences().limit(1).pages();
    let mut count = 0;
    while let Some(page) = pages.try_next().await? {
        count += 1;
        println!("page {count}, attempt {}", page.attempts());
        clock.0.fetch_add(1, Ordering::Relaxed);
    }
    assert_eq!(count, PAGES);
    Ok(())
}

/// A clock that goes on when it is told to.
#[derive(Clone, Default)]
struct Minutes(Arc<AtomicU64>);

impl Clock for Minutes {
    fn now(&self) -> Duration {
        Duration::from_secs(60 * self.0.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}

/// Grants tokens, each for five minutes.
fn ims() -> impl FnMut(&str, &str) -> String {
    let mut granted = 0;
    move |_, _| {
        granted += 1;
        println!("  IMS: token-{granted}, for five minutes");
        let body = format!(r#"{{"access_token":"token-{granted}","expires_in":300}}"#);
        server::json("200 OK", "", &body)
    }
}

/// Lists one audience a page. Of the second token it wants no more when it has seen it twice.
fn platform() -> impl FnMut(&str, &str) -> String {
    let mut seen = 0;
    move |head, _| {
        let token = head.split_once("Bearer ").map_or("", |(_, rest)| rest);
        let token = token.lines().next().unwrap_or_default();
        let token = token.trim_end();
        let start = head.split_once("start=").map_or("", |(_, rest)| rest);
        let start: usize = start
            .split([' ', '&'])
            .next()
            .unwrap_or_default()
            .parse()
            .unwrap_or(0);
        seen += usize::from(token == "token-2");
        if token == "token-2" && seen > 2 {
            println!("  API: {token} is revoked");
            return server::json("401 Unauthorized", "", "{}");
        }
        println!("  API: audience {start}, with {token}");
        let next = start + 1;
        let page = if next < PAGES {
            format!(r#"{{"next":"{next}"}}"#)
        } else {
            "{}".to_owned()
        };
        let body = format!(r#"{{"children":[{{"id":"{start}"}}],"_page":{page}}}"#);
        server::json("200 OK", "", &body)
    }
}
