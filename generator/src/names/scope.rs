//! A scope: the items that want a name in one place, and who gets which.
//!
//! A contested name goes to the item that is spelled exactly so. Every other contender takes a name that depends on
//! nothing but the item itself: how its spelling differs, where it stands, or a short hash. So neither reordering
//! nor one more contender changes a contested name. A first contest may rename, which is a note.
//!
//! Takes: [`Contender`]s. Gives: one text for each, all different. Must not: know what the items are for.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::Ident;
use super::reserved;
use super::words::{self, Case};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::At;

/// The longest name that is made, in bytes: file systems allow 255, and people read fewer.
const LONGEST: usize = 100;

/// Bytes that are kept of a name that is too long, or that gets a hash.
const KEPT: usize = 80;

/// One item that wants a name.
#[derive(Clone, Debug)]
pub(super) struct Contender {
    case: Case,
    at: Option<At>,
    spelling: String,
    /// The name without the scope's own words in mind.
    wanted: String,
    /// The name that it gets unless another has the better claim.
    base: String,
    claim: Claim,
    /// Further names, best first. Each depends on this item alone.
    alternatives: Vec<Alternative>,
    /// What the hash is made of: different for each item of the scope.
    key: String,
    /// Gives another name for what the scope has reserved.
    reserved: fn(&str) -> Option<String>,
    /// Whether the spelling is a name that this room has made, which may end as names with a hash do.
    ours: bool,
}

/// The best claim first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// The maintainer chose the name.
    Chosen,
    /// The document spells it exactly so.
    Exact,
    /// The document spells it with the same words and no sign that none has, as `birthDate` beside `_birthDate`.
    Styled,
    /// As the last one, of an item that gives way to what has a claim.
    Modest,
    None,
    /// It has a name that nobody else wants.
    Last,
}

/// How a contender that lost is told apart.
#[derive(Clone, Debug)]
enum Alternative {
    /// By the signs of its spelling.
    Signs,
    /// By the style of its spelling.
    Style,
    Suffix(String),
    /// By another name.
    Instead(String),
}

/// An item spelled so, with a key that no other item of the scope has.
pub(super) fn contender(case: Case, spelling: &str, key: impl Into<String>) -> Contender {
    let words = words::words(spelling);
    let claim = if words::joined(&words, case) == spelling {
        Claim::Exact
    } else if words::style(&words, spelling).is_some() {
        Claim::Styled
    } else {
        Claim::None
    };
    Contender {
        claim,
        alternatives: vec![Alternative::Signs, Alternative::Style],
        ..of_words(case, &words, spelling.to_owned(), key.into())
    }
}

/// An item with a name of several parts, none of which has a claim.
pub(super) fn hinted(case: Case, hint: &[impl AsRef<str>], key: impl Into<String>) -> Contender {
    let parts: Vec<&str> = hint.iter().map(AsRef::as_ref).collect();
    let words: Vec<String> = parts.iter().flat_map(|part| words::words(part)).collect();
    of_words(case, &words, parts.join("/"), key.into())
}

fn of_words(case: Case, words: &[String], spelling: String, key: String) -> Contender {
    let base = shortened(words::cased(words, case), case, &spelling);
    Contender {
        case,
        at: None,
        spelling,
        wanted: base.clone(),
        base,
        claim: Claim::None,
        alternatives: Vec::new(),
        key,
        reserved: |_| None,
        ours: false,
    }
}

impl Contender {
    /// Says where the item was read.
    pub(super) fn at(mut self, at: At) -> Self {
        self.at = Some(at);
        self
    }

    /// Says where to look, when the item itself has no place.
    pub(super) fn or_at(mut self, at: At) -> Self {
        self.at = self.at.or(Some(at));
        self
    }

    /// Puts a name before the alternatives so far.
    pub(super) fn prefer(mut self, suffix: &str) -> Self {
        let suffix = Alternative::Suffix(suffix.to_owned());
        self.alternatives.insert(0, suffix);
        self
    }

    /// Puts a name after the alternatives so far.
    pub(super) fn or_else(mut self, suffix: &str) -> Self {
        let suffix = Alternative::Suffix(suffix.to_owned());
        self.alternatives.push(suffix);
        self
    }

    /// Says that the spelling is a name of this room.
    pub(super) fn ours(mut self) -> Self {
        self.ours = true;
        self
    }

