//! What tracers see of calls.
//!
//! Takes an operation and what became of it, and gives spans with the names of OpenTelemetry's conventions for HTTP clients. It must not
//! show a value of a call: no URL, header or body, and of a path the template alone.

use http::uri::Scheme;
use http::{StatusCode, Uri};
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span, info_span};

use super::core::Sent;
use super::exchange::Stop;
use super::operation::Operation;
use super::transport::{TransportError, TransportErrorKind};

/// The span of a call, with all of its attempts and the waits between them.
pub(super) fn call(api: &'static str, operation: &'static Operation) -> Span {
    info_span!(
        "call",
        otel.name = operation.id,
        otel.kind = "internal",
        otel.status_code = Empty,
        api,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        "error.type" = Empty,
    )
}

/// Makes a call within its span.
pub(super) async fn called<T>(
    span: Span,
    call: impl Future<Output = Result<T, Stop>>,
    status: fn(&T) -> StatusCode,
) -> Result<T, Stop> {
    let result = call.instrument(span.clone()).await;
    match &result {
        Ok(called) => note(&span, status(called)),
        Err(Stop::Request(_)) => fail(&span, "request"),
        Err(Stop::Transport(failure)) => fail(&span, kind(&failure.error)),
        Err(Stop::TooLarge(_)) => fail(&span, "too_large"),
        Err(Stop::Redirect(_)) => fail(&span, "redirect"),
    }
    result
}

/// The span of an attempt, of which there were so many before.
pub(super) fn attempt(operation: &'static Operation, uri: &Uri, before: u32) -> Span {
    let default = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => 443,
        _ => 80,
    };
    info_span!(
        "attempt",
        otel.name = %format_args!("{} {}", operation.method, operation.path),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = operation.method.as_str(),
        http.request.resend_count = (before > 0).then_some(before),
        http.response.status_code = Empty,
        server.address = uri.host(),
        server.port = uri.port_u16().unwrap_or(default),
        url.template = operation.path,
        "error.type" = Empty,
    )
}

/// Makes an attempt within its span.
pub(super) async fn attempted<B>(
    span: Span,
    sent: Sent<'_, B>,
) -> Result<http::Response<B>, TransportError> {
    let result = sent.instrument(span.clone()).await;
    let head = |status: StatusCode| span.record("http.response.status_code", status.as_u16());
    match &result {
        Ok(response) => {
            head(response.status());
            note(&span, response.status());
        }
        Err(error) => {
            if let Some(begun) = error.head() {
                head(begun.status);
            }
            fail(&span, kind(error));
        }
    }
    result
}

/// A status of a failure is an error, and its name.
fn note(span: &Span, status: StatusCode) {
    if status.is_client_error() || status.is_server_error() {
        span.record("error.type", display(status.as_u16()));
        span.record("otel.status_code", "ERROR");
    }
}

fn fail(span: &Span, why: &'static str) {
    span.record("error.type", why);
    span.record("otel.status_code", "ERROR");
}

/// Errors are told apart by a few words, never by a text that may hold anything.
fn kind(error: &TransportError) -> &'static str {
    match error.kind() {
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::ConnectTimeout => "connect_timeout",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Tls => "tls",
        TransportErrorKind::Body => "body",
        TransportErrorKind::TooLarge => "too_large",
        TransportErrorKind::Canceled => "canceled",
        TransportErrorKind::Paced => "paced",
        TransportErrorKind::Other => "_OTHER",
    }
}
