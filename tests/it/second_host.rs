//! Whatever a server says of another host, that host gets not a byte: no credential, no body, not even a connection.

use std::net::TcpListener;

use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{
    Core, CoreBuilder, Next, Operation, Paged, Paging, Repeat, Request,
};
use generated_client::runtime::{CallOptions, NoBody, Pages};

use crate::canaries::{GROUPS, Hosts, grants};
use crate::fates::{API, Virtual, operation};
use crate::server::{Server, answer, run, waiting};

/// A host that is there, and that nobody may speak to.
struct Other(TcpListener);

impl Other {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("set");
        Self(listener)
    }

    fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("bound"))
    }

    /// Everything was closed before, so that whoever wanted to come has come.
    fn saw_nobody(&self, about: &str) {
        assert!(self.0.accept().is_err(), "{about}");
    }
}

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

/// Each operation with each redirect.
#[test]
fn c40_c42_no_redirect_leads_to_another_host() {
    with_both_transports(|| {
        let other = Other::new();
        let location = format!("{}/audiences?key=1", other.url());
        for status in ["301", "302", "303", "307", "308"] {
            for (name, call) in GROUPS.iter().flat_map(|it| it.calls) {
                let says = answer(
                    &format!("{status} Elsewhere"),
                    &[("Location", &location)],
                    "",
                );
                let server = Server::new([says]);
                let tokens = Server::new([grants()]);
                let hosts = Hosts {
                    api: server.url(),
                    tokens: tokens.url(),
                };
                call(&hosts, CallOptions::new());
                assert_eq!(server.seen().len(), 1, "{name}");
                other.saw_nobody(&format!("{name} {status}"));
            }
        }
    });
}

/// The endpoint that tokens come from sends elsewhere, with what proves who asks in a body.
#[test]
fn c42_no_secret_of_a_client_is_sent_on() {
    with_both_transports(|| {
        let other = Other::new();
        for status in ["307 Elsewhere", "308 Elsewhere"] {
            let (server, tokens) = (Server::new([]), [("Location", &*other.url())]);
            let tokens = Server::new([answer(status, &tokens, "")]);
            let hosts = Hosts {
                api: server.url(),
                tokens: tokens.url(),
            };
            let (_, call) = GROUPS[3].calls[0];
            call(&hosts, CallOptions::new());
            assert_eq!((tokens.seen().len(), server.seen().len()), (1, 0));
            other.saw_nobody(status);
        }
    });
}

static LIST: Operation = Operation {
    path: "/list",
    ..operation(Repeat::Safe)
};

/// Pages that are linked in the body, or in a header.
#[derive(Clone, Debug)]
struct List<'a, const IN_HEADER: bool>(&'a Core);

impl<const IN_HEADER: bool> Paged for List<'_, IN_HEADER> {
    type Page = Raw;
    type Item = Raw;
    type Failure = NoBody;

    const PAGING: Paging = Paging {
        next: if IN_HEADER {
            Next::Link
        } else {
            Next::Url(&["next"])
        },
        items: &["items"],
        more: &[],
    };

    fn core(&self) -> &Core {
        self.0
    }

    fn request(&self) -> (Request, CallOptions) {
        (Request::new(&LIST), CallOptions::new())
    }

    fn items(page: Raw) -> Vec<Raw> {
        vec![page]
    }
}

fn core(server: &Server) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.clock(Virtual::new(0.5));
    builder.build(&API).expect("set")
}

/// A page on another host is asked for at this one, or not at all.
#[test]
fn c79_no_page_comes_from_another_host() {
    async fn pages<const IN_HEADER: bool>(server: &Server) -> usize {
        let core = core(server);
        let mut pages = Pages::new(List::<IN_HEADER>(&core)).at_most(3);
        let mut count = 0;
        while let Ok(Some(_)) = pages.try_next().await {
            count += 1;
        }
        count
    }

    with_both_transports(|| {
        let other = Other::new();
        let (url, json) = (other.url(), ("Content-Type", "application/json"));
        let link = format!("<{url}/list?page=2>; rel=\"next\"");
        let body = format!(r#"{{"items":[1],"next":"{url}/list?page=2"}}"#);
        let last = || answer("200 OK", &[json], r#"{"items":[2]}"#);

        let server = Server::new([answer("200 OK", &[json], &body), last()]);
        assert_eq!(run(pages::<false>(&server)), 2);
        assert_eq!(server.seen()[1].target, "/list?page=2");
        let server = Server::new([answer("200 OK", &[json, ("Link", &link)], "[1]"), last()]);
        assert_eq!(run(pages::<true>(&server)), 2);
        assert_eq!(server.seen()[1].target, "/list?page=2");
        other.saw_nobody("pages");
    });
}
