//! Spellings of a document become words, and words become the text of identifiers.
//!
//! Takes: any text, however hostile. Gives: ASCII words of letters and digits, never none. Must not: know keywords or scopes.

use heck::ToSnakeCase;

/// How the identifiers of a scope are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `like_this`: fields, methods, arguments, modules.
    Snake,
    /// `LikeThis`: types and variants.
    Pascal,
}

/// As many characters of a spelling are looked at. More could not change a name: names are at most 100 bytes long.
const LOOKED_AT: usize = 400;

/// Words of mixed case that are one word all the same, and how they are split instead.
const ONE_WORD: &[(&str, &str)] = &[
    ("OAuth", "Oauth"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("iOS", "Ios"),
    ("macOS", "Macos"),
];

/// Comparisons, which read better as a whole than sign by sign.
const OPERATORS: &[(&str, &[&str])] = &[
    ("!=", &["not", "equal"]),
    ("<=", &["less", "or", "equal"]),
    (">=", &["greater", "or", "equal"]),
];

/// The words of a spelling, in lower case: `userID` is `user`, `id`.
///
/// Signs separate words and are dropped, but for those that carry a meaning: `+`, and a `-` or `!` before everything
/// else, as in `-created_at`. When nothing else is left, all signs are spelled out. Never empty: no text is `empty`.
pub(super) fn words(spelling: &str) -> Vec<String> {
    let text = ascii(spelling);
    let text = text.trim();
    let words = split(text, |index, sign| match sign {
        '+' => Some("plus"),
        '-' if index == 0 => Some("minus"),
        '!' if index == 0 => Some("not"),
        _ => None,
    });
    if text.chars().any(|c| c.is_ascii_alphanumeric()) {
        words
    } else {
        signs(spelling)
    }
}

/// The words of a spelling with every sign spelled out, such as `dollar`, `ref` for `$ref`, to tell names apart.
///
/// `None` where that would not tell them apart for certain, because the text between the signs is not written in
/// camel case: the words of `FOO-Bar` do not say how it was written.
pub(super) fn spelled_out(spelling: &str) -> Option<Vec<String>> {
    let plain = spelling.is_ascii() && spelling.len() <= LOOKED_AT;
    let camel = spelling
        .split(|c: char| !c.is_ascii_alphanumeric())
        .all(|chunk| written(&chunk_words(chunk), Letters::Humps, "").eq(chunk.chars()));
    let any = !spelling.is_empty();
    (any && plain && camel).then(|| split(spelling, |_, sign| sign_word(sign)))
}

/// Words in the case of a scope. A digit cannot come first, so `1st` becomes `n1st` or `N1st`, everywhere.
pub(super) fn cased(words: &[String], case: Case) -> String {
    let text = joined(words, case);
    let digit_first = text.starts_with(|c: char| c.is_ascii_digit());
    match case {
        Case::Snake if digit_first => format!("n{text}"),
        Case::Pascal if digit_first => format!("N{text}"),
        Case::Snake | Case::Pascal => text,
    }
}

/// Words in the case of a scope, which may start with a digit.
pub(super) fn joined(words: &[String], case: Case) -> String {
    match case {
        Case::Snake => words.join("_"),
        Case::Pascal => pascal(words),
    }
}

/// What tells a spelling from other spellings of the same words: `FOO` is `upper`, `user-id` is `kebab`.
///
/// For given words each style is exactly one spelling, so the answer never depends on other names.
pub(super) fn style(words: &[String], spelling: &str) -> Option<&'static str> {
    const STYLES: [(&str, Letters, &str); 12] = [
        ("lower", Letters::Small, ""),
        ("upper", Letters::Capitals, ""),
        ("camel", Letters::Humps, ""),
        ("pascal", Letters::Titles, ""),
        ("snake", Letters::Small, "_"),
        ("screaming", Letters::Capitals, "_"),
        ("kebab", Letters::Small, "-"),
        ("cobol", Letters::Capitals, "-"),
        ("train", Letters::Titles, "-"),
        ("spaced", Letters::Small, " "),
        ("titled", Letters::Titles, " "),
        ("dotted", Letters::Small, "."),
    ];
    STYLES.iter().find_map(|(name, letters, between)| {
        let written = written(words, *letters, between);
        written.eq(spelling.chars()).then_some(*name)
    })
}

