//! What the examples call: a server on this machine, which ends with the program.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Starts a server, and gives its URL. `answer` gets the head of each request and its body, and gives the bytes of the answer: none where
/// the connection is to break off without one.
pub(crate) fn start(
    mut answer: impl FnMut(&str, &str) -> String + Send + 'static,
) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that has left is no affair of the server.
            let _ = serve(stream, &mut answer);
        }
    });
    Ok(url)
}

/// An answer of JSON: `503 Busy`, and further lines of its head, each with an end of line.
pub(crate) fn json(status: &str, head: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{head}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

/// Reads a request to its end, and answers it.
fn serve(mut stream: TcpStream, answer: &mut impl FnMut(&str, &str) -> String) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
    let lower = head.to_ascii_lowercase();
    let length = lower.split_once("content-length: ");
    let length = length.and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    let mut body = String::new();
    reader.take(length.unwrap_or(0)).read_to_string(&mut body)?;
    stream.write_all(answer(&head, &body).as_bytes())
}
