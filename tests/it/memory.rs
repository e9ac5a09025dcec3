//! What answers that are too large cost in memory: measured, in a process that does nothing else.

use std::env;
use std::fs;

use generated_client::batch_cep::Client;
use generated_client::runtime::{Error, Retry};

use crate::packed::{BOMB, packed};
use crate::server::{Say, Server, answer, run, waiting};
use crate::surroundings::is_within;

/// The largest answer that is read unless a client says otherwise, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The most memory that this process has had so far, in bytes.
fn most() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|it| it.trim().strip_suffix(" kB"));
    let kibibytes: u64 = kibibytes.and_then(|it| it.parse().ok()).expect("a number");
    kibibytes * 1024
}

/// A gigabyte that is announced, chunks that do not end, and what unpacks to 256 MiB: each costs at most twice the limit.
#[test]
fn c53_c54_c55_what_is_too_large_costs_little() {
    const URL: &str = "TESTS_SERVER";
    const WAITS: &str = "TESTS_WAITS";
    // The process that measures neither makes answers nor gives them.
    if let Ok(url) = env::var(URL) {
        if env::var_os(WAITS).is_some() {
            return waiting(|| check(&url));
        }
        return check(&url);
    }
    let test = "memory::c53_c54_c55_what_is_too_large_costs_little";
    for bomb in bombs() {
        for waits in [&[][..], &[(WAITS, "1")]] {
            let json = [("Content-Type", "application/json")];
            let server = Server::new([answer("200 OK", &json, "{}"), bomb.clone()]);
            is_within(test, &[waits, &[(URL, &*server.url())]].concat());
            assert_eq!(server.seen().len(), 2);
        }
    }
}

fn bombs() -> [Say; 3] {
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
    let announced = format!("{ok}Content-Length: 1073741824\r\n\r\n");
    let mut endless = format!("{ok}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..64 {
        endless.extend_from_slice(b"100000\r\n");
        endless.resize(endless.len() + 0x10_0000, b' ');
        endless.extend_from_slice(b"\r\n");
    }
    [
        Say::Bytes(announced.into_bytes()),
        Say::Bytes(endless),
        packed("200 OK", "gzip", &BOMB),
    ]
}

fn check(url: &str) {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    let builder = builder.rest_api_key("key-1").project("project-1");
    let client = builder.build().expect("everything is set");
    run(client.view_audience("vip").send()).expect("an audience");
    let base = most();
    let error = run(client.view_audience("vip").send()).expect_err("too large");
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
    let cost = most() - base;
    assert!(cost <= 2 * LIMIT, "{cost}");
}
