//! A server on loopback that gives every request the same page, and keeps its connections.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Starts it, and gives its URL. It ends with the program.
pub(crate) fn start(page: &[u8]) -> std::io::Result<String> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        page.len()
    );
    let answer: Arc<[u8]> = [head.as_bytes(), page].concat().into();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(stream, &answer));
        }
    });
    Ok(url)
}

/// Answers until the client goes: a request is over at the empty line behind its headers.
fn serve(stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line == "\r\n" {
            writer.write_all(answer)?;
        }
    }
}
