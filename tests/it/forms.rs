//! Forms on the wire: exact bytes, and values that try to be more than values.

use generated_client::runtime::json::{Encode, Raw, Writer};
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Encoding, Method, Operation, Repeat, Request, Style,
};
use generated_client::runtime::{
    CallOptions, Error, Field, FormPairs, FormParts, Media, NoBody, Part, RequestError, Secret,
};

use crate::server::{Seen, Server, run};
use crate::wire::json;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

static API: Api = Api {
    name: "Forms",
    servers: &[],
    schemes: &[],
};

static SEND: Operation = Operation {
    id: "send",
    method: Method::POST,
    path: "/send",
    repeat: Repeat::Unsafe,
    security: &[],
    accept: "",
    server: None,
};

fn core(server: &Server) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.build(&API).expect("a loopback server is one")
}

/// What arrives, or why nothing was sent.
fn sent(fill: impl FnOnce(&mut Request)) -> Result<Seen, RequestError> {
    let server = Server::new([json(204, "")]);
    let mut request = Request::new(&SEND);
    fill(&mut request);
    match run(core(&server).empty::<NoBody>(request, CallOptions::default())) {
        Ok(_) => Ok(server.only()),
        Err(Error::Request(failure)) => {
            assert_eq!(server.seen().len(), 0);
            Err(failure.error().clone())
        }
        Err(error) => panic!("{error}"),
    }
}

/// A record of every kind of member.
struct Everything;

