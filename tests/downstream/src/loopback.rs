//! A server on loopback that answers once, and the executor of the transport that comes with the client for tasks.

#[cfg(feature = "reqwest")]
use std::error::Error;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::thread;

/// Starts a server that answers one request without a body with this JSON; gives its URL.
#[allow(dead_code, reason = "without an API there is no call")]
pub(crate) fn answering(body: &'static str) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || -> io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            request.extend(byte);
        }
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
    });
    Ok(url)
}

/// Runs a future to its end.
#[cfg(feature = "reqwest")]
pub(crate) fn run(
    future: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(future)
}
