//! Ten thousand audiences, page by page, from a server that fails every seventh time, each time in another way.
//!
//! `cargo run -p generated-client --example listing` prints what the server does wrong, and what the caller sees of it: a page that took
//! longer. No audience is missing in the end, and none is there twice.

use std::error::Error;
use std::time::Duration;

use generated_client::batch_cep::Client;
use generated_client::runtime::Retry;

mod server;

const AUDIENCES: usize = 10_000;
const PAGE: usize = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = server::start(faulty())?;
    // Short waits, for an example; without this they are up to a second, and longer each time.
    let wait = Duration::from_millis(20);
    let client = Client::builder()
        .rest_api_key("rest-api-key")
        .project("project_1")
        .base_url(url)
        .retry(Retry::new().first_wait(wait).first_wait_if_refused(wait))
        .build()?;

    let (mut names, mut requests) = (Vec::new(), 0);
    let mut pages = client.list_audiences().limit(100).pages();
    let mut number = 0;
    while let Some(page) = pages.try_next().await? {
        number += 1;
        requests += page.attempts();
        if page.attempts() > 1 {
            let elapsed = page.elapsed().as_millis();
            println!(
                "page {number}: {} attempts in {elapsed} ms",
                page.attempts()
            );
        }
        let audiences = page.into_inner().audiences.into_iter().flatten();
        names.extend(audiences.filter_map(|it| it.name));
    }
    println!(
        "{} audiences on {number} pages, in {requests} requests",
        names.len()
    );
    assert!(names.into_iter().eq((0..AUDIENCES).map(name)));
    Ok(())
}

fn name(number: usize) -> String {
    format!("audience_{number:05}")
}

/// Lists audiences, and fails every seventh time.
fn faulty() -> impl FnMut(&str, &str) -> String {
    let mut requests = 0;
    move |head, _| {
        requests += 1;
        let page = server::json("200 OK", "", &page(head));
        if requests % 7 != 0 {
            return page;
        }
        let (what, answer) = match requests / 7 % 5 {
            0 => ("500", server::json("500 Oops", "", "{}")),
            1 => ("503", server::json("503 Busy", "", "<html>Busy</html>")),
            2 => (
                "429, and says when to come back",
                server::json("429 Slow", "Retry-After: 0.05\r\n", "{}"),
            ),
            3 => ("the connection breaks without an answer", String::new()),
            _ => (
                "the connection breaks within the answer",
                page[..page.len() / 2].to_owned(),
            ),
        };
        println!("  request {requests}: {what}");
        answer
    }
}

/// The page that a request asks for: `from` is where it begins.
fn page(head: &str) -> String {
    let from = head.split_once("from=").map_or("", |(_, rest)| rest);
    let from: usize = from
        .split([' ', '&'])
        .next()
        .unwrap_or_default()
        .parse()
        .unwrap_or(0);
    let end = (from + PAGE).min(AUDIENCES);
    let audiences: Vec<String> = (from..end)
        .map(|it| format!(r#"{{"name":"{}"}}"#, name(it)))
        .collect();
    format!(
        r#"{{"audiences":[{}],"has_more":{},"next_from":"{end}"}}"#,
        audiences.join(","),
        end < AUDIENCES
    )
}
