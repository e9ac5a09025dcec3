//! Walks over JSON text without reading its values.
//!
//! Takes text that is known to be UTF-8 and gives where things start and end. It must not judge: where the text is not JSON it
//! gives up, and the reader, which reads the same text afterwards, says what is wrong. It must not recurse, and skimming nested
//! unions stays linear in total: the ends of skipped lists and objects are remembered.

use super::parser::Parser;
use super::reader::Kind;
use super::{MAX_DEPTH, integers};

/// Finds members of objects ahead of the reader.
#[derive(Debug, Default)]
pub(super) struct Skimmer {
    /// Start and end of every list and object of the last one that had to be mapped, in order of their starts.
    ends: Vec<(usize, usize)>,
}

impl Skimmer {
    /// Where the values of a key start, in the object that starts at `object`: the first, and a second one if the key comes twice.
    pub(super) fn member(
        &mut self,
        text: &str,
        object: usize,
        wanted: &str,
    ) -> (Option<usize>, Option<usize>) {
        let mut first = None;
        let mut at = object + 1;
        while let Some((key, value)) = next_member(text, at) {
            if same_key(key, wanted) {
                if first.is_some() {
                    return (first, Some(value));
                }
                first = Some(value);
            }
            let Some(end) = self.value_end(text.as_bytes(), value, object) else {
                break;
            };
            at = end;
        }
        (first, None)
    }

    /// The first of the wanted keys, in their order, that the object has. A key whose value is `null` is as good as absent.
    pub(super) fn first_of(&mut self, text: &str, object: usize, wanted: &[&str]) -> Option<usize> {
        let mut best = wanted.len();
        let mut at = object + 1;
        while let Some((key, value)) = next_member(text, at) {
            let found = wanted
                .iter()
                .take(best)
                .position(|wanted| same_key(key, wanted));
            if text.as_bytes().get(value) != Some(&b'n') {
                best = found.unwrap_or(best);
            }
            if best == 0 {
                break;
            }
            let Some(end) = self.value_end(text.as_bytes(), value, object) else {
                break;
            };
            at = end;
        }
        (best < wanted.len()).then_some(best)
    }

    /// The one of the wanted keys that the object has; nothing where it has several. A key whose value is `null` is as good as absent.
    pub(super) fn only_of(&mut self, text: &str, object: usize, wanted: &[&str]) -> Option<usize> {
        let (mut found, mut several) = (None, false);
        self.each(text, object, |key, value| {
            let is_there = text.as_bytes().get(value) != Some(&b'n');
            let here = wanted.iter().position(|it| is_there && same_key(key, it));
            several |= here.is_some() && found.is_some() && here != found;
            found = found.or(here);
        });
        found.filter(|_| !several)
    }

    /// Shows every key, as it is written between its quotes, and where its value starts.
    pub(super) fn each<'t>(
        &mut self,
        text: &'t str,
        object: usize,
        mut see: impl FnMut(&'t str, usize),
    ) {
        let mut at = object + 1;
        while let Some((key, value)) = next_member(text, at) {
            see(key, value);
            let Some(end) = self.value_end(text.as_bytes(), value, object) else {
                break;
            };
            at = end;
        }
    }

    fn value_end(&mut self, bytes: &[u8], value: usize, object: usize) -> Option<usize> {
        match bytes.get(value)? {
            b'"' => string_end(bytes, value),
            b'{' | b'[' => {
                if let Some(end) = self.known_end(value) {
                    return Some(end);
                }
                self.map(bytes, object)?;
                self.known_end(value)
            }
            _ => Some(scalar_end(bytes, value)),
        }
    }

    fn known_end(&self, start: usize) -> Option<usize> {
        let index = self
            .ends
            .binary_search_by_key(&start, |(start, _)| *start)
            .ok()?;
        self.ends.get(index).map(|(_, end)| *end)
    }

    /// Notes the end of everything inside the object, in one pass.
    fn map(&mut self, bytes: &[u8], object: usize) -> Option<()> {
        self.ends.clear();
        let mut open = Vec::new();
        let mut at = object;
        loop {
            match bytes.get(at)? {
                b'"' => at = string_end(bytes, at)?,
                // Deeper text is refused by the reader; mapping it would only take memory.
                b'{' | b'[' if open.len() > MAX_DEPTH => return None,
                b'{' | b'[' => {
                    open.push(self.ends.len());
                    self.ends.push((at, 0));
                    at += 1;
                }
                b'}' | b']' => {
                    at += 1;
                    let entry = self.ends.get_mut(open.pop()?)?;
                    entry.1 = at;
                    if open.is_empty() {
                        return Some(());
                    }
                }
                _ => at += 1,
            }
        }
    }
}

