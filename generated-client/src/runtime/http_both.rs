//! The transports that come with this client, where it has both.
//!
//! Takes a request to the one that suits who sends it: a thread that waits, or a task. It must not make either worse off because another
//! crate turns on the feature of the other.

use std::time::Duration;

use bytes::Bytes;

use super::blocking;
use super::chunks::Chunks;
use super::http_reqwest::ReqwestTransport;
use super::http_ureq::UreqTransport;
use super::refusal::BuildError;
use super::transport::{BoxFuture, Limits, Transport, TransportError};
use super::url::BaseUrl;

/// A transport for each.
pub(super) struct Both {
    for_tasks: ReqwestTransport,
    for_threads: UreqTransport,
}

/// The transport of a client that is given none.
pub(super) fn built_in(connect_timeout: Duration, base: &BaseUrl) -> Result<Both, BuildError> {
    let for_tasks = ReqwestTransport::to(base, connect_timeout);
    Ok(Both {
        for_tasks: for_tasks.map_err(BuildError::Transport)?,
        for_threads: UreqTransport::new(connect_timeout),
    })
}

impl Both {
    /// Where there is no tokio, the one that needs none.
    fn chosen(&self) -> &dyn Transport {
        if blocking::is_here() || tokio::runtime::Handle::try_current().is_err() {
            &self.for_threads
        } else {
            &self.for_tasks
        }
    }
}

impl Transport for Both {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.chosen().send(request, limits)
    }

    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        self.chosen().stream(request, limits)
    }

    fn takes_sources(&self) -> bool {
        true
    }
}
