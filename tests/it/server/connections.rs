//! A scripted TCP server on this machine that keeps its connections: what it says depends on how many requests there were.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use generated_client::batch_cep::Client;
use generated_client::batch_cep::errors::ViewAudienceError;
use generated_client::batch_cep::types::Audience;
use generated_client::runtime::Retry;

use super::run;
use crate::wire::Outcome;

/// What a server does when it has read the head of a request, by the request's number. Whether the connection stays.
pub(crate) type Script = Box<dyn Fn(&mut TcpStream, usize) -> bool + Send + Sync>;

/// A server that runs a script on every connection, and counts connections and requests.
#[derive(Debug)]
pub(crate) struct Connections {
    address: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
    closed: AtomicUsize,
}

impl Connections {
    pub(crate) fn new(
        script: impl Fn(&mut TcpStream, usize) -> bool + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let server = Self {
            address: listener.local_addr().expect("bound"),
            counts: Arc::default(),
        };
        let counts = Arc::clone(&server.counts);
        let script = Arc::new(script);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                counts.connections.fetch_add(1, Ordering::SeqCst);
                let (counts, script) = (Arc::clone(&counts), Arc::clone(&script));
                thread::spawn(move || {
                    while read_head(&mut stream) {
                        let number = counts.requests.fetch_add(1, Ordering::SeqCst);
                        if !script(&mut stream, number) {
                            break;
                        }
                    }
                    drop(stream);
                    counts.closed.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder().base_url(self.url());
        let builder = builder.retry(Retry::never()).rest_api_key("key-1");
        builder.project("project-1").build().expect("set")
    }

    pub(crate) fn view(&self) -> Outcome<Audience, ViewAudienceError> {
        run(self.client().view_audience("vip").send())
    }

    /// How many connections and how many requests there were.
    pub(crate) fn counted(&self) -> (usize, usize) {
        let count = |it: &AtomicUsize| it.load(Ordering::SeqCst);
        (
            count(&self.counts.connections),
            count(&self.counts.requests),
        )
    }

    /// How many connections the server has closed.
    pub(crate) fn closed(&self) -> usize {
        self.counts.closed.load(Ordering::SeqCst)
    }
}

/// Reads to the end of a head. Whether there was one.
fn read_head(stream: &mut TcpStream) -> bool {
    let (mut seen, mut byte) = (Vec::new(), [0]);
    while !seen.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => seen.push(byte[0]),
            _ => return false,
        }
    }
    true
}
