//! Styles of parameters: the table of `OpenAPI` 3.1, section 4.8.12.4 (RFC 6570), and what lies beyond it.

use std::collections::BTreeMap;

use bytes::Bytes;
use generated_client::runtime::json::Encode;
use generated_client::runtime::plumbing::{
    Api, CoreBuilder, Method, Operation, Parameter, Repeat, Request, Style,
};
use generated_client::runtime::{CallOptions, NoBody};

use crate::server::run;
use crate::transport::{Canned, response};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[],
};

static PATH: Operation = operation("/{n}");
static PLAIN: Operation = operation("/");

const fn operation(path: &'static str) -> Operation {
    Operation {
        id: "test",
        method: Method::GET,
        path,
        repeat: Repeat::Safe,
        security: &[],
        accept: "",
        server: None,
    }
}

/// What a request with one parameter is; `None` where it is refused.
fn sent(
    operation: &'static Operation,
    set: impl FnOnce(&mut Request),
) -> Option<http::Request<Bytes>> {
    fn ok(_: &http::Request<Bytes>) -> http::Response<Bytes> {
        response(204, &[], "")
    }
    let transport = Canned::new(ok);
    let mut builder = CoreBuilder::default();
    builder.base_url("https://a.test");
    builder.transport(transport.clone());
    let core = builder.build(&API).expect("everything is set");
    let mut request = Request::new(operation);
    set(&mut request);
    let call = core.empty::<NoBody>(request, CallOptions::default());
    run(call).ok()?;
    transport.seen().pop().map(|(request, _)| request)
}

fn path<P: Parameter + ?Sized>(style: Style, value: &P) -> Option<String> {
    let request = sent(&PATH, |it| it.path_as(style, "n", value))?;
    Some(request.uri().path().trim_start_matches('/').to_owned())
}

fn query<P: Parameter + ?Sized>(style: Style, value: &P) -> Option<String> {
    let request = sent(&PLAIN, |it| it.query_as(style, "n", value))?;
    Some(request.uri().query().unwrap_or_default().to_owned())
}

fn deep<T: Encode + ?Sized>(style: Style, value: &T) -> Option<String> {
    let request = sent(&PLAIN, |it| it.query_deep(style, "n", Some(value)))?;
    Some(request.uri().query().unwrap_or_default().to_owned())
}

fn header<P: Parameter + ?Sized>(style: Style, value: &P) -> Option<String> {
    let request = sent(&PLAIN, |it| it.header_as(style, "n", value))?;
    let value = request.headers().get("n")?;
    Some(value.to_str().expect("visible").to_owned())
}

fn colours() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

