//! Variants for the statuses of HTTP, named by their reason phrases (IANA, "HTTP Status Code Registry").
//!
//! Takes: a status. Gives: an identifier, a different one for each. Must not: depend on an API.

use super::Ident;
use crate::model::Status;

/// The variant of a documented status: `BadRequest`, `ClientError` for `4XX`, `Other` for `default`, and `Status499`
/// for a number without a reason phrase.
#[must_use]
pub fn status(status: Status) -> Ident {
    let name = match status {
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
    };
    Ident(name)
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_status_has_a_name_of_its_own() {
        let exact = (0..=u16::MAX).map(Status::Exact);
        let ranges = (0..=u8::MAX).map(Status::Range);
        let all = exact.chain(ranges).chain([Status::Default]);
        let names: BTreeSet<Ident> = all.map(status).collect();
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
            assert_eq!(status(input).as_str(), expected);
        }
    }
}
