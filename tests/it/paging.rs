//! From page to page: over TCP with the three APIs, and without a network for every rule.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Next, Operation, Paged, Paging, Place, Repeat, Request, Scheme, Size,
};
use generated_client::runtime::{
    BoxFuture, CallOptions, Error, Items, Limits, NoBody, Pages, Retry, Secret, Transport,
    TransportError, TransportErrorKind,
};
use generated_client::{aep, batch_cep, batch_mep};
use serde_json::Value;

use crate::fates::operation;
use crate::server::{Server, run};
use crate::transport::response;
use crate::wire::json;

const CURSOR: usize = 0;
const UNTIL_EMPTY: usize = 1;
const LAST: usize = 2;
const OFFSET: usize = 3;
const SIZED: usize = 4;
const NUMBER: usize = 5;
const URL: usize = 6;
const LINK: usize = 7;

const fn cursor(until_empty: bool) -> Paging {
    Paging {
        next: Next::Cursor {
            parameter: "from",
            at: &["page", "next"],
            until_empty,
        },
        items: &["items"],
        more: &["more"],
    }
}

const fn rule(next: Next, items: &'static [&'static str]) -> Paging {
    Paging {
        next,
        items,
        more: &[],
    }
}

const fn offset(size: Option<Size>) -> Next {
    Next::Offset {
        parameter: "skip",
        size,
    }
}

const SIZE: Size = Size {
    parameter: "limit",
    default: 3,
    most: 4,
};

const RULES: [Paging; 8] = [
    cursor(false),
    cursor(true),
    Paging {
        next: Next::Last {
            parameter: "after",
            key: "id",
        },
        items: &["items"],
        more: &["more"],
    },
    rule(offset(None), &[]),
    rule(offset(Some(SIZE)), &["items"]),
    rule(
        Next::Number {
            parameter: "page",
            first: 1,
        },
        &[],
    ),
    rule(Next::Url(&["links", "next"]), &["items"]),
    rule(Next::Link, &[]),
];

static LIST: Operation = Operation {
    path: "/list",
    security: &[&["key"]],
    ..operation(Repeat::Safe)
};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[Scheme {
        name: "key",
        place: Place::Query("api_key"),
    }],
};

/// A call with pages of the rule of this number, and the pairs that its caller sets.
#[derive(Clone, Debug)]
struct List<'a, const RULE: usize> {
    core: &'a Core,
    given: &'a [(&'static str, &'static str)],
}

impl<const RULE: usize> Paged for List<'_, RULE> {
    type Page = Raw;
    type Item = Value;
    type Failure = NoBody;

    const PAGING: Paging = RULES[RULE];

    fn core(&self) -> &Core {
        self.core
    }

    fn request(&self) -> (Request, CallOptions) {
        let mut request = Request::new(&LIST);
        for (name, value) in self.given {
            request.query(name, *value);
        }
        (request, CallOptions::new())
    }

    fn items(page: Raw) -> Vec<Value> {
        let page = page.parse().expect("JSON");
        let items = page.get("items").unwrap_or(&page).as_array();
        items.cloned().unwrap_or_default()
    }
}

/// Gives answers in their order, each a body and the value of `Link`, and keeps what was asked for.
#[derive(Clone, Default)]
struct Answers {
    left: Arc<Mutex<Vec<(String, String)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Answers {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let query = request.uri().query().unwrap_or_default();
        let own = query
            .strip_suffix("api_key=key-1")
            .expect("the credential comes last");
        let mut asked = self.asked.lock().expect("nobody panics meanwhile");
        asked.push(own.trim_end_matches('&').to_owned());
        let next = self.left.lock().expect("nobody panics meanwhile").pop();
        let result = match next {
            Some((body, _)) if body == "fails" => {
                Err(TransportError::new(TransportErrorKind::Other, "reset"))
            }
            Some((body, link)) => Ok(response(200, &[("Link", &link)], body)),
            None => panic!("one page too many: {asked:?}"),
        };
        Box::pin(std::future::ready(result))
    }
}