/// What the value that starts here is, judged by its first byte; numbers by all of theirs. `None` where none starts.
pub(super) fn kind_at(text: &str, at: usize) -> Option<Kind> {
    let bytes = text.as_bytes();
    Some(match bytes.get(at)? {
        b'"' => Kind::Text,
        b'{' => Kind::Object,
        b'[' => Kind::List,
        b't' | b'f' => Kind::Boolean,
        b'n' => Kind::Null,
        b'-' | b'0'..=b'9' => {
            let number = text.get(at..scalar_end(bytes, at)).unwrap_or_default();
            let fits = |it: &i128| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(it);
            if integers::parse(number).as_ref().is_ok_and(fits) {
                Kind::Integer
            } else {
                Kind::Number
            }
        }
        _ => return None,
    })
}

/// The keys of the object that starts at `object`, as they are written between their quotes.
pub(super) fn keys(text: &str, object: usize) -> Vec<&str> {
    let members = members(text, object).into_iter();
    members.map(|(key, _)| key).collect()
}

/// The same, with the text of each value.
pub(super) fn members(text: &str, object: usize) -> Vec<(&str, &str)> {
    let mut skimmer = Skimmer::default();
    let mut members = Vec::new();
    let mut at = object + 1;
    while let Some((key, value)) = next_member(text, at) {
        let end = skimmer.value_end(text.as_bytes(), value, object);
        members.push((
            key,
            text.get(value..end.unwrap_or(value)).unwrap_or_default(),
        ));
        let Some(end) = end else { break };
        at = end;
    }
    members
}

/// The texts of the items of a list.
pub(super) fn items(list: &str) -> Vec<&str> {
    let mut skimmer = Skimmer::default();
    let mut items = Vec::new();
    let mut at = skip_space(list.as_bytes(), 1);
    while !matches!(list.as_bytes().get(at), None | Some(b']')) {
        let Some(end) = skimmer.value_end(list.as_bytes(), at, 0) else {
            break;
        };
        items.push(list.get(at..end).unwrap_or_default());
        at = skip_space(list.as_bytes(), end);
        if list.as_bytes().get(at) == Some(&b',') {
            at = skip_space(list.as_bytes(), at + 1);
        }
    }
    items
}

/// The key that comes next (between its quotes) and where its value starts.
fn next_member(text: &str, at: usize) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    let mut at = skip_space(bytes, at);
    if bytes.get(at) == Some(&b',') {
        at = skip_space(bytes, at + 1);
    }
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let end = string_end(bytes, at)?;
    let key = text.get(at + 1..end - 1)?;
    let colon = skip_space(bytes, end);
    (bytes.get(colon) == Some(&b':')).then(|| (key, skip_space(bytes, colon + 1)))
}

pub(super) fn same_key(written: &str, wanted: &str) -> bool {
    if written.contains('\\') {
        unescaped(written).as_deref() == Some(wanted)
    } else {
        written == wanted
    }
}

/// Text as it was meant, from text between quotes. `None` where an escape is wrong.
#[cold]
pub(super) fn unescaped(written: &str) -> Option<String> {
    let quoted = format!("\"{written}\"");
    Parser::new(&quoted).text().ok().map(str::to_owned)
}

/// Valid JSON without the white space between its tokens.
pub(super) fn compact(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut compact = String::with_capacity(text.len());
    let (mut kept, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b' ' | b'\t' | b'\r' | b'\n' => {
                compact.push_str(text.get(kept..at).unwrap_or_default());
                at = skip_space(bytes, at);
                kept = at;
            }
            _ => at += 1,
        }
    }
    compact.push_str(text.get(kept..).unwrap_or_default());
    compact
}

pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r' | b'\n') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The place behind the closing quote of a string whose opening quote is at `start`.
pub(super) fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The place behind a number, `true`, `false` or `null`.
pub(super) fn scalar_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        if matches!(
            byte,
            b',' | b'}' | b']' | b':' | b'{' | b'[' | b'"' | b' ' | b'\t' | b'\r' | b'\n'
        ) {
            break;
        }
        at += 1;
    }
    at
}