/// How the letters of words are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    Small,
    Capitals,
    /// Each word starts with a capital.
    Titles,
    /// Each word but the first starts with a capital.
    Humps,
}

/// The characters of words, which no text is made of: most are compared with another text and differ soon.
fn written<'w>(
    words: &'w [String],
    letters: Letters,
    between: &'w str,
) -> impl Iterator<Item = char> + 'w {
    words.iter().enumerate().flat_map(move |(number, word)| {
        let signs = if number == 0 { "" } else { between };
        let is_hump = letters == Letters::Titles || letters == Letters::Humps && number > 0;
        let letter = move |(index, c): (usize, char)| {
            if letters == Letters::Capitals || is_hump && index == 0 {
                c.to_ascii_uppercase()
            } else {
                c
            }
        };
        signs.chars().chain(word.chars().enumerate().map(letter))
    })
}

/// Splits at signs and humps; `name` says which signs are words.
fn split(text: &str, name: impl Fn(usize, char) -> Option<&'static str>) -> Vec<String> {
    let mut words = Vec::new();
    let mut chunk = String::new();
    for (index, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            chunk.push(c);
            continue;
        }
        words.extend(chunk_words(&std::mem::take(&mut chunk)));
        words.extend(name(index, c).map(str::to_owned));
    }
    words.extend(chunk_words(&chunk));
    words
}

