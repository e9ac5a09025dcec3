//! Bodies that are carried as they are: objects and lists in notations that are neither written nor read, and media types
//! that are left aside.
//!
//! Takes: media types. Gives: findings. Must not: decide what a body becomes.

use super::Interpreter;
use super::media;
use super::schemas::is_object;
use super::views::View;
use crate::diagnostics::Code;
use crate::model::Content;
use crate::source::At;
use crate::spec::{MediaType, SchemaId};

/// How deep unions are opened in search of an object.
const DEEPEST: usize = 8;

/// Who has a body that we neither write nor read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    /// The caller writes it.
    Sent,
    /// The caller reads it.
    Received,
}

impl Interpreter<'_> {
    /// Says that the caller has to do with a body what its schema describes.
    pub(super) fn say_what_is_carried(
        &mut self,
        it: &MediaType,
        content: &Content,
        bearer: Bearer,
    ) {
        let (code, form) = match content {
            Content::Text => (Code::AsText, "text"),
            Content::Bytes => (Code::AsBytes, "bytes"),
            Content::Json(_) => return,
        };
        if !self.describes_parts(it) {
            return;
        }
        let name = it.name.escape_debug();
        let (message, help) = match bearer {
            Bearer::Sent => (
                format!(
                    "`{name}` is not written from its schema; the body is {form} that the caller writes"
                ),
                "write the body by hand, or with a library for its notation",
            ),
            Bearer::Received => (
                format!(
                    "`{name}` is not read by its schema; the body is {form} that the caller reads"
                ),
                "read the body with a library for its notation",
            ),
        };
        self.note(code, it.at, message, help);
    }

    /// Says that a media type of a request is left aside because another one says as much.
    pub(super) fn say_what_is_not_offered(&mut self, it: &MediaType, instead: &MediaType) {
        let message = format!(
            "`{}` says nothing that `{}` does not, and has no call of its own",
            it.name.escape_debug(),
            instead.name.escape_debug()
        );
        let help = "nothing is to be done, unless the server refuses the other one: then remove that one by an overlay";
        self.note(Code::UnusedMediaType, it.at, message, help);
    }

    /// Says that a media type of an answer is not asked for because another one says as much.
    pub(super) fn say_what_is_not_asked_for(&mut self, at: At, name: &str, instead: &str) {
        let message = format!(
            "`{}` is the same as `{}`, and is not asked for",
            name.escape_debug(),
            instead.escape_debug()
        );
        let help = "nothing is to be done, unless the server has no other: then remove the other one by an overlay";
        self.note(Code::UnusedMediaType, at, message, help);
    }

    /// Says that a media type of an answer has a schema of its own and is not used all the same.
    pub(super) fn say_what_is_lost(&mut self, at: At, name: &str, why: &str) {
        self.note(
            Code::UnusedMediaType,
            at,
            format!("`{}` is not used: {why}", name.escape_debug()),
            "remove the media type that you do not want by an overlay",
        );
    }

    /// Says that no answer is read as this media type describes it.
    pub(super) fn say_what_is_not_read(&mut self, at: At, name: &str, why: &str) {
        self.note(
            Code::UnusedMediaType,
            at,
            format!("`{}` is not read: {why}", name.escape_debug()),
            "nothing is to be done",
        );
    }

    /// Says that a media type cannot stand in a header, so that nobody can ask for it or send it.
    pub(super) fn say_what_cannot_be_named(&mut self, it: &MediaType) {
        self.note(
            Code::MisnamedMediaType,
            it.at,
            format!(
                "`{}` is no media type, and is left aside",
                it.name.escape_debug()
            ),
            "correct it, or correct it with an overlay",
        );
    }

    /// Whether a body is described as something that has parts: an object, a list, or what may be one.
    pub(super) fn describes_parts(&mut self, it: &MediaType) -> bool {
        it.item.is_some() || it.schema.is_some_and(|id| self.has_parts(id))
    }

    /// Whether a value is an object, a list, or may be one.
    pub(super) fn has_parts(&mut self, id: SchemaId) -> bool {
        let view = self.view(id);
        self.view_has_parts(&view, 0)
    }

    fn view_has_parts(&mut self, view: &View, depth: usize) -> bool {
        let is_list = view.kind.as_deref().unwrap_or("array") == "array" && view.items.is_some();
        is_list
            || view.kind.as_deref() == Some("array")
            || is_object(view)
            || depth < DEEPEST
                && view.unions.iter().flat_map(|it| &it.ids).any(|id| {
                    let branch = self.branch(view, *id);
                    self.view_has_parts(&branch, depth + 1)
                })
    }

    /// Whether a value is bytes by its schema: a file, or a binary text.
    pub(super) fn is_bytes(&mut self, id: SchemaId) -> bool {
        let view = self.view(id);
        view.kind.as_deref() == Some("file") || view.format.as_deref() == Some("binary")
    }

    /// Whether two media types of one body describe the same.
    pub(super) fn is_alike(&self, a: &MediaType, b: &MediaType) -> bool {
        match (a.schema, b.schema) {
            (Some(a), Some(b)) => self.spec.schemas.alike(self.target(a), self.target(b)),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether a media type differs from another one by its parameters, and in what it describes.
    pub(super) fn is_other_version(&self, a: &MediaType, b: &MediaType) -> bool {
        media::essence(&a.name) == media::essence(&b.name) && !self.is_alike(a, b)
    }
}
