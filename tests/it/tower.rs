//! Calls through services of `tower`: a client of hyper over TCP, and services within this process.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use generated_client::batch_cep::Client;
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Method, Operation, Repeat, Request,
};
use generated_client::runtime::{
    CallOptions, Error, NoBody, Outcome, Retry, TowerTransport, Transport, TransportErrorKind,
};
use http_body::{Body, Frame};
use http_body_util::Full;
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::rt::TokioExecutor;
use tower::{ServiceBuilder, service_fn};

use crate::server::{Say, Server, answer, nobody, run};

type Asked = http::Request<Full<Bytes>>;

fn client(url: &str, transport: impl Transport) -> Client {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    let builder = builder.rest_api_key("key-1").project("project-1");
    builder.transport(transport).build().expect("set")
}

fn over_tcp() -> impl Transport {
    let hyper = Hyper::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    TowerTransport::new(hyper)
}

fn kind<E: std::fmt::Debug>(error: &Error<E>) -> TransportErrorKind {
    match error {
        Error::Transport(failure) => failure.error().kind(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_service_over_tcp() {
    let body = r#"{"name":"vip"}"#;
    let json = ("content-type", "application/json");
    let server = Server::new([
        answer("200 OK", &[json], body),
        answer("404 Not Found", &[json], "{}"),
        Say::Part(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec()),
        Say::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec()),
    ]);
    run(async {
        let client = client(&server.url(), over_tcp());
        let view = |timeout: u64| {
            let options = CallOptions::new().timeout(Duration::from_millis(timeout));
            client.view_audience("vip").options(options).send()
        };
        let vip = view(10_000).await.expect("an audience");
        assert_eq!(vip.name.as_deref(), Some("vip"));
        assert!(view(10_000).await.expect_err("404").is_not_found());
        let late = view(50).await.expect_err("the body stays away");
        assert_eq!(kind(&late), TransportErrorKind::Timeout);
        assert_eq!(late.outcome(), Outcome::Unknown);
        let short = view(10_000).await.expect_err("the body breaks off");
        assert_eq!(kind(&short), TransportErrorKind::Body);
        assert_eq!(short.status().map(|it| it.as_u16()), Some(200));
    });
    let seen = server.seen();
    assert_eq!(seen.len(), 4);
    assert_eq!(seen[0].header("authorization"), Some("Bearer key-1"));
    assert_eq!(seen[0].header("host"), server.url().strip_prefix("http://"));
}

#[test]
fn nobody_to_connect_to_is_nothing_sent() {
    let url = format!("http://{}", nobody());
    let error = run(async { client(&url, over_tcp()).view_audience("vip").send().await });
    let error = error.expect_err("nobody listens");
    assert_eq!(kind(&error), TransportErrorKind::Connect);
    assert_eq!(error.outcome(), Outcome::NotSent);
}

/// A layer of the caller's own sees each call, and no socket is opened.
#[test]
fn a_service_with_layers_in_this_process() {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let service = ServiceBuilder::new()
        .map_request(move |request: Asked| {
            seen.fetch_add(1, Ordering::SeqCst);
            request
        })
        .service(service_fn(async |request: Asked| {
            let name = request.uri().query().unwrap_or_default().to_owned();
            let body = format!(r#"{{"name":"{name}"}}"#);
            Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from(body))))
        }));
    let client = client("https://a.test", TowerTransport::new(service));
    let vip = run(client.view_audience("vip").send()).expect("an audience");
    assert!(vip.name.as_deref().is_some_and(|it| it.contains("vip")));
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

/// A body without an end, whose pieces are counted.
struct Endless(Arc<AtomicUsize>);

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let piece = Bytes::from_static(&[b'x'; 1024]);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// A client of a service that answers every request with a body without an end.
fn endless(status: u16, asked: &Arc<AtomicUsize>) -> Core {
    let asked = Arc::clone(asked);
    let service = service_fn(move |_: Asked| {
        let response = http::Response::builder().status(status);
        let response = response.body(Endless(Arc::clone(&asked)));
        async move { response }
    });
    let mut builder = CoreBuilder::default();
    builder.base_url("https://a.test");
    builder.retry(Retry::never());
    builder.max_response_bytes(64 * 1024);
    builder.transport(TowerTransport::new(service));
    builder.build(&API).expect("set")
}

#[test]
fn limits_are_kept_while_reading() {
    let asked = Arc::new(AtomicUsize::new(0));
    let call = |status| {
        let core = endless(status, &asked);
        run(core.bytes::<NoBody>(Request::new(&LOOK), CallOptions::new())).expect_err("no end")
    };
    assert!(matches!(call(200), Error::TooLarge(_)));
    assert!(asked.swap(0, Ordering::SeqCst) <= 66);
    let failure = call(500);
    assert!(
        matches!(&failure, Error::Unexpected(it) if it.is_truncated()),
        "{failure:?}"
    );
    assert!(asked.swap(0, Ordering::SeqCst) <= 66);
}

#[test]
fn a_body_is_read_as_it_is_asked_for() {
    let asked = Arc::new(AtomicUsize::new(0));
    run(async {
        let call = endless(200, &asked);
        let call = call.stream_bytes::<NoBody>("*/*", Request::new(&LOOK), CallOptions::new());
        let mut body = call.await.expect("it begins");
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        for pieces in 1..4 {
            let piece = body.try_next().await.expect("a piece");
            assert_eq!(piece.map(|it| it.len()), Some(1024));
            assert_eq!(asked.load(Ordering::SeqCst), pieces);
        }
    });
}

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[],
};

static LOOK: Operation = Operation {
    id: "look",
    method: Method::GET,
    path: "/look",
    repeat: Repeat::Safe,
    security: &[],
    accept: "",
    server: None,
};
