//! What stands for the values of a `format`: a scalar, or a type of another crate.
//!
//! Takes: words of the settings. Gives: [`Format`]s. Must not: know which schemas have a format.

use super::raw::nearest;
use std::collections::BTreeSet;

/// What `codegen.toml` may name as the scalar of a format.
pub const SCALARS: &[&str] = &[
    "string", "secret", "boolean", "i32", "i64", "u32", "u64", "f64",
];

/// What stands for the values of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// One of [`SCALARS`].
    Scalar(String),
    /// A type that stands for text.
    Type(TextType),
}

/// A type that stands for text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextType {
    /// Its path, which starts with a crate: `jiff::Timestamp`.
    pub path: String,
    /// What its texts are, such as "a date and time (RFC 3339)".
    pub what: String,
    /// Functions from and to text, as Rust; without them the type implements `FromStr` and `Display`.
    pub functions: Option<(&'static str, &'static str)>,
    /// Where it comes from; nothing for what Rust itself has.
    pub package: Option<Package>,
    /// About how many bytes a value takes in place.
    pub size: usize,
}

/// A package that a generated crate depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name, such as `rust_decimal`.
    pub name: String,
    /// Which versions will do; where nothing is said, the workspace says it.
    pub version: Option<String>,
    /// What else a manifest says of it, where no workspace does.
    pub alone: &'static str,
}

/// A library whose types can be chosen by its name.
struct Library {
    name: &'static str,
    version: &'static str,
    alone: &'static str,
    types: &'static [Offer],
}

/// A type of a library, and the formats that it stands for.
struct Offer {
    formats: &'static [&'static str],
    path: &'static str,
    what: &'static str,
    functions: Option<(&'static str, &'static str)>,
    size: usize,
}

/// A type that says itself how it is written.
const fn offer(
    formats: &'static [&'static str],
    path: &'static str,
    what: &'static str,
    size: usize,
) -> Offer {
    Offer {
        formats,
        path,
        what,
        functions: None,
        size,
    }
}

const DATE_TIME: &str = "a date and time (RFC 3339)";
const DATE: &str = "a date (RFC 3339)";
const TIME: &str = "a time without an offset";

const LIBRARIES: &[Library] = &[
    Library {
        name: "jiff",
        version: "1",
        alone: "default-features = false, features = [\"std\"]",
        types: &[
            offer(&["date-time"], "jiff::Timestamp", DATE_TIME, 16),
            offer(&["date"], "jiff::civil::Date", DATE, 4),
            offer(&["time"], "jiff::civil::Time", TIME, 8),
        ],
    },
    Library {
        name: "chrono",
        version: "0.4",
        alone: "default-features = false, features = [\"alloc\"]",
        types: &[
            Offer {
                formats: &["date-time"],
                path: "chrono::DateTime<chrono::FixedOffset>",
                what: DATE_TIME,
                functions: Some((
                    "|text| ::chrono::DateTime::parse_from_rfc3339(text).ok()",
                    "|value| Some(value.to_rfc3339_opts(::chrono::SecondsFormat::AutoSi, true))",
                )),
                size: 16,
            },
            offer(&["date"], "chrono::NaiveDate", DATE, 4),
            offer(&["time"], "chrono::NaiveTime", TIME, 8),
        ],
    },
    Library {
        name: "time",
        version: "0.3",
        alone: "default-features = false, features = [\"formatting\", \"parsing\", \"std\"]",
        types: &[
            Offer {
                formats: &["date-time"],
                path: "time::OffsetDateTime",
                what: DATE_TIME,
                functions: Some((
                    "|text| ::time::OffsetDateTime::parse(text, &::time::format_description::well_known::Rfc3339).ok()",
                    "|value| value.format(&::time::format_description::well_known::Rfc3339).ok()",
                )),
                size: 16,
            },
            Offer {
                formats: &["date"],
                path: "time::Date",
                what: DATE,
                functions: Some((
                    "|text| ::time::Date::parse(text, &::time::format_description::well_known::Iso8601::DATE).ok()",
                    "|value| value.format(&::time::format_description::well_known::Iso8601::DATE).ok()",
                )),
                size: 4,
            },
        ],
    },
    Library {
        name: "uuid",
        version: "1",
        alone: "default-features = false",
        types: &[offer(&["uuid"], "uuid::Uuid", "a UUID (RFC 9562)", 16)],
    },
    Library {
        name: "url",
        version: "2",
        alone: "default-features = false, features = [\"std\"]",
        types: &[offer(&["uri", "url"], "url::Url", "an absolute URL", 88)],
    },
    Library {
        name: "rust_decimal",
        version: "1",
        alone: "default-features = false, features = [\"std\"]",
        types: &[offer(
            &["decimal"],
            "rust_decimal::Decimal",
            "a decimal number",
            16,
        )],
    },
];

