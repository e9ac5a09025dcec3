//! Parameters and how they become text.
//!
//! Takes values of any type that a parameter may have and gives their parts: one text, a list, or pairs; [`Style`] says how the parts
//! are joined (`OpenAPI` 3.1, section 4.8.12.3; RFC 6570). It must not know where in the request the text goes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::json::Raw;
use super::secret::Secret;

/// How a parameter's parts are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` and `k,v`.
    Simple,
    /// `a,b` and `k=v`.
    SimpleExploded,
    /// `.a,b`.
    Label,
    /// `.a.b`.
    LabelExploded,
    /// `;n=a,b`.
    Matrix,
    /// `;n=a;n=b`.
    MatrixExploded,
    /// `n=a&n=b`: the default of queries.
    Form,
    /// `n=a,b`: form without explode.
    FormJoined,
    /// `n=a%20b`.
    SpaceDelimited,
    /// `n=a|b`.
    PipeDelimited,
    /// `n[k]=v`.
    DeepObject,
}

/// A type whose values can be parameters.
pub trait Parameter {
    /// The parts of the value.
    fn value(&self) -> ParameterValue<'_>;
}

/// The parts of a parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue<'v> {
    /// The parameter is left out.
    Absent,
    /// One text.
    Text(Cow<'v, str>),
    /// One text that must not be printed.
    Secret(&'v Secret),
    /// A list or an object with secrets in it, and these.
    Guarded(Box<ParameterValue<'v>>, Vec<&'v Secret>),
    /// A list.
    List(Vec<Cow<'v, str>>),
    /// The fields of an object.
    Pairs(Pairs<'v>),
    /// It has no text: a float that is not finite, a date that its format cannot tell, or a list inside a list.
    Invalid,
}

/// The fields of an object that is a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs<'v> {
    parts: Vec<(Cow<'v, str>, Cow<'v, str>)>,
    secrets: Vec<&'v Secret>,
    invalid: bool,
}

impl<'v> ParameterValue<'v> {
    /// One text.
    #[must_use]
    pub fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self::Text(text.into())
    }

    /// One text, if the value has any.
    #[must_use]
    pub fn text_of(text: Option<String>) -> Self {
        text.map_or(Self::Invalid, Self::text)
    }

    /// A list of texts. What is absent is left out; nothing but texts can be in a list.
    pub(super) fn list(values: impl IntoIterator<Item = Self>) -> Self {
        let (mut items, mut secrets) = (Vec::new(), Vec::new());
        for value in values {
            match value {
                Self::Absent => {}
                Self::Text(text) => items.push(text),
                Self::Secret(secret) => {
                    secrets.push(secret);
                    items.push(secret.expose().into());
                }
                Self::List(_) | Self::Pairs(_) | Self::Guarded(..) | Self::Invalid => {
                    return Self::Invalid;
                }
            }
        }
        Self::List(items).guarded(secrets)
    }

    /// Keeps in mind which parts of the value must not be printed.
    fn guarded(self, secrets: Vec<&'v Secret>) -> Self {
        if secrets.is_empty() {
            self
        } else {
            Self::Guarded(Box::new(self), secrets)
        }
    }
}

impl<'v> Pairs<'v> {
    /// No fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field. Absent ones are left out, a list becomes one pair for each of its items.
    pub fn add<P: Parameter + ?Sized>(&mut self, name: impl Into<Cow<'v, str>>, value: &'v P) {
        self.add_value(name.into(), value.value());
    }

    /// Fields that have their texts already.
    pub(super) fn of(parts: Vec<(Cow<'v, str>, Cow<'v, str>)>) -> Self {
        Self {
            parts,
            ..Self::default()
        }
    }

    fn add_value(&mut self, name: Cow<'v, str>, value: ParameterValue<'v>) {
        match value {
            ParameterValue::Absent => {}
            ParameterValue::Text(text) => self.parts.push((name, text)),
            ParameterValue::Secret(secret) => {
                self.secrets.push(secret);
                self.parts.push((name, secret.expose().into()));
            }
            ParameterValue::Guarded(value, secrets) => {
                self.secrets.extend(secrets);
                self.add_value(name, *value);
            }
            ParameterValue::List(items) => self
                .parts
                .extend(items.into_iter().map(|item| (name.clone(), item))),
            ParameterValue::Pairs(_) | ParameterValue::Invalid => self.invalid = true,
        }
    }

    pub(super) fn parts(&self) -> &[(Cow<'v, str>, Cow<'v, str>)] {
        &self.parts
    }
}

impl<'v> From<Pairs<'v>> for ParameterValue<'v> {
    fn from(mut pairs: Pairs<'v>) -> Self {
        if pairs.invalid {
            Self::Invalid
        } else {
            let secrets = std::mem::take(&mut pairs.secrets);
            Self::Pairs(pairs).guarded(secrets)
        }
    }
}