    /// Replaces the alternatives so far.
    pub(super) fn only(mut self, suffixes: &[&str]) -> Self {
        let suffix = |suffix: &&str| Alternative::Suffix((*suffix).to_owned());
        self.alternatives = suffixes.iter().map(suffix).collect();
        self
    }

    /// Gives way to items that have a claim to a contested name.
    pub(super) fn modest(mut self) -> Self {
        self.claim = match self.claim {
            Claim::Exact | Claim::Styled => Claim::Modest,
            other => other,
        };
        self
    }

    /// Leaves a contested name to all others.
    pub(super) fn last(mut self) -> Self {
        self.claim = Claim::Last;
        self
    }

    /// The further names. Few contenders need them.
    fn alternatives(&self) -> Vec<String> {
        let (spelling, case) = (&self.spelling, self.case);
        let name = |alternative: &Alternative| match alternative {
            Alternative::Signs => Some(words::cased(&words::spelled_out(spelling)?, case)),
            Alternative::Style => {
                let style = words::style(&words::words(spelling), spelling)?;
                Some(suffixed(&self.wanted, style, case))
            }
            Alternative::Suffix(suffix) => Some(suffixed(&self.wanted, suffix, case)),
            Alternative::Instead(name) => Some(name.clone()),
        };
        self.alternatives.iter().filter_map(name).collect()
    }

    /// Whether the document spells the item as its name is.
    pub(super) fn is_exact(&self) -> bool {
        self.claim == Claim::Exact
    }

    /// Takes the spelling that the document asks for, without a claim to it: where it is contested, the item's own one is better.
    pub(super) fn called(self, spelling: Option<&str>) -> Self {
        let Some(spelling) = spelling else {
            return self;
        };
        let mut called = contender(self.case, spelling, self.key).modest();
        called.at = self.at;
        called.alternatives = vec![Alternative::Instead(self.base)];
        called
    }

    /// Takes the name that the maintainer chose; one that is not written as the scope's names are is rewritten.
    pub(super) fn renamed(mut self, chosen: Option<&str>) -> Self {
        let Some(chosen) = chosen else { return self };
        let name = if is_written(chosen, self.case) {
            chosen.to_owned()
        } else {
            words::cased(&words::words(chosen), self.case)
        };
        chosen.clone_into(&mut self.wanted);
        self.base = shortened(name, self.case, chosen);
        self.claim = Claim::Chosen;
        self.alternatives.clear();
        self
    }

    /// Gives way to the words that a scope has reserved.
    pub(super) fn avoiding(mut self, reserved: fn(&str) -> Option<String>) -> Self {
        self.reserved = reserved;
        if let Some(other) = reserved(&self.base) {
            if matches!(self.claim, Claim::Exact | Claim::Styled | Claim::Modest) {
                self.claim = Claim::None;
            }
            self.base = other;
        }
        self
    }
}

