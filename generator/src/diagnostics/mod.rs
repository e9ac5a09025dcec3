//! What the rooms have to say about a document: located, coded, collected, and reported in one run.
//!
//! Takes: findings of the rooms 1 to 6. Gives: an ordered list. Must not: print, stop, or look at files.

pub mod place;
pub mod render;
#[cfg(test)]
mod tests;

use crate::source::At;
use place::Place;

/// How bad a finding is, by its consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// There will be no client.
    Error,
    /// An operation is left out, or a type is widened to JSON.
    Loss,
    /// Something was renamed, merged or ignored without a consequence for calls.
    Note,
}

/// The catalogue of findings. Each has one severity and one name, which never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    // --- source ---
    /// The text is not valid JSON or YAML.
    Syntax,
    /// An object has the same key twice; the last one is used.
    DuplicateKey,
    /// An object has the same key twice, for two objects that are read as one.
    DividedObject,
    /// The document is nested deeper, or has more nodes, than any real one.
    TooLarge,
    /// A number that cannot be read: too large, or a word that JSON does not have.
    BadNumber,
    /// A number that JSON cannot express (infinity, not a number), which is read as text.
    NotFinite,
    // --- normalise ---
    /// `openapi` is missing, is not text, or names a version that is not read.
    Version,
    /// `openapi` names a version that is read, but not in full.
    LooseVersion,
    /// Two documents define different components under one name.
    ConflictingComponents,
    /// Two documents define the same operation.
    ConflictingOperations,
    /// An overlay is not valid.
    BadOverlay,
    /// An overlay action matches nothing.
    OverlayMatchesNothing,
    /// No media type is named, or none that fits; one was assumed.
    AssumedMediaType,
    /// Something has not the form that `OpenAPI` gives it, and one meaning all the same.
    Corrected,
    /// A schema says something against itself.
    Contradiction,
    /// A default that does not satisfy its own schema was ignored.
    BadDefault,
    /// A pattern that is no regular expression.
    BadPattern,
    /// A keyword that is not understood was left out.
    UnknownKeyword,
    /// A keyword that cannot be expressed was kept as documentation only.
    KeywordNotEnforced,
    /// The document marks an operation as not meant for clients, or not for everybody.
    NotForClients,
    /// A reference points to nothing.
    BrokenReference,
    /// A reference leaves the documents at hand.
    ForeignReference,
    /// References form a loop without a type in it.
    ReferenceLoop,
    /// Something of the document is not in the client, and no other finding says why: a defect of the generator.
    Vanished,
    // --- spec ---
    /// A node does not have the form that `OpenAPI` gives it.
    Malformed,
    /// A method that is no word of HTTP, or that no client can send.
    UnsupportedMethod,
    /// A path template that cannot be sent.
    BadPath,
    /// A parameter is declared twice in one place; the first is used.
    DuplicateParameter,
    /// An operation has a part that cannot be read, and is left out.
    OperationLeftOut,
    /// A path template and its parameters name different things; the path decides.
    PathMismatch,
    /// A server URL cannot be used.
    BadServer,
    /// One operation has several servers of its own; the first is used.
    OtherServer,
    /// An operation has servers of its own, and none can be called.
    NoServer,
    // --- interpret ---
    /// What a body is called is no media type; another one is sent or read.
    MisnamedMediaType,
    /// A response in a media type that is not supported is read as bytes.
    UnsupportedResponseMediaType,
    /// A member of a form is written in a way that is not supported.
    UnsupportedEncoding,
    /// A header, a parameter or a body in a notation that is not read or written: it is text.
    AsText,
    /// A body in a notation that is not read or written: it is bytes.
    AsBytes,
    /// A parameter whose value has no form where it is sent: it is JSON text.
    AsJson,
    /// A media type of a body is not used, because another one says the same or is preferred, or because there is no such body.
    UnusedMediaType,
    /// A parameter is written in a way that is not supported, or has no place to be sent in.
    UnsupportedParameter,
    /// An operation needs a security scheme that the document does not declare.
    UnsupportedSecurity,
    /// A credential is sent as the caller gives it, because its scheme is computed anew for each request or is not known.
    RawCredential,
    /// A security scheme that is a matter of the connection.
    MutualTls,
    /// The branches of a union cannot be told apart.
    UndecidableUnion,
    /// Two branches of a union look the same, so that one is read as the other.
    AlikeBranches,
    /// The parts of an `allOf` contradict one another.
    ConflictingAllOf,
    /// An enumeration lists values that are not of its type.
    MixedEnumeration,
    /// A schema was widened to arbitrary JSON.
    WidenedToJson,
    /// Nothing but `null` is a value, which is kept as JSON.
    OnlyNull,
    /// What accepts everything by its own words is arbitrary JSON: a union with such a branch, or a map of any objects.
    AnyJson,
    /// A rule of paging that does not fit its operation was ignored.
    UnusedPaging,
    /// States of an answer that do not fit their operation were ignored.
    UnusedPolling,
    /// A header that HTTP itself governs, or that cannot be, was ignored.
    IgnoredHeader,
    /// An operation has no `operationId`; one was made from method and path.
    MissingOperationId,
    /// Callbacks and webhooks are not part of a client.
    IgnoredCallback,
    // --- names ---
    /// A name was changed because Rust or another item has it already.
    Renamed,
    /// A setting names something that the document does not have.
    UnusedSetting,
    // --- the generator itself ---
    /// The output cannot be used: a defect of the generator.
    Internal,
}

