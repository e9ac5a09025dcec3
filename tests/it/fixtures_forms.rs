//! Forms of the fixtures at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use fixtures::forms::{Client, types};
use fixtures::runtime::{
    BoxFuture, Field, FormPairs, FormParts, Limits, Media, Part, Transport, TransportError,
};
use fixtures::{media_types, swagger_2};

/// Keeps each request and answers 204.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<http::Request<Bytes>>>>);

impl Transport for Kept {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(request);
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = http::StatusCode::NO_CONTENT;
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// Runs a future that waits for nothing.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("this transport waits for nothing"),
    }
}

macro_rules! sent {
    (|$client:ident| $call:expr) => {
        sent!(Client, |$client| $call)
    };
    ($of:ty, |$client:ident| $call:expr) => {{
        let kept = Kept::default();
        let $client = <$of>::builder()
            .base_url("http://localhost")
            .transport(kept.clone())
            .build()
            .unwrap();
        run($call.send()).unwrap();
        let request = kept.0.lock().unwrap().pop().unwrap();
        let media_type = request.headers().get("content-type");
        let media_type = media_type.map_or("", |it| it.to_str().unwrap()).to_owned();
        (media_type, request.into_body())
    }};
}

#[test]
fn forms_of_pairs() {
    let (media_type, body) = sent!(|client| {
        let grant = types::GetTokenBodyGrantType::ClientCredentials;
        client
            .get_token(grant, "s3cret&")
            .scope(vec!["a".to_owned(), "b c".to_owned()])
            .claims(types::GetTokenBodyClaims::default().sub("x"))
            .ratio(1.0)
            .until(Field::Null)
    });
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    let expected = "grant_type=client_credentials&client_secret=s3cret%26&scope=a&scope=b%20c\
                    &claims=%7B%22sub%22%3A%22x%22%7D&ratio=1&until=";
    assert_eq!(body, expected);

    let meta = || types::Meta::default().title("t");
    let (_, body) = sent!(|client| {
        let list = || vec!["a".to_owned(), "b".to_owned()];
        let deep = types::StyledDeep::default().a("x").b(vec![meta(), meta()]);
        let body = types::Styled::default().joined(list()).piped(list());
        let body = body.spaced(list()).deep(deep).spread(meta());
        client.styled(body.url("http://a/?b=c&d").listed(vec![1, 2]).odd("o"))
    });
    let expected = "joined=a,b&piped=a%7Cb&spaced=a%20b&deep%5Ba%5D=x&deep%5Bb%5D%5B0%5D%5Btitle%5D=t\
                    &deep%5Bb%5D%5B1%5D%5Btitle%5D=t&title=t&url=http://a/?b=c%26d&listed=%5B1%2C2%5D&odd=o";
    assert_eq!(body, expected);

    let (_, body) = sent!(|client| client.pairs([("a b".to_owned(), 1)].into()));
    assert_eq!(body, "a%20b=1");
    let (media_type, body) = sent!(|client| client.any_pairs());
    assert_eq!((media_type.as_str(), body), ("", Bytes::new()));
    let (_, body) = sent!(|client| {
        client
            .any_pairs()
            .body(FormPairs::new().pair("a", "1").pair("a", "2"))
    });
    assert_eq!(body, "a=1&a=2");
    let (_, body) = sent!(|client| client.either(types::EitherBodyById::new(5).into()));
    assert_eq!(body, "id=5");
}

/// Name, file name and media type of each part, and its content.
fn parts(media_type: &str, body: &Bytes) -> Vec<(String, String)> {
    let boundary = media_type.split_once("boundary=").unwrap().1;
    let boundary = boundary.split(';').next().unwrap();
    let text = std::str::from_utf8(body).unwrap();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    text.split(&format!("--{boundary}\r\n"))
        .skip(1)
        .map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            let head = head.replace("Content-Disposition: form-data; ", "");
            let content = content.strip_suffix("\r\n").unwrap();
            (head.replace("\r\n", "; "), content.to_owned())
        })
        .collect()
}

