//! Bodies of requests.
//!
//! Takes a value and a media type and gives the bytes that are sent. It must not send text under a media type that cannot stand in a
//! header.

use super::content::{essence, is_within};
use super::field::Field;
use super::form::{self, Encoding};
use super::json::{self, Encode, Written};
use super::multipart::{self, NoMultipart};
use super::octets::Octets;
use super::part::Media;
use super::refusal::RequestError;
use super::request::Request;

impl Request {
    /// Sets a JSON body.
    pub fn json<T: Encode + ?Sized>(&mut self, value: &T) {
        self.json_as("application/json", value);
    }

    /// Sets a JSON body if there is one.
    pub fn optional_json<T: Encode + ?Sized>(&mut self, value: Option<&T>) {
        if let Some(value) = value {
            self.json(value);
        }
    }

    /// Sets a JSON body of another media type.
    pub fn json_as<T: Encode + ?Sized>(&mut self, media_type: &'static str, value: &T) {
        match json::to_vec(value) {
            Ok(body) => self.set_body(media_type, body.into()),
            Err(error) => self.refuse(RequestError::Encode(error)),
        }
    }

    /// Sets a JSON body that may be left out, and may be `null`.
    pub fn nullable_json<T: Encode>(&mut self, media_type: &'static str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::Null => self.json_as(media_type, &None::<T>),
            Field::Value(value) => self.json_as(media_type, value),
        }
    }

    /// Sets a body of text.
    pub fn text(&mut self, media_type: &'static str, body: impl Into<String>) {
        self.set_body(media_type, body.into().into());
    }

    /// Sets a body of bytes.
    pub fn bytes(&mut self, media_type: &'static str, body: impl Into<Octets>) {
        self.set_body(media_type, body.into());
    }

    /// Sets a body of the media type that the caller chose, or else of the first one that is no range.
    pub fn media(&mut self, media_types: &[&'static str], body: Media) {
        let chosen = match body.content_type() {
            // Parameters are the caller's affair.
            Some(own) => media_types
                .iter()
                .any(|range| is_within(own, &essence(range)))
                .then_some(own),
            None => usual(media_types),
        };
        match chosen.map(str::to_owned) {
            Some(media_type) => self.set_body(&media_type, body.into_content()),
            None => self.refuse(RequestError::invalid_parameter("Content-Type")),
        }
    }

    /// Sets a body of pairs.
    pub fn form<T: Encode + ?Sized>(
        &mut self,
        media_type: &'static str,
        encodings: &[Encoding],
        value: &T,
    ) {
        let Some(written) = self.written(value) else {
            return;
        };
        match form::urlencoded(&written, encodings) {
            Ok(body) => self.set_body(media_type, body.into()),
            Err(form::NoForm) => self.refuse(RequestError::NoForm),
        }
    }

    /// Sets a body of parts.
    pub fn multipart<T: Encode + ?Sized>(
        &mut self,
        media_type: &'static str,
        encodings: &[Encoding],
        value: &T,
    ) {
        let Some(written) = self.written(value) else {
            return;
        };
        match multipart::multipart(media_type, &written, encodings) {
            Ok(whole) => self.set_body(&whole.media_type, whole.body),
            Err(NoMultipart::NoForm) => self.refuse(RequestError::NoForm),
            Err(NoMultipart::Part(name)) => {
                self.refuse(RequestError::InvalidParameter { name });
            }
        }
    }

    /// The value, to be taken apart. Its secrets are kept in mind.
    fn written<T: Encode + ?Sized>(&mut self, value: &T) -> Option<Written> {
        match Written::of(value) {
            Ok(mut written) => {
                self.note_secrets(written.take_secrets());
                Some(written)
            }
            Err(error) => {
                self.refuse(RequestError::Encode(error));
                None
            }
        }
    }
}

/// The media type of a body whose caller chose none: a range such as `image/*` has no usual one.
fn usual<'t>(media_types: &[&'t str]) -> Option<&'t str> {
    let one = media_types.iter().find(|range| !range.contains('*'));
    let any = || {
        let takes_all = |range: &&str| matches!(&*essence(range), "*/*" | "application/*");
        media_types
            .iter()
            .any(takes_all)
            .then_some("application/octet-stream")
    };
    one.copied().or_else(any)
}