impl Answers {
    fn new(answers: &[&str]) -> Self {
        let answers = answers.iter().rev().map(|it| {
            let (body, link) = it.split_once(" Link: ").unwrap_or((it, ""));
            (body.to_owned(), link.to_owned())
        });
        Self {
            left: Arc::new(Mutex::new(answers.collect())),
            asked: Arc::default(),
        }
    }

    fn core(&self) -> Core {
        let mut builder = CoreBuilder::default();
        builder.base_url("https://api.test");
        builder.retry(Retry::never());
        builder.credential("key", Secret::from("key-1"));
        builder.transport(self.clone());
        builder.build(&API).expect("complete")
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics meanwhile").clone()
    }
}

/// The items of all pages, and the queries that they took.
fn check<const RULE: usize>(
    given: &[(&'static str, &'static str)],
    answers: &[&str],
    queries: &[&str],
    items: &[i64],
) {
    let transport = Answers::new(answers);
    let core = transport.core();
    let call = List::<RULE> { core: &core, given };
    let all = run(Items::new(call).try_collect()).expect("pages");
    assert_eq!(transport.asked(), queries, "{RULE} {answers:?}");
    let number = |it: &Value| it.get("id").unwrap_or(it).as_i64();
    let all: Vec<_> = all.iter().filter_map(number).collect();
    assert_eq!(all, items, "{RULE} {answers:?}");
}

#[test]
fn a_cursor_is_sent_back_as_it_came() {
    let first = r#"{"items":[1,2],"page":{"next":"a b&c=ü"}}"#;
    for last in [
        r#"{"items":[3],"page":{"next":null}}"#,
        r#"{"items":[3],"page":{"next":""}}"#,
        r#"{"items":[3],"page":{"next":"0"}}"#,
        r#"{"items":[3],"page":{"next":0}}"#,
        r#"{"items":[3],"page":{}}"#,
        r#"{"items":[3]}"#,
        r#"{"items":[3],"page":{"next":"more"},"more":false}"#,
    ] {
        let queries = ["limit=2", "limit=2&from=a%20b%26c%3D%C3%BC"];
        check::<CURSOR>(&[("limit", "2")], &[first, last], &queries, &[1, 2, 3]);
    }
    // A page may be empty and not the last one, unless the rule says so.
    let empty = r#"{"items":[],"page":{"next":7}}"#;
    let last = r#"{"items":[1]}"#;
    check::<CURSOR>(&[], &[empty, last], &["", "from=7"], &[1]);
    check::<UNTIL_EMPTY>(&[], &[empty], &[""], &[]);
    // Where the caller began does not stay.
    check::<CURSOR>(
        &[("from", "3"), ("a", "1")],
        &[empty, last],
        &["from=3&a=1", "a=1&from=7"],
        &[1],
    );
}