#[test]
fn forms_of_parts() {
    let (media_type, body) = sent!(|client| {
        let meta = || types::Meta::default().title("t");
        client
            .upload(Part::file("a.txt", "A").content_type("text/plain"))
            .more(vec![
                Part::from(b"B".to_vec()),
                Part::file("c", "C").content_type("image/jpeg"),
            ])
            .either("http://example.com")
            .meta(meta())
            .tags(vec!["x".to_owned(), "y".to_owned()])
            .metas(vec![meta(), meta()])
            .size(3)
            .note(Field::Null)
            .picture(Part::file("p.png", "P"))
            .script("x = 1")
    });
    let json = "application/json";
    let expected = [
        (
            "name=\"file\"; filename=\"a.txt\"; Content-Type: text/plain".to_owned(),
            "A",
        ),
        (
            "name=\"more\"; filename=\"blob\"; Content-Type: image/png".to_owned(),
            "B",
        ),
        (
            "name=\"more\"; filename=\"c\"; Content-Type: image/jpeg".to_owned(),
            "C",
        ),
        ("name=\"either\"".to_owned(), "http://example.com"),
        (
            format!("name=\"meta\"; Content-Type: {json}"),
            "{\"title\":\"t\"}",
        ),
        ("name=\"tags\"".to_owned(), "x"),
        ("name=\"tags\"".to_owned(), "y"),
        (
            format!("name=\"metas\"; Content-Type: {json}"),
            "{\"title\":\"t\"}",
        ),
        (
            format!("name=\"metas\"; Content-Type: {json}"),
            "{\"title\":\"t\"}",
        ),
        ("name=\"size\"".to_owned(), "3"),
        ("name=\"note\"".to_owned(), ""),
        (
            "name=\"picture\"; filename=\"p.png\"; Content-Type: image/png; X-Kind: thumbnail"
                .to_owned(),
            "P",
        ),
        (
            "name=\"script\"; Content-Type: text/x-lua".to_owned(),
            "x = 1",
        ),
    ];
    let expected = expected.map(|(head, content)| (head, content.to_owned()));
    assert_eq!(parts(&media_type, &body), expected);
}