impl Parameter for str {
    fn value(&self) -> ParameterValue<'_> {
        ParameterValue::text(self)
    }
}

impl Parameter for String {
    fn value(&self) -> ParameterValue<'_> {
        ParameterValue::text(self.as_str())
    }
}

impl Parameter for Secret {
    fn value(&self) -> ParameterValue<'_> {
        ParameterValue::Secret(self)
    }
}

/// Its JSON text.
impl Parameter for Raw {
    fn value(&self) -> ParameterValue<'_> {
        ParameterValue::text(self.as_str())
    }
}

macro_rules! displayed {
    ($($scalar:ident)*) => {$(
        impl Parameter for $scalar {
            fn value(&self) -> ParameterValue<'_> {
                ParameterValue::text(self.to_string())
            }
        }
    )*};
}

displayed!(bool i8 i16 i32 i64 u8 u16 u32 u64);

impl Parameter for f64 {
    fn value(&self) -> ParameterValue<'_> {
        if self.is_finite() {
            ParameterValue::text(self.to_string())
        } else {
            ParameterValue::Invalid
        }
    }
}

impl Parameter for f32 {
    fn value(&self) -> ParameterValue<'_> {
        if self.is_finite() {
            ParameterValue::text(self.to_string())
        } else {
            ParameterValue::Invalid
        }
    }
}

impl<P: Parameter + ?Sized> Parameter for &P {
    fn value(&self) -> ParameterValue<'_> {
        (**self).value()
    }
}

impl<P: Parameter + ?Sized> Parameter for Box<P> {
    fn value(&self) -> ParameterValue<'_> {
        (**self).value()
    }
}

impl<P: Parameter> Parameter for Option<P> {
    fn value(&self) -> ParameterValue<'_> {
        self.as_ref()
            .map_or(ParameterValue::Absent, Parameter::value)
    }
}

impl<P: Parameter> Parameter for Vec<P> {
    fn value(&self) -> ParameterValue<'_> {
        ParameterValue::list(self.iter().map(Parameter::value))
    }
}

impl<P: Parameter> Parameter for BTreeMap<String, P> {
    fn value(&self) -> ParameterValue<'_> {
        let mut pairs = Pairs::new();
        for (name, value) in self {
            pairs.add(name.as_str(), value);
        }
        pairs.into()
    }
}

/// The value is [`ParameterValue::Invalid`].
pub(super) struct NoText;

