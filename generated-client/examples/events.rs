//! A stream of events whose connection breaks again and again: the client connects anew, and goes on behind the last whole event.
//!
//! `cargo run -p generated-client --example events` prints what the server is asked for, and what the caller gets. None of the three APIs
//! has a stream, so that what a generated client has of one is written here by hand: its operation.

use std::error::Error;

use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{Api, CoreBuilder, Method, Operation, Repeat, Request};
use generated_client::runtime::{CallOptions, EventStream, NoBody};

mod server;

const EVENTS: usize = 7;

static API: Api = Api {
    name: "example",
    servers: &[],
    schemes: &[],
};

static EXPORT: Operation = Operation {
    id: "export",
    method: Method::GET,
    path: "/export",
    repeat: Repeat::Safe,
    security: &[],
    accept: "text/event-stream",
    server: None,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut client = CoreBuilder::default();
    client.base_url(server::start(breaking())?);
    let client = client.build(&API)?;

    // In a generated client: `client.export().options(options).stream_events()`.
    let options = CallOptions::new().reconnect(3);
    let request = Request::new(&EXPORT);
    let stream = client.stream_events::<Raw, NoBody>(EXPORT.accept, request, options);
    let mut stream: EventStream<Raw> = stream.await?;
    let mut count = 0;
    while let Some(data) = stream.try_next().await? {
        count += 1;
        println!("event {}: {data}", stream.last_event_id());
    }
    println!("{count} events, none of them twice");
    assert_eq!(count, EVENTS);
    Ok(())
}

/// Sends three events at a time and a part of the next one, and says 204 when there are no more.
fn breaking() -> impl FnMut(&str, &str) -> String {
    move |head, _| {
        let head = head.to_ascii_lowercase();
        let last = head.split_once("last-event-id: ");
        let last: usize = last
            .and_then(|(_, rest)| rest.lines().next()?.parse().ok())
            .unwrap_or(0);
        println!("  asked for what comes behind event {last}");
        if last == EVENTS {
            return server::json("204 No Content", "", "");
        }
        let next = last + 1..=(last + 3).min(EVENTS);
        let events = next.map(|id| format!("id: {id}\ndata: {{\"exported\":{id}000}}\n\n"));
        let events = events.collect::<Vec<_>>().concat();
        // It promises more than it sends, and breaks off within an event.
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999";
        format!("{head}\r\n\r\nretry: 500\n{events}id: 99\ndata: {{\"expor")
    }
}
