//! Servers with certificates that are made here: what is not to be trusted gets nothing, not even a path.
//!
//! Which authorities are trusted is read from the environment, once for a process. So each test runs itself again in a process of its own.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use generated_client::batch_cep::Client;
use generated_client::batch_cep::errors::ViewAudienceError;
use generated_client::runtime::{CallOptions, Error, Outcome, Retry, TransportErrorKind};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::server::{run, waiting};

/// Where OpenSSL's tools, and those who follow them, look for authorities.
const AUTHORITIES: &str = "SSL_CERT_FILE";

/// The authority that is trusted.
const KNOWN: &str = "An acquaintance";

/// An authority, which signs certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let params = authority(name);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("signed").pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    /// A server that greets with a certificate for a name, valid until a year.
    fn server(&self, name: &str, until: i32) -> Server {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("signed");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        let config = Arc::new(config);
        Server::new(move |stream| greet(stream, &config))
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// A server on a port. It ends with the process.
struct Server {
    port: u16,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// `serve` says whether a request came.
    fn new(serve: impl Fn(TcpStream) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("bound").port();
        let requests: Arc<AtomicUsize> = Arc::default();
        let counted = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serve(stream) {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self { port, requests }
    }

    fn view(&self) -> Result<Option<String>, Error<ViewAudienceError>> {
        let builder = Client::builder().base_url(format!("https://localhost:{}", self.port));
        let builder = builder.retry(Retry::never()).rest_api_key("key-1");
        let client = builder.project("project-1").build().expect("set");
        let options = CallOptions::new().timeout(Duration::from_secs(2));
        let call = client.view_audience("vip").options(options);
        run(call.send()).map(|it| it.into_inner().name)
    }
}

/// Shakes hands, reads a request, and answers it.
fn greet(mut stream: TcpStream, config: &Arc<ServerConfig>) -> bool {
    let Ok(mut connection) = ServerConnection::new(Arc::clone(config)) else {
        return false;
    };
    let mut tls = rustls::Stream::new(&mut connection, &mut stream);
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match tls.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return !head.is_empty(),
        }
    }
    let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"name\":\"vip\"}");
    true
}

/// Runs a test again in a process that trusts an authority. Gives the authority there, and nothing here.
fn trusted(test: &str) -> Option<Authority> {
    const KEY: &str = "TESTS_AUTHORITY_KEY";
    if let (Ok(key), Ok(file)) = (env::var(KEY), env::var(AUTHORITIES)) {
        let key = KeyPair::from_pem(&key).expect("a key");
        let pem = fs::read_to_string(file).expect("a certificate");
        let issuer = Issuer::new(authority(KNOWN), key);
        return Some(Authority { issuer, pem });
    }
    let authority = Authority::new(KNOWN);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    fs::write(&file, &authority.pem).expect("written");
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", test])
        .env(AUTHORITIES, &file)
        .env(KEY, authority.issuer.key().serialize_pem())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    None
}

/// C82. The first server is trusted, so that the others are refused for what is wrong with them.
#[test]
fn c82_bad_certificates() {
    let Some(authority) = trusted("tls::c82_bad_certificates") else {
        return;
    };
    let stranger = Authority::new("A stranger");
    let check = || {
        let good = authority.server("localhost", 2099);
        let seen = good.view().unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(seen.as_deref(), Some("vip"));
        assert_eq!(good.requests.load(Ordering::SeqCst), 1);
        for (server, why) in [
            (authority.server("localhost", 2020), "expired"),
            (authority.server("other.example", 2099), "not valid for"),
            (stranger.server("localhost", 2099), "UnknownIssuer"),
        ] {
            refused(&server, why);
        }
    };
    check();
    waiting(check);
}

/// Servers that speak an old TLS, none, or nothing at all. On a thread, `ureq` does not tell whether an alert came before the
/// request or after it, so that it may have been sent.
#[test]
fn c35_c82_what_is_no_tls() {
    /// RFC 8446, section 6: a fatal alert in a record of TLS 1.0, `protocol_version`.
    const TOO_OLD: &[u8] = &[21, 3, 1, 0, 2, 2, 70];
    let old = || Server::new(|stream| after_hello(stream, TOO_OLD));
    let plain = || Server::new(|stream| after_hello(stream, b"HTTP/1.1 200 OK\r\n\r\n{}"));
    refused(&old(), "ProtocolVersion");
    refused(&plain(), "");
    waiting(|| {
        for server in [old(), plain()] {
            let error = server.view().expect_err("no TLS");
            assert!(matches!(error, Error::Transport(_)), "{error:?}");
            assert_eq!(server.requests.load(Ordering::SeqCst), 0);
        }
    });
    let silent = || {
        let server = Server::new(|mut stream| {
            let _ = stream.read_to_end(&mut Vec::new());
            false
        });
        let error = server.view().expect_err("silence");
        assert!(error.is_timeout(), "{error:?}");
    };
    silent();
    waiting(silent);
}

/// Reads what the client begins with, and says this.
fn after_hello(mut stream: TcpStream, bytes: &[u8]) -> bool {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(bytes);
    let _ = stream.read_to_end(&mut Vec::new());
    false
}

fn refused(server: &Server, why: &str) {
    let error = server.view().expect_err(why);
    let Error::Transport(failure) = &error else {
        panic!("{error:?}")
    };

    assert_eq!(failure.error().kind(), TransportErrorKind::Tls, "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
    assert!(error.to_string().contains(why), "{error}");
    assert!(!error.to_string().contains("key-1"), "{error}");
    assert_eq!(server.requests.load(Ordering::SeqCst), 0, "{why}");
}
