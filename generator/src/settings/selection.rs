//! Which operations of its documents a client has.
//!
//! Takes: words of `codegen.toml` or a command line. Gives: [`Selection`]. Must not: know what an operation looks like.

/// Which operations a client has: all of them, unless something is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What an operation must have, each list that is not empty.
    pub only: Criteria,
    /// What it must not have, any of it.
    pub except: Criteria,
}

/// Words about operations. One of a list is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Tags as the document has them.
    pub tags: Vec<String>,
    /// Path templates, such as `/pets/{id}`; `*` stands for anything within a segment, `**` for anything.
    pub paths: Vec<String>,
    /// `operationId`s.
    pub operations: Vec<String>,
    /// Methods of HTTP, in any case.
    pub methods: Vec<String>,
    /// Extensions that are `true` of the operation or its path, such as `x-internal`.
    pub extensions: Vec<String>,
}

impl Selection {
    /// Whether every operation is wanted.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a path has the form of a pattern with `*` and `**`.
#[must_use]
pub fn fits(pattern: &str, path: &str) -> bool {
    let Some(star) = pattern.find('*') else {
        return pattern == path;
    };
    let (start, rest) = pattern.split_at(star);
    let Some(path) = path.strip_prefix(start) else {
        return false;
    };
    let all = rest.strip_prefix("**");
    let rest = all.or_else(|| rest.strip_prefix('*')).unwrap_or(rest);
    let end = match all {
        Some(_) => path.len(),
        None => path.find('/').unwrap_or(path.len()),
    };
    let mut ends = (0..=end).filter_map(|it| path.get(it..));
    ends.any(|path| fits(rest, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_paths() {
        let check = |pattern: &str, path: &str, expected: bool| {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        };
        check("/pets", "/pets", true);
        check("/pets", "/pets/{id}", false);
        check("/pets/*", "/pets/{id}", true);
        check("/pets/*", "/pets/{id}/toys", false);
        check("/*/{id}", "/pets/{id}", true);
        check("/pets/**", "/pets/{id}/toys", true);
        check("/pets**", "/pets", true);
        check("**/toys", "/pets/{id}/toys", true);
        check("/p*s/*", "/pets/ä", true);
        check("*", "/pets", false);
        check("**", "/pets", true);
        check("/pets/*", "/pets/", true);
    }
}
