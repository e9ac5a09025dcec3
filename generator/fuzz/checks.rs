//! What must hold for any input.
//!
//! Used by the fuzz targets, and by the test that replays what they found. Takes bytes; panics when something does not hold.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use generated_client::batch_mep;
use generated_client::runtime::json::{Raw, from_slice, to_vec};
use generated_client::runtime::{BoxFuture, Limits, Transport, TransportError};
use generator::diagnostics::{Diagnostics, Severity};
use generator::normalise::neighbours::Neighbours;
use generator::normalise::normalise as lower;
use generator::settings::Settings;
use generator::source::{self as reading, Node, Value};
use generator::{ApiInput, Input, Labelled};

#[path = "grow.rs"]
pub(crate) mod grow;

/// Nodes whose places are looked up. Each takes time that grows with the text.
const LOOKED_UP: usize = 1_000;

/// A document is read, and every node has its place in the text; or there is an error.
pub(crate) fn source(bytes: &[u8]) {
    for label in ["document.json", "document.yaml"] {
        let mut found = Diagnostics::new();
        match reading::read(label, bytes, 0, &mut found) {
            None => assert!(found.has_errors(), "no tree, and no error"),
            Some(document) => {
                let mut nodes = vec![&document.root];
                for _ in 0..LOOKED_UP {
                    let Some(node) = nodes.pop() else { break };
                    let location = document.location(node.at.node);
                    assert!(document.text.get(location.span).is_some());
                    assert!(location.line > 0 && location.column > 0);
                    match &node.value {
                        Value::List(items) => nodes.extend(items),
                        Value::Map(map) => nodes.extend(map.values()),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// Lowering what was lowered changes nothing.
pub(crate) fn normalise(bytes: &[u8]) {
    let Some(root) = read(bytes) else { return };
    let mut found = Diagnostics::new();
    let Some(once) = lower(vec![root], &[], Neighbours::default(), &mut found) else {
        assert!(found.has_errors(), "no tree, and no error");
        return;
    };
    let again = vec![once.root.clone()];
    let twice = lower(again, &[], Neighbours::default(), &mut Diagnostics::new());
    assert!(
        twice.is_some_and(|it| it.root == once.root),
        "lowering twice: {:?}",
        once.root
    );
}

fn read(bytes: &[u8]) -> Option<Node> {
    reading::read("document", bytes, 0, &mut Diagnostics::new()).map(|it| it.root)
}

/// A crate that is Rust, or an error.
pub(crate) fn pipeline(bytes: &[u8]) {
    generate(bytes.to_vec());
}

/// The same for a document whose keywords and values the bytes choose.
pub(crate) fn grown(bytes: &[u8]) {
    generate(grow::document(bytes).to_string().into_bytes());
}

fn generate(bytes: Vec<u8>) {
    let settings = Settings::single("made", "document").expect("`made` is a package name");
    let documents = vec![Labelled {
        label: "document".to_owned(),
        content: bytes.into(),
    }];
    let api = ApiInput {
        documents,
        ..ApiInput::default()
    };
    let made = generator::generate(&Input { apis: vec![api] }, &settings);
    let error = made
        .diagnostics
        .iter()
        .any(|it| it.code.severity() == Severity::Error);
    assert_eq!(
        made.files.is_empty(),
        error,
        "a crate or an error: {:?}",
        made.diagnostics
    );
    for (path, text) in made
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with("src/runtime/"))
    {
        if extension(path) == Some("rs") {
            let parsed = syn::parse_file(text);
            assert!(parsed.is_ok(), "{path}: {:?}\n{text}", parsed.err());
        } else if extension(path) == Some("toml") {
            assert!(text.parse::<toml::Table>().is_ok(), "{path}:\n{text}");
        }
    }
    // The text of every parsed file is kept for spans until this.
    proc_macro2::extra::invalidate_current_thread_spans();
}

fn extension(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, extension)| extension)
}

/// A value of a path parameter is one segment, and the server reads the same value; or it is refused.
pub(crate) fn path(bytes: &[u8]) {
    let value = String::from_utf8_lossy(bytes);
    let seen = Seen::default();
    let builder = batch_mep::Client::builder().transport(seen.clone());
    let builder = builder.rest_api_key("key").api_key("app");
    let client = builder.build().expect("everything is set");
    let answer = now(client.delete_custom_audience(&*value).send());
    let Some(uri) = seen.0.lock().expect("nobody panics meanwhile").take() else {
        let refused =
            matches!(&*value, "" | "." | "..") || value.len() > 16 * 1024 || value.contains(';');
        assert!(
            answer.is_err() && refused,
            "{value:?} is not sent: {answer:?}"
        );
        return;
    };
    assert_eq!(uri.query(), None, "{value:?}");
    let segments: Vec<&str> = uri.path().split('/').collect();
    let name = segments.last().expect("there is one");
    assert_eq!(decoded(name), value.as_bytes(), "{uri}");
    let none = seen_path("x");
    assert_eq!(segments.len(), none, "{value:?}: {uri}");
}

/// How many segments the path of the call has.
fn seen_path(value: &str) -> usize {
    let seen = Seen::default();
    let builder = batch_mep::Client::builder().transport(seen.clone());
    let client = builder.rest_api_key("key").api_key("app").build();
    let client = client.expect("everything is set");
    let _ = now(client.delete_custom_audience(value).send());
    let uri = seen.0.lock().expect("nobody panics meanwhile").take();
    uri.expect("it was sent").path().split('/').count()
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || {
            char::from(rest.next().expect("two digits"))
                .to_digit(16)
                .expect("hexadecimal")
        };
        bytes.push(if byte == b'%' {
            u8::try_from(digit() * 16 + digit()).expect("two digits")
        } else {
            byte
        });
    }
    bytes
}

/// A transport that keeps the URL of the last request.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Option<http::Uri>>>);

impl Transport for Seen {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        *self.0.lock().expect("nobody panics meanwhile") = Some(request.into_parts().0.uri);
        Box::pin(async { Ok(http::Response::new(Bytes::new())) })
    }
}

/// The value of a future that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

/// JSON is read as `serde_json` reads it, written again as it came, and never read where `serde_json` refuses it.
pub(crate) fn json(bytes: &[u8]) {
    let other = serde_json::from_slice::<serde_json::Value>(bytes);
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    match (from_slice::<Raw>(bytes), &other) {
        (Ok(raw), Ok(value)) => {
            assert_eq!(raw.parse().ok().as_ref(), Some(value));
            let again = to_vec(&raw).expect("it was read");
            assert_eq!(from_slice::<Raw>(&again).ok(), Some(raw));
        }
        (Ok(raw), Err(error)) => assert!(marked || raw.parse().is_err(), "{error}: {raw:?}"),
        (Err(_), _) => {}
    }
    // Typed values: no panic, and the same numbers.
    let whole = from_slice::<i64>(bytes).ok();
    if let (Some(whole), Ok(value)) = (whole, &other) {
        // `serde_json` reads `1e3` as a float, and those with many digits not to the last bit.
        #[expect(
            clippy::cast_precision_loss,
            reason = "compared as closely as floats go"
        )]
        let whole_as_float = whole as f64;
        let near = |it: f64| (it - whole_as_float).abs() <= it.abs() * 1e-15;
        let equal = value
            .as_i64()
            .map_or_else(|| value.as_f64().is_some_and(near), |it| it == whole);
        assert!(equal, "{whole} is read for {value}");
    }
    if let (Ok(text), Ok(value)) = (from_slice::<String>(bytes), &other) {
        assert_eq!(value.as_str(), Some(text.as_str()));
    }
    let _ = from_slice::<f64>(bytes);
    let _ = from_slice::<Vec<BTreeMap<String, Raw>>>(bytes);
    let _ = from_slice::<batch_mep::types::CustomAudience>(bytes);
}
