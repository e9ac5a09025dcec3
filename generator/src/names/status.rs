//! Variants for documented answers, named by the reason phrase of their status (IANA, "HTTP Status Code Registry").
//!
//! Takes: answers. Gives: an identifier for each. Must not: know what they hold.

use std::collections::BTreeSet;

use super::Ident;
use super::scope::{Contender, hinted, settle};
use super::words::{self, Case};
use crate::diagnostics::Diagnostics;
use crate::model::{Answer, Status};

/// Words in front of a subtype that say who registered it (RFC 6838, section 3).
const TREES: [&str; 3] = ["prs", "vnd", "x"];

/// The variants of an enum of answers. The first answer of a status is called after the status alone; a further one says
/// its media type too: `Ok`, `OkCsv`.
pub(super) fn answers(answers: &[Answer], diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let mut seen = BTreeSet::new();
    let firsts: Vec<bool> = answers.iter().map(|it| seen.insert(it.status)).collect();
    let taken: BTreeSet<String> = seen.iter().map(|it| status(*it)).collect();
    let further: Vec<Contender> = (answers.iter().zip(&firsts))
        .filter(|(_, first)| !**first)
        .map(|(answer, _)| contender(answer))
        .collect();
    let mut further = settle("answer", &further, &taken, diagnostics).into_iter();
    (answers.iter().zip(&firsts))
        .filter_map(|(answer, first)| {
            if *first {
                Some(Ident(status(answer.status)))
            } else {
                further.next()
            }
        })
        .collect()
}

fn contender(answer: &Answer) -> Contender {
    let status = status(answer.status);
    let media = answer.media.first().map_or("", String::as_str);
    let (main, subtype) = media.split_once('/').unwrap_or(("", media));
    let word = match (main, subtype) {
        ("*", _) => "any",
        (main, "*") => main,
        (_, "octet-stream") => "bytes",
        (_, "plain") => "text",
        (_, subtype) => subtype,
    };
    let mut words = words::words(&word.replace('+', " "));
    words.retain(|it| !TREES.contains(&it.as_str()));
    let word = words.join(" ");
    hinted(
        Case::Pascal,
        &[status.as_str(), &word],
        answer.media.join(" "),
    )
    .ours()
    .only(&[main])
}

/// The variant of a documented status: `BadRequest`, `ClientError` for `4XX`, `Other` for `default`, and `Status499`
/// for a number without a reason phrase.
fn status(status: Status) -> String {
    match status {
        Status::Exact(code) => match phrase(code) {
            Some(name) => name.to_owned(),
            None => format!("Status{code}"),
        },
        Status::Range(1) => "Informational".to_owned(),
        Status::Range(2) => "Success".to_owned(),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(5) => "ServerError".to_owned(),
        Status::Range(digit) => format!("Range{digit}"),
        Status::Default => "Other".to_owned(),
    }
}

fn phrase(code: u16) -> Option<&'static str> {
    let index = PHRASES
        .binary_search_by_key(&code, |(code, _)| *code)
        .ok()?;
    PHRASES.get(index).map(|(_, name)| *name)
}

/// In order of the number.
const PHRASES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (104, "UploadResumptionSupported"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_name_of_its_own() {
        let exact = (0..=u16::MAX).map(Status::Exact);
        let ranges = (0..=u8::MAX).map(Status::Range);
        let all = exact.chain(ranges).chain([Status::Default]);
        let names: BTreeSet<String> = all.map(status).collect();
        assert_eq!(names.len(), 65_536 + 256 + 1);
    }

    #[test]
    fn known_statuses_have_their_reason_phrase() {
        let table = [
            (Status::Exact(400), "BadRequest"),
            (Status::Exact(499), "Status499"),
            (Status::Exact(511), "NetworkAuthenticationRequired"),
            (Status::Range(4), "ClientError"),
            (Status::Range(5), "ServerError"),
            (Status::Default, "Other"),
        ];
        for (input, expected) in table {
            assert_eq!(status(input), expected);
        }
    }

    #[test]
    fn further_answers_of_a_status_say_their_media_type() {
        fn check(media: &[&str], expected: &[&str]) {
            let answers: Vec<Answer> = media
                .iter()
                .map(|it| Answer {
                    status: Status::Exact(200),
                    media: vec![(*it).to_owned()],
                    content: None,
                    doc: crate::model::Doc::default(),
                })
                .collect();
            let names = super::answers(&answers, &mut Diagnostics::new());
            let names: Vec<&str> = names.iter().map(Ident::as_str).collect();
            assert_eq!(names, expected, "{media:?}");
        }
        check(&["application/json"], &["Ok"]);
        check(&["application/json", "text/csv"], &["Ok", "OkCsv"]);
        check(
            &["text/csv", "image/*", "*/*", "application/octet-stream"],
            &["Ok", "OkImage", "OkAny", "OkBytes"],
        );
        check(
            &[
                "a/json",
                "application/vnd.acme.v2+json",
                "application/x-tar",
            ],
            &["Ok", "OkAcmeV2Json", "OkTar"],
        );
        // Neither order nor one more changes a name.
        check(
            &["a/b", "image/raw", "video/raw"],
            &["Ok", "OkRawImage", "OkRawVideo"],
        );
    }
}
