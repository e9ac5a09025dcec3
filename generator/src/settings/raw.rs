//! `codegen.toml` as it is written.
//!
//! Takes: TOML text. Gives: [`RawSettings`], where each value knows its place. Must not: judge the values.

use super::Criteria;
use super::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Which documents make which client, and the names in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "codegen.toml")]
pub(super) struct RawSettings {
    /// Package name of the generated crate.
    #[schemars(with = "String")]
    pub(super) package: Spanned<String>,
    /// Whether the crate carries the whole runtime, and not only what its calls use.
    #[serde(default)]
    pub(super) whole_runtime: bool,
    /// Further tables of the crate's `Cargo.toml`, such as `dev-dependencies` and `bench`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(super) manifest: BTreeMap<Spanned<String>, toml::Value>,
    /// The APIs; each becomes a module and a cargo feature of the crate.
    #[schemars(with = "Vec<RawApi>")]
    pub(super) api: Vec<Spanned<RawApi>>,
}

/// One API.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawApi {
    /// Module of the API, such as `batch_cep`. Only the one API of a crate may be without: its client is at the root.
    #[schemars(with = "Option<String>")]
    pub(super) module: Option<Spanned<String>>,
    /// Cargo feature of the module. Without it, the module's name with `-` for `_`.
    #[schemars(with = "Option<String>")]
    pub(super) feature: Option<Spanned<String>>,
    /// Title for documentation. Without it, the document's own.
    pub(super) title: Option<String>,
    /// OpenAPI documents, relative to this file, merged in this order.
    #[schemars(with = "Vec<String>")]
    pub(super) documents: Spanned<Vec<Spanned<String>>>,
    /// Overlays (OpenAPI Overlay 1.0 or 1.1), relative to this file, applied in this order to the merged document.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) overlays: Vec<Spanned<String>>,
    /// What an operation must have to be in the client, each list that is not empty; without any, all operations are. Types that
    /// only others need are left out.
    #[serde(default)]
    pub(super) only: RawCriteria,
    /// What an operation must not have, any of it.
    #[serde(default)]
    pub(super) except: RawCriteria,
    /// Names in the client, instead of those made from the document.
    #[serde(default)]
    pub(super) rename: RawRenames,
    /// `format` of a schema, and what stands for it: a scalar (`string`, `secret`, `boolean`, `i32`, `i64`, `u32`, `u64`,
    /// `f64`); or, for text, a library (`jiff`, `chrono`, `time`, `uuid`, `url`, `rust_decimal`) or a type that implements `FromStr`
    /// and `Display`, by its package and path (`my-types::Money`).
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) formats: Names,
    /// Whether types can be checked against lengths, ranges, counts and simple patterns, with `runtime::Validate`.
    #[serde(default)]
    pub(super) validate: bool,
}

/// Words about operations; one of a list is enough. A word that fits no operation is an error.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCriteria {
    /// Tags as the document has them.
    #[serde(default)]
    pub(super) tags: Vec<String>,
    /// Path templates, such as `/pets/{id}`; `*` stands for anything within a segment, `**` for anything.
    #[serde(default)]
    pub(super) paths: Vec<String>,
    /// `operationId`s.
    #[serde(default)]
    pub(super) operations: Vec<String>,
    /// Methods of HTTP.
    #[serde(default)]
    pub(super) methods: Vec<String>,
    /// Extensions that are `true` of the operation or its path, such as `x-internal`.
    #[serde(default)]
    pub(super) extensions: Vec<String>,
}

impl RawCriteria {
    /// The same, checked: nothing is wrong with words until the documents are known.
    pub(super) fn checked(&self) -> Criteria {
        Criteria {
            tags: self.tags.clone(),
            paths: self.paths.clone(),
            operations: self.operations.clone(),
            methods: self.methods.clone(),
            extensions: self.extensions.clone(),
        }
    }
}

/// Names in the client, instead of those made from the document.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRenames {
    /// `operationId` and the method for it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) operations: Names,
    /// A parameter and the argument, setter or client setting for it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) parameters: Names,
    /// A security scheme and the client's credential for it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) credentials: Names,
    /// A schema's name or JSON Pointer, and the type for it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) types: Names,
    /// `Type.property` as on the wire, and the field for it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) fields: Names,
}

/// The document's spelling and ours.
pub(super) type Names = BTreeMap<String, Spanned<String>>;

/// Reads the text.
///
/// # Errors
///
/// The first thing that is wrong with its form.
pub(super) fn read(label: &str, text: &str) -> Result<RawSettings, Problem> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or_default().start;
        Problem::new(label, text, at, &form(error.message()))
    })
}

/// Adds to "unknown field" the key that was probably meant.
fn form(message: &str) -> String {
    if !message.starts_with("unknown field") {
        return message.to_owned();
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    match nearest(unknown, &known) {
        Some(known) => format!("unknown key `{unknown}`; did you mean `{known}`?"),
        None => format!("unknown key `{unknown}`; here are `{}`", known.join("`, `")),
    }
}

/// The word that was probably meant, if any is near enough.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distances = known
        .iter()
        .map(|it| (strsim::damerau_levenshtein(word, it), *it));
    let (distance, it) = distances.min()?;
    (distance <= word.chars().count().max(3) / 3 + 1).then_some(it)
}

/// The JSON Schema (2020-12) of `codegen.toml`, so that editors complete and check it.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(RawSettings);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