/// Names for all contenders, in order: none twice, and none of those that are `taken`. `what` is for the notes.
pub(super) fn settle(
    what: &str,
    contenders: &[Contender],
    taken: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<Ident> {
    let winners = winners(contenders, taken);
    let names = others(contenders, &winners, taken);
    for (contender, name) in contenders.iter().zip(&names) {
        note(what, contender, name, diagnostics);
    }
    names.into_iter().map(reserved::ident).collect()
}

/// Which of the contenders keep the name that they want.
fn winners(contenders: &[Contender], taken: &BTreeSet<String>) -> Vec<bool> {
    let mut claims: BTreeMap<&str, Vec<Claim>> = BTreeMap::new();
    for contender in contenders {
        claims
            .entry(&contender.base)
            .or_default()
            .push(contender.claim);
    }
    let keeps = |contender: &Contender| {
        let claim = contender.claim;
        let all = claims
            .get(contender.base.as_str())
            .map_or(&[][..], Vec::as_slice);
        // It is among them itself.
        let is_best = all.iter().filter(|it| **it <= claim).count() == 1;
        let plain = contender.ours || !is_marked(&contender.base, contender.case);
        is_best && (plain || claim == Claim::Chosen) && !taken.contains(&contender.base)
    };
    contenders.iter().map(keeps).collect()
}

/// Names for the contenders that lost, and those of the winners.
fn others(contenders: &[Contender], won: &[bool], taken: &BTreeSet<String>) -> Vec<String> {
    let bases: BTreeSet<&str> = contenders.iter().map(|it| it.base.as_str()).collect();
    let mut wishes: BTreeMap<&str, usize> = BTreeMap::new();
    let alternatives: Vec<Vec<String>> = (contenders.iter().zip(won))
        .map(|(it, won)| if *won { Vec::new() } else { it.alternatives() })
        .collect();
    for name in alternatives
        .iter()
        .flat_map(|it| it.iter().collect::<BTreeSet<_>>())
    {
        *wishes.entry(name).or_default() += 1;
    }
    let free = |name: &str| !bases.contains(name) && !taken.contains(name);
    let mut hashed = BTreeSet::new();
    let mut names = Vec::with_capacity(contenders.len());
    for ((contender, won), alternatives) in contenders.iter().zip(won).zip(&alternatives) {
        let readable = alternatives.iter().find(|name| {
            let alone = wishes.get(name.as_str()) == Some(&1);
            let plain = name.len() <= LONGEST && !is_marked(name, contender.case);
            alone && plain && free(name) && (contender.reserved)(name).is_none()
        });
        names.push(match readable {
            _ if *won => contender.base.clone(),
            Some(name) => name.clone(),
            None => hash_name(contender, |name| {
                free(name) && hashed.insert(name.to_owned())
            }),
        });
    }
    names
}

/// The name with a hash of the key. A longer hash where two short ones are the same; a number only where two items
/// have the same key, which is a mistake of the caller that must not break the client.
fn hash_name(contender: &Contender, mut claim: impl FnMut(&str) -> bool) -> String {
    let hash = hash(&contender.key);
    for length in [8, 16, 32, 64] {
        let name = marked(&contender.base, contender.case, &hash, length);
        if claim(&name) {
            return name;
        }
    }
    let mut number = 2_u64;
    loop {
        let again = format!("{number:016x}");
        let name = marked(&contender.base, contender.case, &again, 16);
        if claim(&name) {
            return name;
        }
        number += 1;
    }
}

/// A note wherever the name is not the plain casing of the spelling.
fn note(what: &str, contender: &Contender, name: &str, diagnostics: &mut Diagnostics) {
    if contender.wanted == name {
        return;
    }
    diagnostics.push(
        Code::Renamed,
        contender.at,
        format!(
            "the {what} `{}` is called `{name}`, because `{}` is no free name there",
            contender.spelling, contender.wanted
        ),
        "Nothing needs to be done, for the name on the wire stays as it is; \
         `rename` in `codegen.toml` chooses another name.",
    );
}

/// Whether a name chosen by the maintainer can be used as it is.
fn is_written(name: &str, case: Case) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric();
    match case {
        Case::Snake => {
            let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(small)
        }
        Case::Pascal => {
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(plain)
        }
    }
}

fn suffixed(base: &str, suffix: &str, case: Case) -> String {
    match case {
        Case::Snake => format!("{base}_{suffix}"),
        Case::Pascal => format!("{base}{}", words::cased(&words::words(suffix), case)),
    }
}

/// The name, or its beginning and a hash of the spelling, when it is longer than names should be.
fn shortened(name: String, case: Case, spelling: &str) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    marked(&name, case, &hash(spelling), 8)
}

/// A name with a hash. No name from a document keeps such an end (see [`is_marked`]), so nothing can take it away.
fn marked(base: &str, case: Case, hash: &str, length: usize) -> String {
    let start = base.get(..KEPT).unwrap_or(base).trim_end_matches('_');
    let hash = hash.get(..length).unwrap_or(hash);
    match case {
        Case::Snake => format!("{start}_x{hash}"),
        Case::Pascal => format!("{start}X{hash}"),
    }
}

/// Whether a name ends as names with a short hash do.
fn is_marked(name: &str, case: Case) -> bool {
    let Some((start, hash)) = name
        .len()
        .checked_sub(8)
        .and_then(|at| name.split_at_checked(at))
    else {
        return false;
    };
    let mark = match case {
        Case::Snake => "_x",
        Case::Pascal => "X",
    };
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    // A shortened name has a hash of its own spelling at this place, which is no claim to another's name.
    start.ends_with(mark) && hash.bytes().all(hex) && start.len() < KEPT
}

/// SHA-256 in hexadecimal digits.
fn hash(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16));
    digits.collect()
}
