//! Looks at values of JSON text that was read already.
//!
//! Takes text that is known to be JSON and gives the text of what is in it. It must not be asked about any other.

use super::skim;

/// The text of the value that is reached key by key.
pub(in super::super) fn at<'t>(text: &'t str, keys: &[&str]) -> Option<&'t str> {
    keys.iter().try_fold(text.trim(), |text, key| {
        let members = text.starts_with('{').then(|| skim::members(text, 0))?;
        let mut members = members.into_iter();
        let (_, value) = members.find(|(name, _)| skim::same_key(name, key))?;
        Some(value)
    })
}

/// The texts of the items of a list; none for anything else.
#[allow(dead_code, reason = "not every API has pages")]
pub(in super::super) fn items(text: &str) -> Vec<&str> {
    if text.starts_with('[') {
        skim::items(text)
    } else {
        Vec::new()
    }
}

/// A text or a number as it is meant; `None` for anything else.
pub(in super::super) fn scalar(text: &str) -> Option<String> {
    match text.as_bytes().first()? {
        b'"' => skim::unescaped(text.strip_prefix('"')?.strip_suffix('"')?),
        b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}
