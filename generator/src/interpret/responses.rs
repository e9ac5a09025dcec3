//! Responses: what comes back on success, and the documented failures.
//!
//! Takes: `responses`. Gives: an [`Outcome`]. Must not: look at requests.

use super::media::{self, Kind};
use super::representations::{Representation, representations};
use super::schemas::extended;
use super::{Interpreter, docs, headers, streams};
use crate::model::{Answer, Content, Doc, Framing, Outcome, Status, Stream, Success};
use crate::spec::{self, Response};

/// The weight of what is not the best form.
pub(super) const LESS: &str = ";q=0.9";

/// The outcome of an operation.
pub(super) fn outcome(
    interpreter: &mut Interpreter<'_>,
    method: &str,
    responses: &[Response],
    hint: &[String],
) -> Outcome {
    let documented = if responses.iter().any(|it| is_success(status(it))) {
        Documented::Success
    } else if responses.iter().any(|it| is_redirect(status(it))) {
        Documented::Redirect
    } else {
        Documented::Neither
    };
    let mut read = Reader {
        documented,
        has_several: responses.iter().filter(|it| has_body(it)).count() > 1,
        bodiless: method == "HEAD",
        accept: Vec::new(),
        successes: Vec::new(),
        failures: Vec::new(),
        streams: Vec::new(),
        headers: Vec::new(),
    };
    for response in responses {
        read.response(interpreter, response, hint);
    }
    read.failures.sort_by_key(|it| it.status);
    Outcome {
        success: match success(read.successes) {
            _ if documented == Documented::Redirect => Success::Redirect,
            Success::Empty if !read.streams.is_empty() => Success::Streamed,
            success => success,
        },
        accept: read.accept,
        streams: read.streams,
        failures: read.failures,
        headers: read.headers,
    }
}

fn has_body(response: &Response) -> bool {
    is_success(status(response)) && !response.content.is_empty()
}

/// Which kind of success a document names by its status.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Documented {
    Success,
    /// Redirects, which are the only success then.
    Redirect,
    Neither,
}

/// Responses that are being read.
struct Reader {
    documented: Documented,
    /// Whether successes have to be told apart by their names.
    has_several: bool,
    /// Whether no answer has a body.
    bodiless: bool,
    accept: Vec<String>,
    /// With whether the body may be missing.
    successes: Vec<(Answer, bool)>,
    failures: Vec<Answer>,
    streams: Vec<Stream>,
    headers: Vec<usize>,
}

impl Reader {
    fn response(
        &mut self,
        interpreter: &mut Interpreter<'_>,
        response: &Response,
        hint: &[String],
    ) {
        let status = status(response);
        self.headers(interpreter, response, hint);
        if let Some(why) = self.unread(status) {
            for it in &response.content {
                interpreter.say_what_is_not_read(it.at, &it.name, why);
            }
        }
        let otherwise = status == Status::Default && self.documented == Documented::Neither;
        let success = is_success(status) || otherwise;
        if !success && !is_failure(status) {
            return;
        }
        let word = match (success, self.has_several) {
            (true, false) => "response".to_owned(),
            (true, true) => format!("response {}", word(status)),
            (false, _) => format!("error {}", word(status)),
        };
        let mut forms = match status {
            Status::Exact(204 | 205 | 304) => Vec::new(),
            _ => representations(interpreter, &response.content, &extended(hint, &word)),
        };
        if success && !self.bodiless {
            self.stream(interpreter, response, &forms, hint);
        } else if !success {
            keep_readable(interpreter, response, &mut forms);
        }
        self.ask_for(&forms, success);
        let optional = response.extensions.get("x-body-optional") == Some(&true.into());
        let answers = answers(response, status, forms, self.bodiless);
        if success {
            self.successes
                .extend(answers.into_iter().map(|it| (it, optional)));
        } else {
            self.failures.extend(answers);
        }
    }

