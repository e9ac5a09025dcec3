//! Calls over TCP that are dropped wherever they wait: nothing of them goes on, and the next one is not the worse for it.

use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use generated_client::aep;
use generated_client::aep::types::NewAudience;
use generated_client::runtime::{
    BoxFuture, ClientCredentials, Limits, ReqwestTransport, Retry, Transport, TransportError,
};

use crate::canaries::grants;
use crate::server::{Say, Server, answer, run};
use crate::wire::json;

/// Polls a future so many times, and drops it then. What it gave, if it was ready.
async fn polled<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = times;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// The transport that comes with the client, and something that is gone when it and all of its exchanges are.
struct Watched {
    transport: ReqwestTransport,
    watch: Arc<()>,
}

impl Transport for Watched {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let (sent, watch) = (self.transport.send(request, limits), self.watch.clone());
        Box::pin(async move {
            let sent = sent.await;
            drop(watch);
            sent
        })
    }
}

fn client(tokens: &Server, api: &Server) -> (aep::Client, Weak<()>) {
    let watch = Arc::new(());
    let weak = Arc::downgrade(&watch);
    let transport = ReqwestTransport::new(Duration::from_secs(5)).expect("TLS");
    let credentials = ClientCredentials::new(tokens.url(), "id", "secret");
    let builder = aep::Client::builder().access_token(credentials);
    let builder = builder.api_key("k").org_id("o").sandbox_name("s");
    let wait = Duration::from_millis(2);
    let retry = Retry::new().first_wait(wait).first_wait_if_refused(wait);
    let builder = builder.base_url(api.url()).retry(retry);
    let builder = builder.transport(Watched { transport, watch });
    (builder.build().expect("complete"), weak)
}

/// A call that fetches a token, sends a body, is refused, waits, sends it again, and reads an answer that comes in pieces: dropped after
/// each number of polls, up to its end. The next one gets what is left of the script.
#[test]
fn c71_a_call_is_dropped_at_every_poll() {
    let head =
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n";
    let pieces = [head, "{\"name\"", ":\"a\"}"].map(|it| it.as_bytes().to_vec());
    let name = || json(200, r#"{"name":"a"}"#);
    let mut dropped = 0;
    loop {
        let tokens = Server::new(vec![grants(); 3]);
        let busy = answer("429 Slow", &[], "");
        let api = Server::new([busy, Say::Pieces(pieces.to_vec()), name(), name(), name()]);
        let (client, watch) = client(&tokens, &api);
        let is_over = run(async {
            let call = client.create_audience(NewAudience::new("vip")).send();
            let ended = polled(dropped, Box::pin(call)).await;
            let sent = api.seen().len();
            // A call that went on would be sent once more by now. One request may have been on its way.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let next = client.get_audience("next").send().await.expect("an answer");
            assert_eq!(next.name.as_deref(), Some("a"));
            let all = api.seen();
            let posts = all.iter().filter(|it| it.method == "POST").count();
            assert!(posts <= sent + 1, "{dropped} polls: {posts} after {sent}");
            ended.map(|it| it.expect("the second time").attempts())
        });
        drop(client);
        assert!(
            watch.upgrade().is_none(),
            "{dropped} polls: something stays"
        );
        if is_over.is_some() {
            assert_eq!(is_over, Some(2));
            break;
        }
        dropped += 1;
    }
    assert!(dropped > 5, "{dropped}");
}