impl Code {
    /// The name by which a finding is looked up.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.entry().1
    }

    fn entry(self) -> (&'static str, Severity) {
        use Severity::{Error, Loss, Note};
        match self {
            Self::Syntax => ("syntax", Error),
            Self::DuplicateKey => ("duplicate-key", Loss),
            Self::DividedObject => ("divided-object", Note),
            Self::TooLarge => ("too-large", Error),
            Self::BadNumber => ("bad-number", Error),
            Self::NotFinite => ("not-finite", Note),
            Self::Version => ("version", Error),
            Self::LooseVersion => ("loose-version", Note),
            Self::ConflictingComponents => ("conflicting-components", Error),
            Self::ConflictingOperations => ("conflicting-operations", Error),
            Self::BadOverlay => ("bad-overlay", Error),
            Self::OverlayMatchesNothing => ("overlay-matches-nothing", Loss),
            Self::AssumedMediaType => ("assumed-media-type", Note),
            Self::Corrected => ("corrected", Note),
            Self::Contradiction => ("contradiction", Note),
            Self::BadDefault => ("bad-default", Note),
            Self::BadPattern => ("bad-pattern", Note),
            Self::UnknownKeyword => ("unknown-keyword", Note),
            Self::KeywordNotEnforced => ("keyword-not-enforced", Note),
            Self::NotForClients => ("not-for-clients", Note),
            Self::BrokenReference => ("broken-reference", Loss),
            Self::ForeignReference => ("foreign-reference", Loss),
            Self::ReferenceLoop => ("reference-loop", Loss),
            Self::Vanished => ("vanished", Loss),
            Self::Malformed => ("malformed", Loss),
            Self::UnsupportedMethod => ("unsupported-method", Loss),
            Self::BadPath => ("bad-path", Loss),
            Self::DuplicateParameter => ("duplicate-parameter", Note),
            Self::OperationLeftOut => ("operation-left-out", Loss),
            Self::PathMismatch => ("path-mismatch", Note),
            Self::BadServer => ("bad-server", Note),
            Self::OtherServer => ("other-server", Note),
            Self::NoServer => ("no-server", Loss),
            Self::MisnamedMediaType => ("misnamed-media-type", Note),
            Self::UnsupportedResponseMediaType => ("unsupported-response-media-type", Note),
            Self::UnsupportedEncoding => ("unsupported-encoding", Note),
            Self::AsText => ("as-text", Note),
            Self::AsBytes => ("as-bytes", Note),
            Self::AsJson => ("as-json", Note),
            Self::UnusedMediaType => ("unused-media-type", Note),
            Self::UnsupportedParameter => ("unsupported-parameter", Loss),
            Self::UnsupportedSecurity => ("unsupported-security", Loss),
            Self::RawCredential => ("raw-credential", Note),
            Self::MutualTls => ("mutual-tls", Note),
            Self::UndecidableUnion => ("undecidable-union", Loss),
            Self::AlikeBranches => ("alike-branches", Note),
            Self::ConflictingAllOf => ("conflicting-all-of", Loss),
            Self::MixedEnumeration => ("mixed-enumeration", Note),
            Self::WidenedToJson => ("widened-to-json", Loss),
            Self::OnlyNull => ("only-null", Note),
            Self::AnyJson => ("any-json", Note),
            Self::UnusedPaging => ("unused-paging", Note),
            Self::UnusedPolling => ("unused-polling", Note),
            Self::IgnoredHeader => ("ignored-header", Note),
            Self::MissingOperationId => ("missing-operation-id", Note),
            Self::IgnoredCallback => ("ignored-callback", Note),
            Self::Renamed => ("renamed", Note),
            Self::UnusedSetting => ("unused-setting", Error),
            Self::Internal => ("internal", Error),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding.
    pub code: Code,
    /// At which node; `None` when it is about no node.
    pub at: Option<At>,
    /// The other node that it is about, such as the first of two.
    pub beside: Option<At>,
    /// Where in a text of which no node could be read.
    pub place: Option<Box<Place>>,
    /// What is the case, in one sentence.
    pub message: String,
    /// What to do about it, in one sentence.
    pub help: String,
}

/// The sink that is handed through the rooms.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(
        &mut self,
        code: Code,
        at: impl Into<Option<At>>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Diagnostic {
            code,
            at: at.into(),
            beside: None,
            place: None,
            message: message.into(),
            help: help.into(),
        });
    }

    /// Adds a finding about two nodes, the second of which explains the first.
    pub fn push_pair(
        &mut self,
        code: Code,
        (at, beside): (At, At),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Diagnostic {
            code,
            at: Some(at),
            beside: Some(beside),
            place: None,
            message: message.into(),
            help: help.into(),
        });
    }

    /// Adds a finding about a text of which no node could be read.
    pub fn push_place(
        &mut self,
        code: Code,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Diagnostic {
            code,
            at: None,
            beside: None,
            place: Some(Box::new(place)),
            message: message.into(),
            help: help.into(),
        });
    }

    /// Adds the findings of another sink.
    pub fn append(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
    }

    /// Keeps the findings that pass a test.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(keep);
    }

    /// Where something was found.
    pub fn places(&self) -> impl Iterator<Item = At> {
        self.found.iter().filter_map(|it| it.at)
    }

    /// Where something of one of these kinds was found.
    pub fn places_of(&self, codes: &[Code]) -> impl Iterator<Item = At> {
        let meant = self.found.iter().filter(|it| codes.contains(&it.code));
        meant.filter_map(|it| it.at)
    }

    /// Whether a client must not be written.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|it| it.code.severity() == Severity::Error)
    }

    /// All findings, in document order.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.found
            .sort_by(|a, b| (a.at, &a.place, a.code).cmp(&(b.at, &b.place, b.code)));
        self.found.dedup();
        self.found
    }
}
