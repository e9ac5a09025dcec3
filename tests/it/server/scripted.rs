//! A scripted TCP server on this machine: one answer a connection, every request kept.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server says to one connection.
#[derive(Clone, Debug)]
pub(crate) enum Say {
    /// These bytes, after the whole request was read; then the connection is closed.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing: the connection stays open until the client leaves.
    Part(Vec<u8>),
    /// These bytes, piece by piece with a moment between them; then the connection is closed.
    Pieces(Vec<Vec<u8>>),
    /// Nothing, ever: the request is read, and the connection stays open until the client leaves.
    Nothing,
    /// These bytes as soon as the head of the request is there; the rest is taken and dropped until the client leaves.
    Early(Vec<u8>),
    /// The connection is closed without an answer.
    Close,
    /// The connection is reset while the request arrives.
    Reset,
}

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// `POST`.
    pub(crate) method: String,
    /// `/audiences/list?limit=5`.
    pub(crate) target: String,
    /// Names in lower case, in order.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The value of a header, if it was there exactly once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(it, _)| it == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("bodies of these tests are text")
    }
}

/// A running server. It ends with the process; its thread waits for connections that no longer come.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// A server that gives these answers, one a connection, and closes every further connection.
    pub(crate) fn new(script: impl IntoIterator<Item = Say>) -> Self {
        Self::on(IpAddr::from([127, 0, 0, 1]), script)
    }

    /// The same, on an address of this machine.
    pub(crate) fn on(address: IpAddr, script: impl IntoIterator<Item = Say>) -> Self {
        Self::at((address, 0).into(), script)
    }

    /// The same at a port that nobody else has.
    pub(crate) fn at(address: SocketAddr, script: impl IntoIterator<Item = Say>) -> Self {
        let listener = TcpListener::bind(address).expect("the address has a free port");
        let address = listener.local_addr().expect("bound");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut script: Vec<Say> = script.into_iter().collect();
        script.reverse();
        let kept = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let say = script.pop().unwrap_or(Say::Close);
                let kept = Arc::clone(&kept);
                thread::spawn(move || serve(stream, say, &kept));
            }
        });
        Self { address, seen }
    }

    /// `http://ADDRESS:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .expect("no test panics while it holds this")
            .clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "exactly one request: {seen:?}");
        seen.remove(0)
    }
}

/// An answer with a correct length.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Say {
    let mut text = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    );
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body);
    Say::Bytes(text.into_bytes())
}

/// An address where nobody listens, and where nobody does in the meantime: its port is none of those that systems give to whoever wants any.
pub(crate) fn nobody() -> SocketAddr {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = std::process::id().wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed));
        let port = 10_000 + u16::try_from(number % 20_000).expect("below 20,000");
        let listener = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
        if let Ok(listener) = listener.or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, port))) {
            return listener.local_addr().expect("bound");
        }
    }
}

fn serve(mut stream: TcpStream, say: Say, seen: &Mutex<Vec<Seen>>) {
    if let Say::Reset = say {
        // What is closed while there is more to read is reset.
        let _ = stream.read(&mut [0; 1]);
        return;
    }
    let Some((mut request, length)) = read_head(&mut stream) else {
        return;
    };
    if !matches!(say, Say::Early(_)) {
        read_body(&mut stream, &mut request.body, length);
    }
    seen.lock()
        .expect("no test panics while it holds this")
        .push(request);
    match say {
        Say::Bytes(bytes) => {
            // A client that has seen enough may leave before the end.
            let _ = stream.write_all(&bytes);
            let _ = stream.flush();
        }
        Say::Part(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.read(&mut [0; 1]);
        }
        Say::Pieces(pieces) => {
            for piece in pieces {
                let _ = stream.write_all(&piece);
                let _ = stream.flush();
                thread::sleep(Duration::from_millis(5));
            }
        }
        Say::Early(bytes) => {
            let _ = stream.write_all(&bytes);
            while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        }
        Say::Nothing => {
            let _ = stream.read(&mut [0; 1]);
        }
        Say::Close | Say::Reset => {}
    }
}

/// Where a body ends.
#[derive(Clone, Copy)]
enum Length {
    Bytes(usize),
    Chunks,
}

/// A request with as much of its body as came along.
fn read_head(stream: &mut TcpStream) -> Option<(Seen, Length)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let seen = Seen {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines
            .filter_map(|it| it.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: bytes[head + 4..].to_vec(),
    };
    let is_chunked = seen.header("transfer-encoding") == Some("chunked");
    let length = seen.header("content-length");
    let length = if is_chunked {
        Length::Chunks
    } else {
        Length::Bytes(length.map_or(0, |it| it.parse().expect("a length")))
    };
    Some((seen, length))
}

/// The rest of a body, or as much of it as comes.
fn read_body(stream: &mut TcpStream, body: &mut Vec<u8>, length: Length) {
    let is_whole = |body: &[u8]| match length {
        Length::Bytes(length) => body.len() >= length,
        Length::Chunks => body.ends_with(b"0\r\n\r\n"),
    };
    let mut buffer = [0; 4096];
    while !is_whole(body) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => body.extend_from_slice(&buffer[..count]),
        }
    }
    if let Length::Chunks = length {
        *body = joined(body);
    }
}

/// The bytes of chunks (RFC 9112, section 7.1), as far as they are whole.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(end) = chunks.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&chunks[..end]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        let Some(chunk) = chunks.get(end + 2..end + 2 + size) else {
            break;
        };
        bytes.extend_from_slice(chunk);
        chunks = chunks.get(end + 4 + size..).unwrap_or_default();
    }
    bytes
}