fn shades() -> BTreeMap<String, i32> {
    [("R", 100), ("G", 200), ("B", 150)]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

/// Rows: a style; a text, a list and an object in it.
#[test]
fn styles_of_paths_and_headers() {
    let rows = [
        (
            Style::Simple,
            "blue",
            "blue,black,brown",
            "B,150,G,200,R,100",
        ),
        (
            Style::SimpleExploded,
            "blue",
            "blue,black,brown",
            "B=150,G=200,R=100",
        ),
        (
            Style::Label,
            ".blue",
            ".blue,black,brown",
            ".B,150,G,200,R,100",
        ),
        (
            Style::LabelExploded,
            ".blue",
            ".blue.black.brown",
            ".B=150.G=200.R=100",
        ),
        (
            Style::Matrix,
            ";n=blue",
            ";n=blue,black,brown",
            ";n=B,150,G,200,R,100",
        ),
        (
            Style::MatrixExploded,
            ";n=blue",
            ";n=blue;n=black;n=brown",
            ";B=150;G=200;R=100",
        ),
    ];
    for (style, text, list, object) in rows {
        assert_eq!(path(style, "blue").as_deref(), Some(text), "{style:?}");
        assert_eq!(path(style, &colours()).as_deref(), Some(list), "{style:?}");
        assert_eq!(path(style, &shades()).as_deref(), Some(object), "{style:?}");
        if matches!(style, Style::Simple | Style::SimpleExploded) {
            assert_eq!(header(style, "blue").as_deref(), Some(text), "{style:?}");
            assert_eq!(
                header(style, &colours()).as_deref(),
                Some(list),
                "{style:?}"
            );
            assert_eq!(
                header(style, &shades()).as_deref(),
                Some(object),
                "{style:?}"
            );
        }
    }
}

/// Rows: a style; a text, a list and an object in it.
#[test]
fn styles_of_queries() {
    let rows = [
        (
            Style::Form,
            "n=blue",
            "n=blue&n=black&n=brown",
            "B=150&G=200&R=100",
        ),
        (
            Style::FormJoined,
            "n=blue",
            "n=blue,black,brown",
            "n=B,150,G,200,R,100",
        ),
        (
            Style::SpaceDelimited,
            "n=blue",
            "n=blue%20black%20brown",
            "n=B%20150%20G%20200%20R%20100",
        ),
        (
            Style::PipeDelimited,
            "n=blue",
            "n=blue%7Cblack%7Cbrown",
            "n=B%7C150%7CG%7C200%7CR%7C100",
        ),
    ];
    for (style, text, list, object) in rows {
        assert_eq!(query(style, "blue").as_deref(), Some(text), "{style:?}");
        assert_eq!(query(style, &colours()).as_deref(), Some(list), "{style:?}");
        assert_eq!(
            query(style, &shades()).as_deref(),
            Some(object),
            "{style:?}"
        );
        // What goes by its JSON is the same where there is nothing in its parts.
        assert_eq!(deep(style, "blue").as_deref(), Some(text), "{style:?}");
        assert_eq!(deep(style, &colours()).as_deref(), Some(list), "{style:?}");
        assert_eq!(deep(style, &shades()).as_deref(), Some(object), "{style:?}");
    }
}

/// Whatever is in it, a value that keeps its reserved characters cannot end itself.
#[test]
fn reserved_characters_in_parts_of_parts() {
    let value: BTreeMap<String, Vec<String>> =
        [("at".to_owned(), vec!["a/b?c=d&e#f".to_owned()])].into();
    let reserved = |style| {
        let request = sent(&PLAIN, |it| {
            it.query_reserved_deep(style, "n", Some(&value));
        })?;
        Some(request.uri().query().unwrap_or_default().to_owned())
    };
    assert_eq!(
        reserved(Style::DeepObject).as_deref(),
        Some("n%5Bat%5D%5B0%5D=a/b?c=d%26e%23f")
    );
    assert_eq!(reserved(Style::Form).as_deref(), Some("at=a/b?c=d%26e%23f"));
    // RFC 6570, section 3.2.3: what is encoded stays so, and a percent sign alone is encoded.
    let request = sent(&PLAIN, |it| it.query_reserved("n", "a/b%2Fc%[1]"));
    let request = request.expect("it is sent");
    assert_eq!(request.uri().query(), Some("n=a/b%2Fc%25%5B1%5D"));
}

/// RFC 6570, section 3.2.7.
#[test]
fn empty_values_in_a_matrix_have_no_equals_sign() {
    let fields: BTreeMap<String, String> = [("a", ""), ("b", "c")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let exploded = Style::MatrixExploded;
    assert_eq!(path(exploded, &fields).as_deref(), Some(";a;b=c"));
    let items = vec![String::new(), "c".to_owned()];
    assert_eq!(path(exploded, &items).as_deref(), Some(";n;n=c"));
}

/// `in: querystring` of 3.2, as its section 4.12.4 writes it.
#[test]
fn whole_queries() {
    let whole = |set: &dyn Fn(&mut Request)| {
        let request = sent(&PLAIN, set)?;
        Some(request.uri().query().unwrap_or_default().to_owned())
    };
    let numbers: BTreeMap<String, Vec<i32>> = [("numbers".to_owned(), vec![1, 2])].into();
    assert_eq!(
        whole(&|it| it.query_string_json("n", Some(&numbers))).as_deref(),
        Some("%7B%22numbers%22%3A%5B1%2C2%5D%7D")
    );
    assert_eq!(
        whole(&|it| it.query_string("n", "$.a.b[1:1]")).as_deref(),
        Some("%24.a.b%5B1%3A1%5D")
    );
    assert_eq!(
        whole(&|it| it.query_string("n", &None::<String>)).as_deref(),
        Some("")
    );
}

/// A cookie has no separator of its own: what has parts becomes several, or has commas between.
#[test]
fn cookies() {
    let cookies = |set: &dyn Fn(&mut Request)| {
        let request = sent(&PLAIN, set)?;
        let value = request.headers().get("cookie")?;
        Some(value.to_str().expect("visible").to_owned())
    };
    let odd = vec!["a,b;c".to_owned(), "d".to_owned()];
    for (sent, expected) in [
        (cookies(&|it| it.cookie("n", "blue")), "n=blue"),
        (
            cookies(&|it| it.cookie("n", &colours())),
            "n=blue; n=black; n=brown",
        ),
        (
            cookies(&|it| it.cookie("n", &shades())),
            "B=150; G=200; R=100",
        ),
        (
            cookies(&|it| it.cookie_joined("n", &colours())),
            "n=blue,black,brown",
        ),
        (
            cookies(&|it| it.cookie_joined("n", &shades())),
            "n=B,150,G,200,R,100",
        ),
        (cookies(&|it| it.cookie("n", &odd)), "n=a%2Cb%3Bc; n=d"),
        (cookies(&|it| it.cookie_joined("n", &odd)), "n=a%2Cb%3Bc,d"),
    ] {
        assert_eq!(sent.as_deref(), Some(expected));
    }
}

/// An empty text is a value in a query and a header, and no segment of a path.
#[test]
fn empty_texts_and_empty_lists() {
    let none: [&str; 0] = [];
    let none: Vec<String> = none.map(str::to_owned).to_vec();
    assert_eq!(path(Style::Simple, ""), None);
    assert_eq!(path(Style::Simple, &none), None);
    assert_eq!(query(Style::Form, "").as_deref(), Some("n="));
    assert_eq!(query(Style::Form, &none).as_deref(), Some(""));
    assert_eq!(query(Style::FormJoined, &none).as_deref(), Some("n="));
    assert_eq!(deep(Style::DeepObject, &none).as_deref(), Some(""));
}

/// What separates parts, names and values is encoded inside of them.
#[test]
fn separators_inside_of_values() {
    let odd = vec!["a,b".to_owned(), "c d|e&f=g;h.i".to_owned()];
    let encoded = "c%20d%7Ce%26f%3Dg%3Bh.i";
    assert_eq!(path(Style::Simple, &odd), Some(format!("a%2Cb,{encoded}")));
    assert_eq!(
        query(Style::Form, &odd),
        Some(format!("n=a%2Cb&n={encoded}"))
    );
    assert_eq!(
        query(Style::PipeDelimited, &odd),
        Some(format!("n=a%2Cb%7C{encoded}"))
    );
    let keys: BTreeMap<String, bool> = [("a[b]=&".to_owned(), true)].into();
    assert_eq!(
        query(Style::Form, &keys).as_deref(),
        Some("a%5Bb%5D%3D%26=true")
    );
}

/// Beyond the table: parts of parts, as servers with qs, PHP and Rails read them.
#[test]
fn objects_and_lists_in_one_another() {
    type Tree = BTreeMap<String, Vec<BTreeMap<String, i32>>>;
    let tree: Tree = [("a".to_owned(), vec![shades(), BTreeMap::new()])].into();
    let decoded = |query: Option<String>| {
        let query = query.expect("sent");
        let marks = [
            ("%5B", "["),
            ("%5D", "]"),
            ("%7B", "{"),
            ("%7D", "}"),
            ("%22", "\""),
            ("%3A", ":"),
            ("%2C", ","),
        ];
        marks
            .iter()
            .fold(query, |query, (code, mark)| query.replace(code, mark))
    };
    assert_eq!(
        decoded(deep(Style::DeepObject, &tree)),
        "n[a][0][B]=150&n[a][0][G]=200&n[a][0][R]=100"
    );
    assert_eq!(
        decoded(deep(Style::DeepObject, &colours())),
        "n[0]=blue&n[1]=black&n[2]=brown"
    );
    assert_eq!(
        decoded(deep(Style::DeepObject, &shades())),
        "n[B]=150&n[G]=200&n[R]=100"
    );
    assert_eq!(decoded(deep(Style::DeepObject, "blue")), "n=blue");
    // No brackets: what has parts of its own is JSON.
    let shade = r#"{"B":150,"G":200,"R":100}"#;
    assert_eq!(
        decoded(deep(Style::Form, &tree)),
        format!("a={shade}&a={{}}")
    );
    assert_eq!(
        decoded(deep(Style::Form, &vec![shades(), shades()])),
        format!("n={shade}&n={shade}")
    );
    // A float that is not finite has no text anywhere.
    assert_eq!(deep(Style::DeepObject, &vec![f64::NAN]), None);
    assert_eq!(query(Style::Form, &vec![f64::NAN]), None);
}
