//! Which of the media types of a request body are offered.
//!
//! Takes: the media types of one body. Gives: [`Offer`]s, the one for the ordinary call first; every other one can say what those
//! before it cannot. Must not: make types.

use std::collections::BTreeSet;

use super::Interpreter;
use super::media::{self, Kind};
use super::schemas::is_object;
use super::views::View;
use crate::spec::{MediaType, SchemaId};

/// How deep unions are opened in search of members.
const DEEPEST: usize = 8;

/// A way to send a body.
pub(super) struct Offer<'a> {
    /// How it is written.
    pub(super) way: Way,
    /// Its media types: more than one where all that differs is what the caller calls it.
    pub(super) media_types: Vec<&'a MediaType>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// As JSON.
    Json,
    /// In parts, some of which are files.
    Files,
    /// As pairs.
    Pairs,
    /// In parts without files.
    Parts,
    /// As text that the caller makes of a value that we cannot write, such as XML.
    Text,
    /// As the caller has it.
    Whole,
}

/// What a schema says of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Nothing.
    Nothing,
    /// It is text, or bytes.
    Text,
    /// It is an object with these members.
    Members(BTreeSet<String>),
    /// It is something else.
    Other,
}

/// The offers of a body, in order of preference. Names that are no media types are left aside.
pub(super) fn offers<'a>(
    interpreter: &mut Interpreter<'_>,
    content: &'a [MediaType],
) -> Vec<Offer<'a>> {
    let sendable = content.iter().filter(|it| media::is_sendable(&it.name));
    let mut candidates: Vec<(Way, &MediaType)> =
        sendable.map(|it| (way(interpreter, it), it)).collect();
    candidates.sort_by_cached_key(|(way, it)| order(*way, &it.name));
    let mut offers: Vec<Offer<'_>> = Vec::new();
    for (way, media_type) in candidates {
        let whole = offers.last_mut().filter(|it| it.way == Way::Whole);
        if let Some(offer) = whole {
            offer.media_types.push(media_type);
        } else if offers.is_empty() || adds(interpreter, &offers, way, media_type) {
            let media_types = vec![media_type];
            offers.push(Offer { way, media_types });
        } else if let Some(first) = offers.first().and_then(|it| it.media_types.first()) {
            interpreter.say_what_is_not_offered(media_type, first);
        }
    }
    offers
}

/// What comes first, whatever the order of the document; only what the caller chooses from stays in that order.
fn order(way: Way, name: &str) -> (Way, u8, String) {
    let name = if way == Way::Whole { "" } else { name };
    let rank = match way {
        Way::Json if media::is_yaml_patch(name) => 2,
        Way::Json if !media::is_plain_json(name) => 1,
        _ => 0,
    };
    (way, rank, name.to_owned())
}

fn way(interpreter: &mut Interpreter<'_>, it: &MediaType) -> Way {
    match media::kind(&it.name) {
        // Bytes have no place in JSON: they are the body, whatever it is called.
        Kind::Json if it.schema.is_some_and(|it| interpreter.is_bytes(it)) => Way::Whole,
        Kind::Json => Way::Json,
        Kind::Form => Way::Pairs,
        Kind::Multipart if has_files(interpreter, it) => Way::Files,
        Kind::Multipart => Way::Parts,
        kind => match (kind, said(interpreter, it)) {
            (Kind::Any, Said::Members(_) | Said::Other) => Way::Json,
            (Kind::Bytes, Said::Members(_) | Said::Other)
                if media::is_like_json(&it.name) || media::is_yaml_patch(&it.name) =>
            {
                Way::Json
            }
            (Kind::Text, Said::Members(_) | Said::Other) => Way::Text,
            _ => Way::Whole,
        },
    }
}

/// Whether a media type can say what those that are offered cannot.
fn adds(interpreter: &mut Interpreter<'_>, offers: &[Offer<'_>], way: Way, it: &MediaType) -> bool {
    let offered = |way: Way| offers.iter().any(|it| it.way == way);
    let others: Vec<&MediaType> = offers
        .iter()
        .flat_map(|it| &it.media_types)
        .copied()
        .collect();
    let own = said(interpreter, it);
    let is_octets =
        media::kind(&it.name) == Kind::Bytes && matches!(own, Said::Text | Said::Nothing);
    if way == Way::Files || way == Way::Whole && is_octets {
        // Bytes are not what JSON makes of a text, whatever the schemas say.
        return true;
    }
    if way == Way::Json && media::is_patch(&it.name) {
        // What a patch does depends on its media type, not on its schema. Beside plain JSON of the same schema it is merely another
        // name, as ASP.NET has it.
        let is_another_name = |other: &&MediaType| {
            media::is_plain_json(&other.name)
                && (own == Said::Nothing || interpreter.is_alike(it, other))
        };
        return !others.iter().any(is_another_name);
    }
    if let Some(schema) = it.schema
        && others
            .iter()
            .any(|it| is_same(interpreter, schema, it.schema))
    {
        return false;
    }
    if way == Way::Json && is_other_json(interpreter, it, &own, &others) {
        return true;
    }
    let said: Vec<Said> = others.iter().map(|it| said(interpreter, it)).collect();
    match (way, own) {
        (Way::Whole, own) => {
            !media::is_xml(&it.name) && (own == Said::Nothing || !said.contains(&own))
        }
        (Way::Parts, Said::Nothing) => !offered(Way::Files),
        // XML and its like are other ways to write the same value.
        (Way::Text, _) | (_, Said::Nothing) => false,
        (_, Said::Members(names)) => !names.iter().all(|name| {
            said.iter()
                .any(|it| matches!(it, Said::Members(names) if names.contains(name)))
        }),
        (_, own) => !said.contains(&own),
    }
}

/// Whether JSON is described anew under another name, or under the same with other parameters: `application/json; version=2`. A server
/// may take one for a whole and another for a part of it.
fn is_other_json(
    interpreter: &Interpreter<'_>,
    it: &MediaType,
    own: &Said,
    others: &[&MediaType],
) -> bool {
    let is_version = |other: &&MediaType| {
        media::in_full(&it.name) != media::in_full(&other.name)
            && interpreter.is_other_version(it, other)
    };
    others.iter().any(is_version)
        || *own != Said::Nothing && !others.iter().any(|other| interpreter.is_alike(it, other))
}

fn is_same(interpreter: &Interpreter<'_>, a: SchemaId, b: Option<SchemaId>) -> bool {
    b.is_some_and(|b| interpreter.target(a) == interpreter.target(b))
}

fn has_files(interpreter: &mut Interpreter<'_>, it: &MediaType) -> bool {
    it.schema
        .is_some_and(|it| interpreter.holds_files(interpreter.target(it)))
}

fn said(interpreter: &mut Interpreter<'_>, it: &MediaType) -> Said {
    let Some(schema) = it.schema else {
        return Said::Nothing;
    };
    let view = interpreter.view(schema);
    match view.kind.as_deref() {
        Some("string" | "file") => Said::Text,
        _ if is_object(&view) || !view.unions.is_empty() => {
            let mut names = BTreeSet::new();
            members(interpreter, &view, 0, &mut names);
            Said::Members(names)
        }
        None if view.items.is_none() && view.enumeration.is_empty() => Said::Nothing,
        _ => Said::Other,
    }
}

fn members(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    depth: usize,
    names: &mut BTreeSet<String>,
) {
    names.extend(view.properties.keys().cloned());
    if depth < DEEPEST {
        for branch in view.unions.iter().flat_map(|it| &it.ids) {
            let branch = interpreter.branch(view, *branch);
            members(interpreter, &branch, depth + 1, names);
        }
    }
}