    /// Why no body of an answer of this status is read.
    fn unread(&self, status: Status) -> Option<&'static str> {
        Some(match status {
            Status::Exact(100..=199 | 204 | 205 | 304) | Status::Range(1) => {
                "an answer of this status has no body"
            }
            _ if self.bodiless => "an answer to `HEAD` has no body",
            _ if is_redirect(status) => {
                "what counts of a redirect is its `Location`; its body is kept as it came"
            }
            _ => return None,
        })
    }

    fn headers(&mut self, interpreter: &mut Interpreter<'_>, response: &Response, hint: &[String]) {
        for header in &response.headers {
            let hint = extended(&extended(hint, "header"), &header.name);
            if let Some(index) = headers::header(interpreter, header, &hint)
                && !self.headers.contains(&index)
            {
                self.headers.push(index);
            }
        }
    }

    /// What can be read while it arrives: streams by name, and bytes, which may be many.
    fn stream(
        &mut self,
        interpreter: &mut Interpreter<'_>,
        response: &Response,
        forms: &[Representation],
        hint: &[String],
    ) {
        for stream in streams::streams(interpreter, &response.content, hint) {
            streams::add(interpreter, &mut self.streams, stream, response.at);
        }
        for form in forms.iter().filter(|it| it.content == Content::Bytes) {
            let stream = Stream {
                framing: Framing::Bytes,
                accept: form.accept.clone(),
                sentinel: None,
            };
            streams::add(interpreter, &mut self.streams, stream, response.at);
        }
    }

    /// What is not the best form is asked for with less weight (RFC 9110, section 12.4.2). Of failures, JSON alone is asked for.
    fn ask_for(&mut self, forms: &[Representation], success: bool) {
        for (index, form) in forms.iter().enumerate() {
            let is_json = matches!(form.content, Content::Json(_));
            let weight = if index == 0 { "" } else { LESS };
            for name in &form.accept {
                let kind = media::kind(name);
                if !success && kind != Kind::Json && (!is_json || kind == Kind::Text) {
                    continue;
                }
                let known = |it: &String| {
                    let it = it.strip_suffix(LESS).unwrap_or(it);
                    it == name || !success && it.split(';').next() == name.split(';').next()
                };
                if !self.accept.iter().any(known) {
                    self.accept.push(format!("{name}{weight}"));
                }
            }
        }
    }
}

/// Of a failure, JSON and text are read, or else bytes: the body is kept as it came anyway.
fn keep_readable(
    interpreter: &mut Interpreter<'_>,
    response: &Response,
    forms: &mut Vec<Representation>,
) {
    let is_read = |it: &Representation| it.content != Content::Bytes;
    let mut unread = Vec::new();
    if forms.iter().any(is_read) {
        unread.extend(forms.extract_if(.., |it| !is_read(it)));
    }
    for it in &response.content {
        let asked = media::asked(&it.name);
        let is_left = unread.iter().any(|it| it.accept.contains(&asked));
        if is_left || media::kind(&it.name) == Kind::Stream {
            let why = "of a failure, JSON and text are read; its body is kept as it came";
            interpreter.say_what_is_not_read(it.at, &it.name, why);
        }
    }
}

/// The answers of a response: one for each body that it may have.
fn answers(
    response: &Response,
    status: Status,
    forms: Vec<Representation>,
    bodiless: bool,
) -> Vec<Answer> {
    let doc = docs::text(Some(response.description.as_str()).filter(|it| !it.is_empty()));
    let answer = |media, content| Answer {
        status,
        media,
        content,
        doc: doc.clone(),
    };
    if forms.is_empty() || bodiless {
        return vec![answer(Vec::new(), None)];
    }
    let forms = forms.into_iter();
    forms.map(|it| answer(it.media, Some(it.content))).collect()
}

/// One kind of body where there is one, several where they differ.
fn success(answers: Vec<(Answer, bool)>) -> Success {
    let mut contents: Vec<&Content> = Vec::new();
    for (answer, _) in &answers {
        if let Some(content) = &answer.content
            && !contents.contains(&content)
        {
            contents.push(content);
        }
    }
    match contents.as_slice() {
        [] => Success::Empty,
        [only] => Success::One {
            content: (*only).clone(),
            optional: answers
                .iter()
                .any(|(it, optional)| *optional || it.content.is_none()),
            doc: answers
                .iter()
                .find(|(it, _)| it.content.is_some())
                .map_or_else(Doc::default, |(it, _)| it.doc.clone()),
        },
        _ => {
            let mut answers: Vec<Answer> = answers.into_iter().map(|(it, _)| it).collect();
            answers.sort_by_key(|it| it.status);
            Success::Several(answers)
        }
    }
}

pub(super) fn status(response: &Response) -> Status {
    match &response.status {
        spec::Status::Default => Status::Default,
        spec::Status::Code(openapiv3::StatusCode::Code(code)) => Status::Exact(*code),
        spec::Status::Code(openapiv3::StatusCode::Range(digit)) => {
            Status::Range(u8::try_from(*digit).unwrap_or_default())
        }
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Exact(200..=299) | Status::Range(2))
}

/// 304 is no redirect, but says that what the caller has is still good (RFC 9110, section 15.4.5).
fn is_redirect(status: Status) -> bool {
    matches!(
        status,
        Status::Exact(300..=303 | 305..=399) | Status::Range(3)
    )
}

fn is_failure(status: Status) -> bool {
    matches!(
        status,
        Status::Exact(304 | 400..=999) | Status::Range(4 | 5) | Status::Default
    )
}

fn word(status: Status) -> String {
    match status {
        Status::Exact(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "default".to_owned(),
    }
}
