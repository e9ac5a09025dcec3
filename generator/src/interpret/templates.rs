//! How the placeholders of a path template are written.
//!
//! Takes: the text of a template. Gives: its pieces, and what a placeholder says beside a name.
//! Must not: know parameters.
//!
//! `OpenAPI` knows `{name}` alone. Documents also have the operators of RFC 6570, and what the routers of servers write: `{name:.*}`,
//! `{name=projects/*}`, `{*name}`, `{name...}`.

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text that is sent.
    Literal(&'t str),
    /// What stands in braces.
    Placeholder(&'t str),
}

/// What stands in braces, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expression<'t> {
    /// What is made of the values.
    pub(super) operator: Operator,
    /// The names, in order.
    pub(super) variables: Vec<Variable<'t>>,
}

/// The operators of RFC 6570, section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `{name}`.
    Simple,
    /// `{+name}`: reserved characters stay.
    Reserved,
    /// `{#name}`.
    Fragment,
    /// `{.name}`.
    Label,
    /// `{/name}`: a slash in front.
    Segment,
    /// `{;name}`.
    Matrix,
    /// `{?name}` and `{&name}`.
    Query,
}

/// A name in braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variable<'t> {
    /// The name of the parameter.
    pub(super) name: &'t str,
    /// Whether each item of a list stands alone (`{name*}`).
    pub(super) exploded: bool,
    /// Whether a value may be several segments (`{name=projects/*}`).
    pub(super) spans_segments: bool,
}

/// A template with braces around what routers write as `/:name`, where one of them is a parameter.
pub(super) fn braced(template: &str, is_parameter: impl Fn(&str) -> bool) -> String {
    let name = |segment: &str| segment.strip_prefix(':').map(|it| format!("{{{it}}}"));
    let mut names = template.split('/').filter_map(|it| it.strip_prefix(':'));
    if !names.any(is_parameter) {
        return template.to_owned();
    }
    let segments = template
        .split('/')
        .map(|it| name(it).unwrap_or_else(|| it.to_owned()));
    segments.collect::<Vec<String>>().join("/")
}

/// The pieces of a template; `None` when its braces do not match.
pub(super) fn split(template: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        if before.contains('}') || name.contains('{') || name.is_empty() {
            return None;
        }
        if !before.is_empty() {
            pieces.push(Piece::Literal(before));
        }
        pieces.push(Piece::Placeholder(name));
        rest = behind;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    Some(pieces)
}

impl<'t> Expression<'t> {
    /// Reads what stands in braces. What is written in no manner known is a name as a whole.
    pub(super) fn read(text: &'t str) -> Self {
        let mut rest = text.chars();
        let (operator, names) = match rest.next() {
            Some('+') => (Operator::Reserved, rest.as_str()),
            Some('#') => (Operator::Fragment, rest.as_str()),
            Some('.') => (Operator::Label, rest.as_str()),
            Some('/') => (Operator::Segment, rest.as_str()),
            Some(';') => (Operator::Matrix, rest.as_str()),
            Some('?' | '&') => (Operator::Query, rest.as_str()),
            _ => (Operator::Simple, text),
        };
        let variables: Option<Vec<_>> = names.split(',').map(variable).collect();
        variables.map_or_else(
            || Self::of_name(text),
            |variables| Self {
                operator,
                variables,
            },
        )
    }

    /// No more than a name.
    pub(super) fn of_name(name: &'t str) -> Self {
        Self {
            operator: Operator::Simple,
            variables: vec![Variable {
                name,
                exploded: false,
                spans_segments: false,
            }],
        }
    }
}

fn variable(text: &str) -> Option<Variable<'_>> {
    let (name, exploded, spans_segments) = if let Some((name, pattern)) = text.split_once('=') {
        (name, false, pattern.contains('/') || pattern.contains("**"))
    } else if let Some((name, pattern)) = text.split_once(':') {
        // A number is the length of a prefix in RFC 6570, which would cut a value.
        let is_length = pattern.bytes().all(|it| it.is_ascii_digit());
        let is_all = pattern == "path" || [".*", ".+", "**"].iter().any(|it| pattern.contains(it));
        (if is_length { "" } else { name }, false, is_all)
    } else if let Some(name) = text.strip_prefix('*') {
        (name.strip_prefix('*').unwrap_or(name), false, true)
    } else if let Some(name) = text.strip_suffix("...") {
        (name, false, true)
    } else if let Some(name) = text.strip_suffix('*') {
        (name, true, false)
    } else {
        (text.strip_suffix('?').unwrap_or(text), false, false)
    };
    is_name(name).then_some(Variable {
        name,
        exploded,
        spans_segments,
    })
}

fn is_name(name: &str) -> bool {
    let fits = |it: char| it.is_alphanumeric() || "_-.~$[]@ ".contains(it);
    !name.is_empty() && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_read_in_the_manners_that_documents_write() {
        let check = |text: &str, operator: Operator, variables: &[(&str, &str)]| {
            let found = Expression::read(text);
            let described: Vec<(&str, &str)> = found
                .variables
                .iter()
                .map(|it| {
                    let how = match (it.exploded, it.spans_segments) {
                        (false, false) => "one",
                        (true, false) => "each",
                        (_, true) => "segments",
                    };
                    (it.name, how)
                })
                .collect();
            assert_eq!(
                (found.operator, &*described),
                (operator, variables),
                "{text}"
            );
        };
        check("id", Operator::Simple, &[("id", "one")]);
        check("a,b", Operator::Simple, &[("a", "one"), ("b", "one")]);
        check("list*", Operator::Simple, &[("list", "each")]);
        check("+name", Operator::Reserved, &[("name", "one")]);
        check("#part", Operator::Fragment, &[("part", "one")]);
        check(".ext*", Operator::Label, &[("ext", "each")]);
        check("/next", Operator::Segment, &[("next", "one")]);
        check(";id", Operator::Matrix, &[("id", "one")]);
        check("?q,n*", Operator::Query, &[("q", "one"), ("n", "each")]);
        check("&q", Operator::Query, &[("q", "one")]);
        check("name=projects/*", Operator::Simple, &[("name", "segments")]);
        check("name=*", Operator::Simple, &[("name", "one")]);
        check("id:[0-9]+", Operator::Simple, &[("id", "one")]);
        check("rest:.*", Operator::Simple, &[("rest", "segments")]);
        check("file:path", Operator::Simple, &[("file", "segments")]);
        check("*rest", Operator::Simple, &[("rest", "segments")]);
        check("**rest", Operator::Simple, &[("rest", "segments")]);
        check("rest...", Operator::Simple, &[("rest", "segments")]);
        check("id?", Operator::Simple, &[("id", "one")]);
        check("id:3", Operator::Simple, &[("id:3", "one")]);
        check("a b", Operator::Simple, &[("a b", "one")]);
        check("a\"b", Operator::Simple, &[("a\"b", "one")]);
    }
}
