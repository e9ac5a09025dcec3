//! The client's time and allocations, each beside the same written by hand with reqwest and serde.
//!
//! `cargo bench -p generated-client --bench speed`, with a filter such as `-- decode` where one part is enough.

#[path = "../common/by_hand.rs"]
mod by_hand;
#[path = "../common/data.rs"]
mod data;
#[path = "../common/server.rs"]
mod server;

use std::sync::Arc;

use bytes::Bytes;
use data::Keys;
use divan::{AllocProfiler, Bencher};
use generated_client::batch_cep::{self, types};
use generated_client::runtime::{BoxFuture, Limits, Transport, TransportError, json};

#[global_allocator]
static COUNTED: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A page of audiences, read.
mod decode {
    use super::{Bencher, Keys, data, json, types};

    const AUDIENCES: [usize; 3] = [10, 1_000, 100_000];

    #[divan::bench(args = AUDIENCES)]
    fn generated(bencher: Bencher, audiences: usize) {
        let page = data::page(audiences, Keys::Listed);
        bencher.bench(|| json::from_slice::<types::AudiencePage>(&page).expect("a page"));
    }

    #[divan::bench(args = AUDIENCES)]
    fn by_hand(bencher: Bencher, audiences: usize) {
        let page = data::page(audiences, Keys::Listed);
        bencher.bench(|| {
            serde_json::from_slice::<super::by_hand::AudiencePage>(&page).expect("a page")
        });
    }
}

/// A page whose keys come in one order or another.
mod decode_1_000 {
    use super::{Bencher, Keys, data, json, types};

    const ORDERS: [Keys; 3] = [Keys::Listed, Keys::Reversed, Keys::Shuffled];

    #[divan::bench(args = ORDERS)]
    fn generated(bencher: Bencher, keys: Keys) {
        let page = data::page(1_000, keys);
        bencher.bench(|| json::from_slice::<types::AudiencePage>(&page).expect("a page"));
    }

    #[divan::bench(args = ORDERS)]
    fn by_hand(bencher: Bencher, keys: Keys) {
        let page = data::page(1_000, keys);
        bencher.bench(|| {
            serde_json::from_slice::<super::by_hand::AudiencePage>(&page).expect("a page")
        });
    }
}

/// 10,000 ids, written.
mod encode {
    use super::{Bencher, data, json};

    const IDS: usize = 10_000;

    #[divan::bench]
    fn generated(bencher: Bencher) {
        let updates = data::updates(IDS, data::update);
        bencher.bench(|| json::to_vec(&updates).expect("JSON"));
    }

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        let updates = data::updates(IDS, super::by_hand::AudienceUpdate::new);
        bencher.bench(|| serde_json::to_vec(&updates).expect("JSON"));
    }
}

/// A call without a network: the request is built, and the answer read.
#[divan::bench]
fn in_process(bencher: Bencher) {
    let page = Bytes::from(data::page(10, Keys::Listed));
    let client = client("http://localhost").transport(Fixed(page));
    let client = client.build().expect("a client");
    let runtime = runtime();
    bencher.bench(|| {
        let call = client.list_audiences().limit(10).send();
        runtime.block_on(call).expect("a page")
    });
}

/// Calls over loopback, so many at a time.
mod loopback {
    use super::{Arc, Bencher, Keys, client, data, runtime, server, together};

    const AT_A_TIME: [usize; 4] = [1, 4, 16, 64];

    #[divan::bench(args = AT_A_TIME)]
    fn generated(bencher: Bencher, at_a_time: usize) {
        let url = server::start(&data::page(10, Keys::Listed)).expect("a server");
        let runtime = runtime();
        let client = Arc::new(client(&url).build().expect("a client"));
        bencher.bench(|| {
            let call = || {
                let client = Arc::clone(&client);
                async move {
                    let page = client.list_audiences().limit(10).send().await;
                    page.expect("a page").into_inner().count
                }
            };
            runtime.block_on(together(at_a_time, call));
        });
    }

    #[divan::bench(args = AT_A_TIME)]
    fn by_hand(bencher: Bencher, at_a_time: usize) {
        let url = server::start(&data::page(10, Keys::Listed)).expect("a server");
        let runtime = runtime();
        let client = Arc::new(super::by_hand::Client::new(url));
        bencher.bench(|| {
            let call = || {
                let client = Arc::clone(&client);
                async move { client.list_audiences(10).await.expect("a page").count }
            };
            runtime.block_on(together(at_a_time, call));
        });
    }
}

/// Waits for so many calls at a time.
async fn together<F>(at_a_time: usize, call: impl Fn() -> F)
where
    F: Future<Output = Option<i64>> + Send + 'static,
{
    let calls: Vec<_> = (0..at_a_time).map(|_| tokio::spawn(call())).collect();
    for call in calls {
        assert_eq!(call.await.expect("a call"), Some(10));
    }
}

fn client(url: &str) -> batch_cep::ClientBuilder {
    batch_cep::Client::builder()
        .rest_api_key("rest-api-key")
        .project("project_1")
        .base_url(url)
        .plain_http(true)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// Answers without a network.
struct Fixed(Bytes);

impl Transport for Fixed {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut answer = http::Response::new(self.0.clone());
        let json = http::HeaderValue::from_static("application/json");
        answer
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        Box::pin(async { Ok(answer) })
    }
}