/// JSON and a form of one schema: bytes are text in the one and a file in the other.
#[test]
fn a_schema_of_json_and_of_forms() {
    let (media_type, body) = sent!(|client| client.post_shared(types::Shared::default().data("d")));
    assert_eq!(
        (media_type.as_str(), &body[..]),
        ("application/json", &b"{\"data\":\"d\"}"[..])
    );
    let (media_type, body) =
        sent!(|client| client.put_shared().data(Part::file("d", "D")).name("n"));
    let file = "name=\"data\"; filename=\"d\"; Content-Type: application/octet-stream";
    let expected = [(file, "D"), ("name=\"name\"", "n")];
    assert_eq!(
        parts(&media_type, &body),
        expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}

#[test]
fn other_forms_of_parts() {
    let (media_type, body) = sent!(|client| client.put_only("n").password("secret").data("text"));
    let names: Vec<String> = parts(&media_type, &body)
        .into_iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(
        names,
        ["name=\"name\"", "name=\"data\"", "name=\"password\""]
    );
    // Objects that are read as one keep their files.
    let (media_type, body) = sent!(|client| client.merged().size(1).file(Part::file("f", "F")));
    let file = "name=\"file\"; filename=\"f\"; Content-Type: application/octet-stream";
    let expected = [(file, "F"), ("name=\"size\"", "1")];
    let mut found = parts(&media_type, &body);
    found.sort();
    assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    // So do those that JSON has as well, whether their branches are told apart there or not.
    let png = || Part::file("f.png", "F").content_type("image/png");
    let file = "name=\"upload\"; filename=\"f.png\"; Content-Type: image/png";
    let (media_type, body) =
        sent!(|client| { client.put_choice("t").upload(png()).url("u") });
    let expected = [("name=\"title\"", "t"), (file, "F"), ("name=\"url\"", "u")];
    assert_eq!(
        parts(&media_type, &body),
        expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let (media_type, body) = sent!(|client| client.post_choice().upload(png()));
    assert_eq!(
        parts(&media_type, &body),
        [(file.to_owned(), "F".to_owned())]
    );
    let (media_type, body) = sent!(|client| client.any_parts(FormParts::new().part("a", "b")));
    assert!(
        media_type.starts_with("multipart/mixed; boundary="),
        "{media_type}"
    );
    assert_eq!(
        parts(&media_type, &body),
        [("name=\"a\"".to_owned(), "b".to_owned())]
    );
    let (media_type, _) = sent!(|client| {
        client.related().body(types::RelatedBody::new(
            types::Meta::default(),
            Part::file("m", "M"),
        ))
    });
    assert!(
        media_type.ends_with("; type=\"application/json\""),
        "{media_type}"
    );
}

/// One call of the client of many media types: what it sends.
macro_rules! check {
    (|$client:ident| $call:expr, $media_type:literal, $body:literal) => {{
        let (media_type, body) = sent!(media_types::Client, |$client| $call);
        assert_eq!(media_type, $media_type);
        assert_eq!(body, $body);
    }};
}

fn message() -> media_types::types::Message {
    media_types::types::Message::default().text("t")
}

/// S21: what JSON can say is sent as JSON, and what it cannot has a call of its own.
#[test]
fn s21_several_media_types() {
    check!(
        |it| it.create_message(message()),
        "application/json",
        "{\"text\":\"t\"}"
    );
    let (media_type, body) = sent!(media_types::Client, |it| it
        .create_message_multipart()
        .text("t")
        .file(Part::file("f", "F")));
    let names: Vec<String> = parts(&media_type, &body)
        .into_iter()
        .map(|it| it.1)
        .collect();
    assert_eq!(names, ["t", "F"]);
    check!(|it| it.optional("m"), "", "");
    check!(
        |it| it.optional_csv_x42c58ad9("m", "a,b"),
        "text/csv",
        "a,b"
    );
    let patch = || "[]".parse::<fixtures::runtime::json::Raw>().unwrap();
    check!(|it| it.patch(patch()), "application/json-patch+json", "[]");
    check!(
        |it| it.patch_merge_patch_json(patch()),
        "application/merge-patch+json",
        "[]"
    );
    check!(
        |it| it.replace(message()),
        "application/json; charset=utf-8",
        "{\"text\":\"t\"}"
    );
}

/// S21: whatever a body is called, it can be sent.
#[test]
fn s21_media_types_of_all_kinds() {
    check!(|it| it.xml("<a/>"), "application/xml", "<a/>");
    check!(
        |it| it.delete_xml().body("<a/>"),
        "text/xml; charset=ISO-8859-1",
        "<a/>"
    );
    check!(
        |it| it.put_picture(Media::new("image/gif", "GIF")),
        "image/gif",
        "GIF"
    );
    check!(|it| it.post_picture().body("PNG"), "image/png", "PNG");
    check!(|it| it.put_object("x"), "application/octet-stream", "x");
    check!(
        |it| it.post_object(message()),
        "application/json",
        "{\"text\":\"t\"}"
    );
    check!(
        |it| it.patch_object_bytes("x"),
        "application/octet-stream",
        "x"
    );
    check!(
        |it| it.post_lines("{}\n{}\n"),
        "application/x-ndjson",
        "{}\n{}\n"
    );
    let query = || media_types::types::GetLinesBody::default().query("q");
    check!(
        |it| it.get_lines().body(query()),
        "application/vnd.search+json",
        "{\"query\":\"q\"}"
    );
    check!(
        |it| it.post_vendor(message()),
        "application/x-amz-json-1.1",
        "{\"text\":\"t\"}"
    );
    check!(|it| it.post_sheet("a\u{e9}"), "text/csv", "a\u{e9}");
    check!(
        |it| it.put_notations(Media::new("application/yaml", "text: t")),
        "application/yaml",
        "text: t"
    );
    check!(
        |it| it.misnamed(message()),
        "application/json",
        "{\"text\":\"t\"}"
    );
}

/// S21: bytes are the body, though it is called JSON; what may be anything is JSON in one media type and bytes in another; and parameters
/// make two of one.
#[test]
fn s21_media_types_of_one_schema() {
    for media_type in ["application/json", "application/octet-stream"] {
        let media = Media::new(media_type, "a\"b");
        let sent = sent!(media_types::Client, |it| it.put_octets(media));
        assert_eq!(sent, (media_type.to_owned(), "a\"b".into()));
    }
    check!(|it| it.patch_octets("a\"b"), "application/json", "a\"b");
    let raw = || "[1]".parse::<fixtures::runtime::json::Raw>().unwrap();
    check!(|it| it.post_octets(raw()), "application/json", "[1]");
    check!(
        |it| it.post_octets_bytes("[1"),
        "application/octet-stream",
        "[1"
    );
    check!(
        |it| it.post_version(message()),
        "application/json; version=1",
        "{\"text\":\"t\"}"
    );
    check!(
        |it| it.post_version_json_version_2().text("t"),
        "application/json; version=2",
        "{\"text\":\"t\"}"
    );
    // JSON of another name is a call of its own where its schema is another one, though that is a part of the first.
    check!(
        |it| it.patch_parts_vnd_text_json("t"),
        "application/vnd.text+json",
        "{\"text\":\"t\"}"
    );
}

/// S21: a body of Swagger 2.0 that is a file is sent as it is.
#[test]
fn s21_files_of_swagger() {
    let not_text = vec![0, 159, 146, 150];
    macro_rules! check {
        (|$client:ident| $call:expr, $media_type:literal, $body:expr) => {{
            let (media_type, body) = sent!(swagger_2::Client, |$client| $call);
            assert_eq!((media_type.as_str(), &body[..]), ($media_type, $body));
        }};
    }
    check!(
        |it| it.import_file(not_text.clone()),
        "application/vnd.acme.pets",
        &not_text[..]
    );
    check!(
        |it| it.import_either(Media::new("application/json", "{}")),
        "application/json",
        &b"{}"[..]
    );
    check!(
        |it| it.import_either(Media::new("application/octet-stream", not_text.clone())),
        "application/octet-stream",
        &not_text[..]
    );
    check!(
        |it| it.import_sheet(not_text.clone()),
        "text/csv",
        &not_text[..]
    );
    check!(
        |it| it.import_anything().body(not_text.clone()),
        "application/octet-stream",
        &not_text[..]
    );
}

/// A part in a notation that is not ours is what the caller gives, and no JSON by another name.
#[test]
fn parts_in_other_notations() {
    let (media_type, body) = sent!(|client| {
        client
            .notations("<meta/>")
            .copies(vec![
                Part::text("a,b"),
                Part::text("a: b").content_type("application/yaml"),
            ])
            .remark("<b/>")
            .plain(types::Meta::default().title("t"))
    });
    let expected = [
        ("name=\"invoice\"; Content-Type: application/xml", "<meta/>"),
        ("name=\"copies\"; Content-Type: text/csv", "a,b"),
        ("name=\"copies\"; Content-Type: application/yaml", "a: b"),
        ("name=\"remark\"; Content-Type: application/xml", "<b/>"),
        (
            "name=\"plain\"; Content-Type: application/octet-stream",
            "{\"title\":\"t\"}",
        ),
    ];
    assert_eq!(
        parts(&media_type, &body),
        expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let (media_type, body) = sent!(|client| {
        client
            .merged_notations()
            .invoice(types::Meta::default().title("t"))
    });
    let json = "name=\"invoice\"; Content-Type: application/json";
    let expected = (json.to_owned(), "{\"title\":\"t\"}".to_owned());
    assert_eq!(parts(&media_type, &body), [expected]);
    // A pair has no media type.
    let (media_type, body) = sent!(|client| {
        let body = types::NotationsFormBody::default().other(types::Meta::default().title("t"));
        client.notations_form(body)
    });
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    assert_eq!(body, "other=%7B%22title%22%3A%22t%22%7D");
}

/// Parts that no object describes are given one by one, and a choice of objects is one of them.
#[test]
fn parts_of_lists_and_choices() {
    let (media_type, body) = sent!(|client| {
        let file = |name: &str| Part::file(name, "x");
        client.listed(
            FormParts::new()
                .part("files", file("a"))
                .part("files", file("b")),
        )
    });
    let file = |name: &str| {
        let head =
            format!("name=\"files\"; filename=\"{name}\"; Content-Type: application/octet-stream");
        (head, "x".to_owned())
    };
    assert_eq!(parts(&media_type, &body), [file("a"), file("b")]);
    let (media_type, body) = sent!(|client| {
        client.chosen(types::ChosenBodyByFile::new(Part::file("f", "F")).into())
    });
    let head = "name=\"file\"; filename=\"f\"; Content-Type: application/octet-stream";
    assert_eq!(
        parts(&media_type, &body),
        [(head.to_owned(), "F".to_owned())]
    );
}