impl Encode for Everything {
    fn encode(&self, writer: &mut Writer) {
        let mut object = writer.object();
        object.required("text", "a b&c=d+e\u{e9}%\"");
        object.required("empty", "");
        object.required("integer", &7_i64);
        object.required("whole", &2.0_f64);
        object.required("half", &0.5_f64);
        object.required("yes", &true);
        object.optional::<String>("absent", None);
        object.field("null", &Field::<String>::Null);
        object.required("list", &vec!["x", "y,z"]);
        object.required("none", &Vec::<String>::new());
        object.required("object", &raw(r#"{"a":[1,{"b":null}],"c":"d"}"#));
        object.required("objects", &vec![raw(r#"{"a":1}"#), raw("[2]")]);
        object.end();
    }
}

fn raw(text: &str) -> Raw {
    text.parse().expect("JSON")
}

#[test]
fn pairs_are_written_as_usual() {
    let seen = sent(|request| request.form(FORM, &[], &Everything)).expect("sent");
    assert_eq!(seen.header("content-type"), Some(FORM));
    let pairs: Vec<&str> = seen.text().split('&').collect();
    let expected = [
        "text=a%20b%26c%3Dd%2Be%C3%A9%25%22",
        "empty=",
        "integer=7",
        "whole=2",
        "half=0.5",
        "yes=true",
        "null=",
        "list=x",
        "list=y%2Cz",
        "object=%7B%22a%22%3A%5B1%2C%7B%22b%22%3Anull%7D%5D%2C%22c%22%3A%22d%22%7D",
        "objects=%7B%22a%22%3A1%7D",
        "objects=%5B2%5D",
    ];
    assert_eq!(pairs, expected);
}

#[test]
fn pairs_are_written_as_the_document_says() {
    fn check(style: Style, value: &str, expected: &str) {
        let encodings = [Encoding {
            name: "m",
            style: Some(style),
            ..Encoding::USUAL
        }];
        let value = std::collections::BTreeMap::from([("m".to_owned(), raw(value))]);
        let seen = sent(|request| request.form(FORM, &encodings, &value)).expect("sent");
        assert_eq!(seen.text(), expected, "{style:?}");
    }
    let (list, object) = (r#"["a b","c,d"]"#, r#"{"k":"v w","l":"x"}"#);
    check(Style::Form, list, "m=a%20b&m=c%2Cd");
    check(Style::FormJoined, list, "m=a%20b,c%2Cd");
    check(Style::SpaceDelimited, list, "m=a%20b%20c%2Cd");
    check(Style::PipeDelimited, list, "m=a%20b%7Cc%2Cd");
    check(Style::Form, object, "k=v%20w&l=x");
    check(Style::FormJoined, object, "m=k,v%20w,l,x");
    check(Style::DeepObject, object, "m%5Bk%5D=v%20w&m%5Bl%5D=x");
    check(
        Style::DeepObject,
        r#"{"k":{"l":["x",{"y":1.0}]}}"#,
        "m%5Bk%5D%5Bl%5D%5B0%5D=x&m%5Bk%5D%5Bl%5D%5B1%5D%5By%5D=1",
    );
    for style in [Style::Form, Style::FormJoined, Style::DeepObject] {
        check(style, r#""a&b""#, "m=a%26b");
    }
    let encodings = [
        Encoding {
            name: "url",
            allow_reserved: true,
            ..Encoding::USUAL
        },
        Encoding {
            name: "json",
            content_type: Some("application/json"),
            ..Encoding::USUAL
        },
    ];
    let value = raw(r#"{"url":"a:/?#&+[]","json":[1,2]}"#);
    let seen = sent(|request| request.form(FORM, &encodings, &value)).expect("sent");
    assert_eq!(seen.text(), "url=a:/?%23%26%2B%5B%5D&json=%5B1%2C2%5D");
}

/// The body, with the boundary shown as `B`.
fn parts(seen: &Seen, media_type: &str) -> String {
    let header = seen.header("content-type").expect("a media type");
    let start = format!("{media_type}; boundary=");
    let rest = header.strip_prefix(&start).expect(header);
    let boundary = rest.split(';').next().unwrap_or_default();
    let body = String::from_utf8(seen.body.clone()).expect("text");
    body.replace(boundary, "B").replace("\r\n", "\n")
}

#[test]
fn parts_are_written_as_usual() {
    let seen = sent(|request| request.multipart(MULTIPART, &[], &Everything)).expect("sent");
    let field = |name: &str, text: &str| {
        format!("--B\nContent-Disposition: form-data; name=\"{name}\"\n\n{text}\n")
    };
    let object = |name: &str, text: &str| {
        format!(
            "--B\nContent-Disposition: form-data; name=\"{name}\"\nContent-Type: application/json\n\n{text}\n"
        )
    };
    let expected = [
        field("text", "a b&c=d+e\u{e9}%\""),
        field("empty", ""),
        field("integer", "7"),
        field("whole", "2"),
        field("half", "0.5"),
        field("yes", "true"),
        field("null", ""),
        field("list", "x"),
        field("list", "y,z"),
        object("object", r#"{"a":[1,{"b":null}],"c":"d"}"#),
        object("objects", r#"{"a":1}"#),
        object("objects", "[2]"),
        "--B--\n".to_owned(),
    ];
    assert_eq!(parts(&seen, MULTIPART), expected.concat());
}

#[test]
fn parts_are_written_as_the_document_says() {
    let usual = Encoding::USUAL;
    let encodings = [
        Encoding {
            name: "lua",
            content_type: Some("text/x-lua"),
            ..usual
        },
        Encoding {
            name: "all",
            content_type: Some("application/json"),
            ..usual
        },
        Encoding {
            name: "deep",
            style: Some(Style::DeepObject),
            ..usual
        },
        Encoding {
            name: "png",
            content_type: Some("image/png"),
            headers: &[("X-Kind", "icon"), ("X-Own", "no")],
            ..usual
        },
    ];
    let png = Part::file("p.png", &b"\x89PNG"[..]).header("x-own", "yes");
    let form = FormParts::new()
        .part("png", png)
        .part("png", Part::file("g.gif", "GIF").content_type("image/gif"))
        .part("png", "text");
    let seen = sent(|request| request.multipart(MULTIPART, &encodings, &form)).expect("sent");
    let shown = String::from_utf8_lossy(&seen.body).into_owned();
    let heads: Vec<&str> = shown
        .split("\r\n")
        .filter(|it| !it.starts_with("--"))
        .collect();
    let expected = [
        "Content-Disposition: form-data; name=\"png\"; filename=\"p.png\"",
        "Content-Type: image/png",
        "x-own: yes",
        "X-Kind: icon",
        "",
        "\u{fffd}PNG",
        "Content-Disposition: form-data; name=\"png\"; filename=\"g.gif\"",
        "Content-Type: image/gif",
        "X-Kind: icon",
        "X-Own: no",
        "",
        "GIF",
        "Content-Disposition: form-data; name=\"png\"",
        "Content-Type: image/png",
        "X-Kind: icon",
        "X-Own: no",
        "",
        "text",
        "",
    ];
    assert_eq!(heads, expected);

    let value = raw(r#"{"lua":"x = 1","all":[1,"a"],"deep":{"k":["v"]}}"#);
    let seen = sent(|request| request.multipart(MULTIPART, &encodings, &value)).expect("sent");
    let expected = concat!(
        "--B\nContent-Disposition: form-data; name=\"lua\"\nContent-Type: text/x-lua\n\nx = 1\n",
        "--B\nContent-Disposition: form-data; name=\"all\"\nContent-Type: application/json\n\n[1,\"a\"]\n",
        "--B\nContent-Disposition: form-data; name=\"deep[k][0]\"\n\nv\n",
        "--B--\n",
    );
    assert_eq!(parts(&seen, MULTIPART), expected);
}

/// Bytes are a file to a server only when they have a name.
#[test]
fn bytes_are_files_and_text_is_text() {
    let form: FormParts = [
        ("bytes", Part::from(vec![0, 159, 13, 10])),
        ("text", Part::from("t")),
        ("json", Part::json(&vec![1_i64]).expect("JSON")),
    ]
    .into_iter()
    .collect();
    let seen = sent(|request| request.multipart(MULTIPART, &[], &form)).expect("sent");
    let header = seen.header("content-type").expect("a media type");
    let boundary = header.split_once("boundary=").expect(header).1;
    let mut expected = Vec::new();
    for (head, content) in [
        (
            "name=\"bytes\"; filename=\"blob\"\r\nContent-Type: application/octet-stream",
            &[0, 159, 13, 10][..],
        ),
        ("name=\"text\"", b"t"),
        ("name=\"json\"\r\nContent-Type: application/json", b"[1]"),
    ] {
        expected.extend(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes(),
        );
        expected.extend(content);
        expected.extend(b"\r\n");
    }
    expected.extend(format!("--{boundary}--\r\n").bytes());
    assert_eq!(seen.body, expected);
}

#[test]
fn related_parts_have_an_order_and_no_names() {
    let form = FormParts::new()
        .part("meta", Part::json("m").expect("JSON"))
        .part("media", Part::file("m.bin", "x"));
    let seen = sent(|request| request.multipart("multipart/related", &[], &form)).expect("sent");
    let media_type = seen.header("content-type").expect("a media type");
    assert!(
        media_type.ends_with("; type=\"application/json\""),
        "{media_type}"
    );
    let expected = concat!(
        "--B\nContent-Type: application/json\n\n\"m\"\n",
        "--B\nContent-Disposition: attachment; filename=\"m.bin\"\nContent-Type: application/octet-stream\n\nx\n",
        "--B--\n",
    );
    assert_eq!(parts(&seen, "multipart/related"), expected);
}

/// Names and file names cannot end their header, whatever is in them.
#[test]
fn c77_names_of_parts_stay_names() {
    for (name, written) in [
        ("a\"; filename=\"evil.sh", "a%22; filename=%22evil.sh"),
        (
            "a\r\nX-Evil: 1\r\n\r\nbody",
            "a%0D%0AX-Evil: 1%0D%0A%0D%0Abody",
        ),
        ("\u{e9}\u{1f4a5}\\%41", "\u{e9}\u{1f4a5}\\%41"),
        ("", ""),
    ] {
        let form = FormParts::new().part(name, Part::file(name, "x"));
        let seen = sent(|request| request.multipart(MULTIPART, &[], &form)).expect("sent");
        let expected = format!(
            "--B\nContent-Disposition: form-data; name=\"{written}\"; filename=\"{written}\"\nContent-Type: application/octet-stream\n\nx\n--B--\n"
        );
        assert_eq!(parts(&seen, MULTIPART), expected);
        // A form of pairs decodes to the same name.
        let form = FormPairs::new().pair(name, name);
        let seen = sent(|request| request.form(FORM, &[], &form)).expect("sent");
        assert!(
            !seen.text().contains(['\r', '\n', '"', ' ']),
            "{}",
            seen.text()
        );
        assert_eq!(seen.text().matches(['=', '&']).count(), 1);
    }
}

#[test]
fn c77_media_types_and_headers_of_parts_cannot_end_their_line() {
    let text = || Part::text("x");
    for part in [
        text().content_type("text/plain\r\nX-Evil: 1"),
        text().content_type("text/plain\u{e9}"),
        text().header("X-Good", "1\nX-Evil: 1"),
        text().header("X-Evil: 1\r\nX-Good", "1"),
        text().header("", "1"),
        text().header("Content-Type", "text/html"),
        text().header("content-disposition", "form-data; name=\"other\""),
    ] {
        let form = FormParts::new().part("p", part.clone());
        let error = sent(|request| request.multipart(MULTIPART, &[], &form)).expect_err("refused");
        let name = "p".to_owned();
        assert_eq!(error, RequestError::InvalidParameter { name }, "{part:?}");
    }
}

/// The boundary is made of the parts, is the same each time, and is in none of them: not even where one holds the boundary that the
/// others would have had.
#[test]
fn a_boundary_is_in_no_part() {
    let boundary = |form: &FormParts| {
        let seen = sent(|request| request.multipart(MULTIPART, &[], form)).expect("sent");
        let header = seen
            .header("content-type")
            .expect("a media type")
            .to_owned();
        let boundary = header.split_once("boundary=").expect("one").1.to_owned();
        let body = String::from_utf8(seen.body).expect("text");
        assert_eq!(body.matches(&boundary).count(), 2, "{body}");
        boundary
    };
    let form = FormParts::new().part("a", "x");
    assert_eq!(boundary(&form), boundary(&form));
    // Only the first KiB of a content makes the boundary, so that what comes later can know it.
    let long = |end: &str| FormParts::new().part("a", format!("{}{end}", "x".repeat(2_000)));
    let usual = boundary(&long(&"-".repeat(21)));
    assert_eq!(usual.len(), 21);
    let other = boundary(&long(&usual));
    assert_ne!(usual, other);
}

#[test]
fn what_is_no_form_is_not_sent() {
    for value in ["[]", "1", "\"a\"", "null"] {
        let value = raw(value);
        let error = sent(|request| request.form(FORM, &[], &value)).expect_err("no names");
        assert_eq!(error, RequestError::NoForm);
        let error =
            sent(|request| request.multipart(MULTIPART, &[], &value)).expect_err("no names");
        assert_eq!(error, RequestError::NoForm);
    }
    // A part has no text, and JSON has no parts.
    let form = FormParts::new().part("p", "x");
    let error = sent(|request| request.form(FORM, &[], &form)).expect_err("no pairs");
    assert_eq!(error, RequestError::NoForm);
    let error = sent(|request| request.json(&form)).expect_err("no JSON");
    assert_eq!(error.to_string(), "a part of a form has no JSON");
}

/// Text that looks like what stands for a part is text.
#[test]
fn text_is_never_taken_for_a_part() {
    let marks = ["\0\u{30}", "\u{0}0", "0"];
    let form: FormParts = marks.iter().map(|it| (*it, *it)).collect();
    let seen = sent(|request| request.multipart(MULTIPART, &[], &form)).expect("sent");
    assert_eq!(seen.text().matches("filename").count(), 0);
    for mark in marks {
        let value = std::collections::BTreeMap::from([("m".to_owned(), mark.to_owned())]);
        let seen = sent(|request| request.multipart(MULTIPART, &[], &value)).expect("sent");
        let expected =
            format!("--B\nContent-Disposition: form-data; name=\"m\"\n\n{mark}\n--B--\n");
        assert_eq!(parts(&seen, MULTIPART), expected);
    }
}

/// A form with a secret in it.
struct Login;

impl Encode for Login {
    fn encode(&self, writer: &mut Writer) {
        let mut object = writer.object();
        object.required("password", &Secret::from("hunter2-hunter2"));
        object.end();
    }
}

#[test]
fn s09_forms_do_not_print() {
    let part = Part::file("key.pem", "PRIVATE").content_type("text/plain");
    let shown = format!(
        "{part:?} {:?} {:?}",
        FormPairs::new().pair("password", "PRIVATE"),
        FormParts::new().part("file", part.clone())
    );
    assert!(!shown.contains("PRIVATE"), "{shown}");
    assert!(
        shown.contains("key.pem") && shown.contains("password"),
        "{shown}"
    );

    // A secret that the server repeats is not in the error's text.
    let server = Server::new([crate::server::answer(
        "400 No",
        &[],
        "bad password hunter2-hunter2",
    )]);
    let mut request = Request::new(&SEND);
    request.form(FORM, &[], &Login);
    let error =
        run(core(&server).empty::<NoBody>(request, CallOptions::default())).expect_err("400");
    assert_eq!(server.only().text(), "password=hunter2-hunter2");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// The caller's media type is sent where the document allows it, and where there is none, one that the document names.
#[test]
fn s21_media_types_that_the_caller_chooses() {
    fn check(allowed: &[&'static str], body: impl Into<Media>, expected: Option<&str>) {
        let body = body.into();
        let shown = format!("{allowed:?} {body:?}");
        let seen = sent(|request| request.media(allowed, body));
        match (seen, expected) {
            (Ok(seen), Some(expected)) => {
                assert_eq!(seen.header("content-type"), Some(expected), "{shown}");
                assert_eq!(seen.text(), "x", "{shown}");
            }
            (Err(error), None) => {
                let name = "Content-Type".to_owned();
                assert_eq!(error, RequestError::InvalidParameter { name }, "{shown}");
            }
            (seen, _) => panic!("{shown}: {seen:?}"),
        }
    }
    let chosen = |name: &str| Media::new(name, "x");
    let pictures = ["image/png", "image/jpeg"];
    check(&pictures, "x", Some("image/png"));
    check(&pictures, chosen("image/jpeg"), Some("image/jpeg"));
    check(
        &pictures,
        chosen("Image/JPEG; q=1"),
        Some("Image/JPEG; q=1"),
    );
    check(&pictures, chosen("image/gif"), None);
    check(&["image/*"], chosen("image/gif"), Some("image/gif"));
    check(&["image/*"], chosen("text/plain"), None);
    check(&["image/*"], b"x".to_vec(), None);
    check(&["image/*", "text/csv"], b"x".to_vec(), Some("text/csv"));
    check(&["*/*"], "x".to_owned(), Some("application/octet-stream"));
    check(&["*/*"], chosen("text/plain"), Some("text/plain"));
    // C77: a media type cannot end its line.
    check(&["*/*"], chosen("text/plain\r\nX-Evil: 1"), None);
    check(&["*/*"], chosen(" text/plain"), None);
}