#[test]
fn the_last_item_leads_on() {
    let pages = [
        r#"{"items":[{"id":1},{"id":2}],"more":true}"#,
        r#"{"more":false,"items":[{"id":3}]}"#,
    ];
    check::<LAST>(&[], &pages, &["", "after=2"], &[1, 2, 3]);
    check::<LAST>(&[], &[r#"{"items":[]}"#], &[""], &[]);
}

#[test]
fn offsets_count_what_came() {
    let queries = ["skip=10", "skip=12", "skip=13"];
    check::<OFFSET>(
        &[("skip", "10")],
        &["[1,2]", "[3]", "[]"],
        &queries,
        &[1, 2, 3],
    );
    // A page that is shorter than what was asked for is the last one; more than the most is never asked for.
    let page = |items: &str| format!(r#"{{"items":[{items}]}}"#);
    let (four, three, two) = (page("1,2,3,4"), page("5,6,7"), page("8,9"));
    let both = [four.as_str(), three.as_str()];
    let queries = ["limit=50", "limit=50&skip=4"];
    check::<SIZED>(&[("limit", "50")], &both, &queries, &[1, 2, 3, 4, 5, 6, 7]);
    let queries = ["", "skip=3"];
    check::<SIZED>(&[], &[&three, &two], &queries, &[5, 6, 7, 8, 9]);
    check::<SIZED>(
        &[("limit", "2")],
        &[&two, &page("")],
        &["limit=2", "limit=2&skip=2"],
        &[8, 9],
    );
}

#[test]
fn pages_are_numbered() {
    check::<NUMBER>(
        &[],
        &["[1]", "[2]", "[]"],
        &["", "page=2", "page=3"],
        &[1, 2],
    );
    check::<NUMBER>(
        &[("page", "7")],
        &["[1]", "[]"],
        &["page=7", "page=8"],
        &[1],
    );
}

/// Only the query of a link is used: it may name another host, or a placeholder.
#[test]
fn c79_links_lead_nowhere_else() {
    for link in [
        "https://api.test/list?start=1&b=x%20y+z",
        "https://evil.test/steal?start=1&b=x%20y+z",
        "//evil.test/?start=1&b=x+y%20z#top",
        "@/audiences?start=1&b=x%20y%20z",
        "?start=1&b=x%20y%20z&api_key=stolen",
    ] {
        let first = format!(r#"{{"items":[1],"links":{{"next":"{link}"}}}}"#);
        let last = r#"{"items":[2],"links":{"next":null}}"#;
        let queries = ["b=old&c=1", "c=1&start=1&b=x%20y%20z"];
        check::<URL>(
            &[("b", "old"), ("c", "1")],
            &[&first, last],
            &queries,
            &[1, 2],
        );

        let first = format!(
            r#"[1] Link: <https://api.test/list?start=9>; rel="last", <{link}>; title="a, b; c"; rel="prefetch Next""#
        );
        let last = "[2] Link: <https://api.test/list?start=0>; rel=prev";
        check::<LINK>(
            &[("b", "old"), ("c", "1")],
            &[&first, last],
            &queries,
            &[1, 2],
        );
    }
}

#[test]
fn c79_a_loop_is_an_error() {
    for (pages, taken) in [
        (&["1", "1"][..], 2),
        (&["1", "2", "1", "2", "1", "2"], 6),
        (&["1", "2", "3", "2", "3", "2", "3", "2"], 8),
    ] {
        let bodies: Vec<String> = pages
            .iter()
            .map(|it| format!(r#"{{"items":[1],"page":{{"next":{it}}}}}"#))
            .collect();
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        let transport = Answers::new(&bodies);
        let core = transport.core();
        let mut pages = Pages::new(List::<CURSOR> {
            core: &core,
            given: &[],
        });
        let mut seen = 0;
        let error = loop {
            match run(pages.try_next()) {
                Ok(page) => assert!(page.is_some(), "a loop has no last page"),
                Err(error) => break error,
            }
            seen += 1;
        };
        assert!(
            seen <= taken && matches!(error, Error::Decode(_)),
            "{error:?}"
        );
        assert!(error.to_string().contains("was there already"), "{error}");
        assert!(run(pages.try_next()).expect("the end").is_none());
    }
    let transport = Answers::new(&[r#"{"items":[1],"more":true}"#]);
    let core = transport.core();
    let mut pages = Pages::new(List::<CURSOR> {
        core: &core,
        given: &[],
    });
    run(pages.try_next()).expect("a page");
    let error = run(pages.try_next()).expect_err("no way on");
    assert!(error.to_string().contains("and not where"), "{error}");
}

#[test]
fn pages_end_begin_and_go_on_where_the_caller_says() {
    let page = |id: u8| format!(r#"{{"items":[{id}],"page":{{"next":"t {id}"}}}}"#);
    let bodies = [1, 2, 3].map(page);
    let [one, two, three] = bodies.each_ref().map(String::as_str);
    let transport = Answers::new(&[one, "fails", two, three]);
    let core = transport.core();
    let call = List::<CURSOR> {
        core: &core,
        given: &[],
    };
    let mut pages = Pages::new(call.clone()).at_most(2);
    assert_eq!(pages.position(), None);
    run(pages.try_next()).expect("a page");
    assert_eq!(pages.position(), Some("from=t%201"));
    let shown = format!("{pages:?}");
    assert!(!shown.contains("t%201"), "{shown}");
    run(pages.try_next()).expect_err("no connection");
    assert_eq!(pages.position(), Some("from=t%201"));
    run(pages.try_next())
        .expect("the same page")
        .expect("a page");
    assert!(run(pages.try_next()).expect("the end").is_none());
    let position = pages.position().expect("a third page").to_owned();

    let mut later = Items::new(call).from_position(position);
    let item = run(later.try_next()).expect("a page");
    assert_eq!(item, Some(Value::from(3)));
    let expected = ["", "from=t%201", "from=t%201", "from=t%202"];
    assert_eq!(transport.asked(), expected);
}

/// What each of the three APIs asks for, over TCP.
fn targets<T: Debug>(
    pages: &[&str],
    items: impl FnOnce(&str) -> Result<Vec<T>, Box<dyn std::error::Error>>,
    expected: &[&str],
    count: usize,
) {
    let server = Server::new(pages.iter().map(|it| json(200, it)));
    let all = items(&server.url()).expect("all pages");
    assert_eq!(all.len(), count, "{all:?}");
    let seen = server.seen();
    let seen: Vec<&str> = seen.iter().map(|it| it.target.as_str()).collect();
    assert_eq!(seen, expected);
}

#[test]
pub(crate) fn the_three_apis() {
    targets(
        &[
            r#"{"audiences":[{"name":"a"},{"name":"b"}],"count":3,"has_more":true,"next_from":"x/1"}"#,
            r#"{"audiences":[{"name":"c"}],"has_more":false,"next_from":"x/2"}"#,
        ],
        |url| {
            let client = batch_cep::Client::builder().base_url(url);
            let client = client.rest_api_key("k").project("p").build()?;
            Ok(run(client.list_audiences().limit(2).items().try_collect())?)
        },
        &[
            "/audiences/list?limit=2",
            "/audiences/list?limit=2&from=x%2F1",
        ],
        3,
    );
    targets(
        &[
            r#"{"custom_audiences":[{"name":"a"},{"name":"b"}]}"#,
            r#"{"custom_audiences":[{"name":"c"}]}"#,
        ],
        |url| {
            let client = batch_mep::Client::builder().base_url(url);
            let client = client.rest_api_key("k").api_key("app").build()?;
            let call = client.list_custom_audiences().limit(2);
            Ok(run(call.items().try_collect())?)
        },
        &[
            "/app/custom-audience?limit=2",
            "/app/custom-audience?limit=2&from=2",
        ],
        3,
    );
    targets(
        &[
            r#"{"children":[{"id":"1"}],"_page":{"totalCount":3,"next":"1"},"_links":{"next":{"href":"@/audiences?start=9"}}}"#,
            r#"{"children":[{"id":"2"}],"_page":{"next":2}}"#,
            r#"{"children":[],"_page":{"next":"3"}}"#,
        ],
        |url| {
            let client = aep::Client::builder()
                .base_url(url)
                .access_token("t")
                .api_key("k");
            let client = client.org_id("o").sandbox_name("s").build()?;
            let call = client.list_audiences().property("withMetrics==true");
            Ok(run(call.items().try_collect())?)
        },
        &[
            "/audiences?property=withMetrics%3D%3Dtrue",
            "/audiences?property=withMetrics%3D%3Dtrue&start=1",
            "/audiences?property=withMetrics%3D%3Dtrue&start=2",
        ],
        2,
    );
}