impl Format {
    /// What a word stands for as the value of a format: a scalar, a library, or `package::path::Type`, where the package may
    /// name its version: `my-types@1.2::Money`.
    ///
    /// # Errors
    ///
    /// Why it stands for nothing.
    pub fn of(format: &str, word: &str) -> Result<Self, String> {
        if SCALARS.contains(&word) {
            return Ok(Self::Scalar(word.to_owned()));
        }
        if let Some(library) = LIBRARIES.iter().find(|it| it.name == word) {
            let mut types = library.types.iter();
            return match types.find(|it| it.formats.contains(&format)) {
                Some(offer) => Ok(Self::Type(offered(library, offer))),
                None => Err(wrong_library(format, library)),
            };
        }
        if word.contains("::") {
            return of_path(word).map(Self::Type);
        }
        Err(unknown(word))
    }
}

fn offered(library: &Library, offer: &Offer) -> TextType {
    TextType {
        path: offer.path.to_owned(),
        what: offer.what.to_owned(),
        functions: offer.functions,
        package: Some(Package {
            name: library.name.to_owned(),
            version: Some(library.version.to_owned()),
            alone: library.alone,
        }),
        size: offer.size,
    }
}

fn wrong_library(format: &str, library: &Library) -> String {
    let formats: BTreeSet<&str> = library
        .types
        .iter()
        .flat_map(|it| it.formats)
        .copied()
        .collect();
    let paths: Vec<&str> = library.types.iter().map(|it| it.path).collect();
    format!(
        "`{}` stands for the format `{}`, not for {format:?}; name one of its types, such as `{}`",
        library.name,
        Vec::from_iter(formats).join("` and `"),
        paths.join("` or `"),
    )
}

fn unknown(word: &str) -> String {
    let libraries: Vec<&str> = LIBRARIES.iter().map(|it| it.name).collect();
    let known = [SCALARS, libraries.as_slice()].concat();
    match nearest(word, &known) {
        Some(known) => format!("{word:?} is not a type; did you mean `{known}`?"),
        None => format!(
            "{word:?} is not a type; there are `{}`, and paths such as `my-types::Money`",
            known.join("`, `")
        ),
    }
}

/// A type by its path. Those of the libraries are known.
fn of_path(word: &str) -> Result<TextType, String> {
    let (package, path) = word.split_once("::").unwrap_or((word, ""));
    let (name, version) = match package.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (package, None),
    };
    let path = format!("{}::{path}", name.replace('-', "_"));
    for library in LIBRARIES {
        if let Some(offer) = library.types.iter().find(|it| it.path == path) {
            return Ok(offered(library, offer));
        }
    }
    let is_name = |it: &str| it.is_ascii() && syn::parse_str::<syn::Ident>(it).is_ok();
    let is_package = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let is_version = |it: char| it.is_ascii_alphanumeric() || " .,*^~=<>+-".contains(it);
    let fits = name.chars().all(is_package)
        && version.is_none_or(|it| !it.is_empty() && it.chars().all(is_version))
        && path.split("::").all(is_name);
    if !fits {
        return Err(format!(
            "{word:?} is no path of a type, such as `my-types::Money` or `my-types@1.2::Money`"
        ));
    }
    let is_ours = ["std", "core", "alloc"].contains(&name);
    Ok(TextType {
        what: format!("a `{path}`"),
        path,
        functions: None,
        package: (!is_ours).then(|| Package {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            alone: "",
        }),
        size: 24,
    })
}