/// Joins the parts of a path, header or cookie value. `push` appends one part so that it cannot be taken for a separator.
/// `None` where the value is left out.
pub(super) fn join(
    style: Style,
    name: &str,
    value: &ParameterValue<'_>,
    push: fn(&mut String, &str),
) -> Result<Option<String>, NoText> {
    let (lead, separator, exploded) = match style {
        Style::Label => (".", ",", false),
        Style::LabelExploded => (".", ".", true),
        Style::Matrix => (";", ",", false),
        Style::MatrixExploded => (";", ";", true),
        Style::SimpleExploded => ("", ",", true),
        _ => ("", ",", false),
    };
    let named = matches!(style, Style::Matrix | Style::MatrixExploded);
    let mut out = lead.to_owned();
    let items: Vec<&str> = match value {
        ParameterValue::Invalid => return Err(NoText),
        ParameterValue::Absent => return Ok(None),
        ParameterValue::Text(text) => vec![text],
        ParameterValue::Secret(secret) => vec![secret.expose()],
        ParameterValue::Guarded(value, _) => return join(style, name, value, push),
        ParameterValue::List(items) => items.iter().map(AsRef::as_ref).collect(),
        ParameterValue::Pairs(pairs) => {
            push_pairs(
                &mut out,
                pairs,
                (named && !exploded).then_some(name),
                separator,
                exploded,
                push,
            );
            return Ok(Some(out));
        }
    };
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        if named && (exploded || index == 0) {
            push(&mut out, name);
            // RFC 6570, section 3.2.7: an empty value has no equals sign.
            if !item.is_empty() || !exploded && items.len() > 1 {
                out.push('=');
            }
        }
        push(&mut out, item);
    }
    Ok(Some(out))
}

fn push_pairs(
    out: &mut String,
    pairs: &Pairs<'_>,
    name: Option<&str>,
    separator: &str,
    exploded: bool,
    push: fn(&mut String, &str),
) {
    if let Some(name) = name {
        push(out, name);
        out.push('=');
    }
    for (index, (key, value)) in pairs.parts().iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        push(out, key);
        // RFC 6570, section 3.2.7, again.
        if !(separator == ";" && value.is_empty()) {
            out.push(if exploded { '=' } else { ',' });
        }
        push(out, value);
    }
}

/// Appends the pairs of a query parameter to a query, encoded.
///
/// An empty list sends no pair when its items have a pair each (there is none to send), and an empty value otherwise.
pub(super) fn push_query(
    query: &mut String,
    style: Style,
    name: &str,
    value: &ParameterValue<'_>,
    push: fn(&mut String, &str),
) -> Result<(), NoText> {
    let separator = match style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    let exploded = matches!(style, Style::Form | Style::DeepObject);
    match value {
        ParameterValue::Invalid => return Err(NoText),
        ParameterValue::Absent => {}
        ParameterValue::Text(text) => push_pair(query, name, text, push),
        ParameterValue::Secret(secret) => push_pair(query, name, secret.expose(), push),
        ParameterValue::Guarded(value, _) => return push_query(query, style, name, value, push),
        ParameterValue::List(items) if exploded => items
            .iter()
            .for_each(|item| push_pair(query, name, item, push)),
        ParameterValue::List(items) => {
            push_joined(
                query,
                name,
                items.iter().map(AsRef::as_ref),
                separator,
                push,
            );
        }
        ParameterValue::Pairs(pairs) if style == Style::DeepObject => {
            for (key, value) in pairs.parts() {
                push_pair(query, &format!("{name}[{key}]"), value, push);
            }
        }
        ParameterValue::Pairs(pairs) if exploded => {
            for (key, value) in pairs.parts() {
                push_pair(query, key, value, push);
            }
        }
        ParameterValue::Pairs(pairs) => {
            let parts = pairs
                .parts()
                .iter()
                .flat_map(|(key, value)| [key.as_ref(), value.as_ref()]);
            push_joined(query, name, parts, separator, push);
        }
    }
    Ok(())
}

pub(super) fn push_pair(query: &mut String, name: &str, value: &str, push: fn(&mut String, &str)) {
    push_joined(query, name, std::iter::once(value), "", push);
}

fn push_joined<'p>(
    query: &mut String,
    name: &str,
    parts: impl Iterator<Item = &'p str>,
    separator: &str,
    push: fn(&mut String, &str),
) {
    if !query.is_empty() {
        query.push('&');
    }
    super::encode::push(query, name);
    query.push('=');
    for (index, part) in parts.enumerate() {
        if index > 0 {
            query.push_str(separator);
        }
        push(query, part);
    }
}