/// The words of letters and digits without signs.
fn chunk_words(chunk: &str) -> Vec<String> {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    if chunk.bytes().all(plain) {
        return (!chunk.is_empty())
            .then(|| chunk.to_owned())
            .into_iter()
            .collect();
    }
    let mut chunk = plural_acronyms(chunk);
    for (written, split) in ONE_WORD {
        if chunk.contains(written) {
            chunk = chunk.replace(written, split);
        }
    }
    let snake = chunk.to_snake_case();
    let words = snake.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// `userIDs` becomes `userIds`: a small `s` after capitals belongs to them.
fn plural_acronyms(chunk: &str) -> String {
    let mut text = String::with_capacity(chunk.len());
    let mut rest = chunk;
    while let Some(first) = rest.chars().next() {
        let capitals = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let (run, after) = rest.split_at_checked(capitals).unwrap_or((rest, ""));
        let tail = after.strip_prefix('s');
        let plural = tail.is_some_and(|tail| !tail.starts_with(|c: char| c.is_ascii_lowercase()));
        if capitals >= 2 && plural {
            text.push_str(&capital(&run.to_ascii_lowercase()));
            text.push('s');
            rest = tail.unwrap_or_default();
        } else if capitals > 0 {
            text.push_str(run);
            rest = after;
        } else {
            text.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    text
}

/// ASCII that sounds alike: `é` is `e`. What has no sound is its number, such as `u1f4a5`.
fn ascii(text: &str) -> String {
    let mut ascii = String::new();
    for c in text.chars().take(LOOKED_AT) {
        match deunicode::deunicode_char(c) {
            _ if c.is_ascii() => ascii.push(c),
            Some(sound) if c.is_alphabetic() => ascii.push_str(sound),
            Some("") => {}
            Some(sound) => ascii.extend([" ", sound, " "]),
            None => ascii.extend([" ", &number(c), " "]),
        }
    }
    ascii
}

/// A name for text without letters and digits.
fn signs(spelling: &str) -> Vec<String> {
    if let Some((_, words)) = OPERATORS.iter().find(|(signs, _)| *signs == spelling) {
        return words.iter().map(|&word| word.to_owned()).collect();
    }
    let word = |c: char| sign_word(c).map_or_else(|| number(c), str::to_owned);
    let words: Vec<String> = spelling.chars().take(LOOKED_AT).map(word).collect();
    if words.is_empty() {
        vec!["empty".to_owned()]
    } else {
        words
    }
}

fn number(c: char) -> String {
    format!("u{:04x}", u32::from(c))
}

fn sign_word(sign: char) -> Option<&'static str> {
    Some(match sign {
        ' ' => "space",
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "dash",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "left",
        '\\' => "backslash",
        ']' => "right",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "begin",
        '|' => "or",
        '}' => "end",
        '~' => "tilde",
        _ => return None,
    })
}

/// `LikeThis`, with `_` between digits only, so that `1.2` and `12` differ: `1_2`.
fn pascal(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let digit = |c: char| c.is_ascii_digit();
        if text.ends_with(digit) && word.starts_with(digit) {
            text.push('_');
        }
        text.push_str(&capital(word));
    }
    text
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_words() {
        let table = [
            ("userID", "user_id"),
            ("userIDs", "user_ids"),
            ("IDs", "ids"),
            ("URLsToCheck", "urls_to_check"),
            ("OAuth2Client", "oauth2_client"),
            ("HTTPServer", "http_server"),
            ("X-Batch-Project", "x_batch_project"),
            ("sha256Hash", "sha256_hash"),
            ("get /a (v1)", "get_a_v1"),
            ("users/list-all", "users_list_all"),
            ("1st", "n1st"),
            ("2024-01-02", "n2024_01_02"),
            ("+1", "plus_1"),
            ("-1", "minus_1"),
            ("UTC+1", "utc_plus_1"),
            ("-created_at", "minus_created_at"),
            ("!=", "not_equal"),
            ("=", "equal"),
            ("==", "equal_equal"),
            ("*", "star"),
            (" ", "space"),
            ("", "empty"),
            ("$ref", "ref"),
            ("meta:resourceType", "meta_resource_type"),
            ("_etag", "etag"),
            ("été", "ete"),
            ("日本", "ri_ben"),
            ("\u{e000}", "ue000"),
            ("\u{0}", "u0000"),
            ("\u{202e}", "u202e"),
            ("a\u{200d}b", "ab"),
            ("../x", "x"),
        ];
        for (spelling, expected) in table {
            assert_eq!(cased(&words(spelling), Case::Snake), expected, "{spelling}");
        }
    }

    #[test]
    fn words_become_types_and_variants() {
        let table = [
            ("CUSTOM_IDS", "CustomIds"),
            ("1.2", "N1_2"),
            ("12", "N12"),
            ("v2", "V2"),
            ("-1", "Minus1"),
            ("<=", "LessOrEqual"),
            ("", "Empty"),
            ("💥", "Boom"),
        ];
        for (spelling, expected) in table {
            assert_eq!(
                cased(&words(spelling), Case::Pascal),
                expected,
                "{spelling}"
            );
        }
    }

    #[test]
    fn spellings_of_the_same_words_have_different_styles() {
        let table = [
            ("foo", Some("lower")),
            ("FOO", Some("upper")),
            ("Foo", Some("pascal")),
            ("fooBar", Some("camel")),
            ("FOO_BAR", Some("screaming")),
            ("foo-bar", Some("kebab")),
            ("Foo-Bar", Some("train")),
            ("fOO", None),
        ];
        for (spelling, expected) in table {
            assert_eq!(style(&words(spelling), spelling), expected, "{spelling}");
        }
    }

    #[test]
    fn signs_tell_names_apart() {
        let table = [
            ("$ref", Some("dollar_ref")),
            ("_id", Some("underscore_id")),
            ("meta: resourceType", Some("meta_colon_space_resource_type")),
            ("FOO-Bar", None),
        ];
        for (spelling, expected) in table {
            let found = spelled_out(spelling).map(|words| words.join("_"));
            assert_eq!(found.as_deref(), expected, "{spelling}");
        }
    }
}
