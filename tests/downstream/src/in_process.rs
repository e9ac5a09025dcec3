//! A transport without a network, and as much of an executor as it needs.

use std::error::Error;
use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use generated_client::runtime::{BoxFuture, Limits, Transport, TransportError};

/// Answers every request with this JSON.
#[allow(dead_code, reason = "without an API there is no call")]
pub(crate) struct Canned(pub(crate) &'static str);

impl Transport for Canned {
    fn send(
        &self,
        _request: http::Request<Bytes>,
        _limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut response = http::Response::new(Bytes::from_static(self.0.as_bytes()));
        let json = http::HeaderValue::from_static("application/json");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        Box::pin(ready(Ok(response)))
    }
}

/// Runs a future that never has to wait.
pub(crate) fn run(
    future: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<(), Box<dyn Error>> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err("the client waits for something".into()),
    }
}
