//! The keywords of schemas: which constrain, which values they constrain, which 3.0 knows.
//!
//! Takes: keywords. Gives: answers. Must not: look at trees.

/// The JSON type that a keyword constrains (JSON Schema 2020-12, validation, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Text.
    Text,
    /// Numbers, with and without fraction.
    Number,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

impl Subject {
    /// The values of `type` that are of this kind.
    pub(super) fn covers(self, name: &str) -> bool {
        match self {
            Self::Text => name == "string",
            Self::Number => matches!(name, "number" | "integer"),
            Self::Array => name == "array",
            Self::Object => name == "object",
        }
    }
}

/// What a keyword constrains, if it constrains values of one type only.
pub(super) fn subject(keyword: &str) -> Option<Subject> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType"
        | "contentSchema" => Subject::Text,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            Subject::Number
        }
        "items" | "prefixItems" | "additionalItems" | "unevaluatedItems" | "contains"
        | "minContains" | "maxContains" | "minItems" | "maxItems" | "uniqueItems" => Subject::Array,
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "propertyNames"
        | "unevaluatedProperties"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "dependencies" => Subject::Object,
        _ => return None,
    })
}

/// Whether a keyword changes which values are valid. Everything else is an annotation.
pub(super) fn constrains(keyword: &str) -> bool {
    subject(keyword).is_some()
        || is_composition(keyword)
        || matches!(
            keyword,
            "type" | "enum" | "const" | "format" | "discriminator" | "if" | "then" | "else"
        )
}

/// Whether a keyword combines schemas.
pub(super) fn is_composition(keyword: &str) -> bool {
    matches!(keyword, "allOf" | "anyOf" | "oneOf" | "not")
}

/// Whether a Schema Object of 3.0 may have the keyword.
pub(super) fn is_in_3_0(keyword: &str) -> bool {
    is_composition(keyword)
        || matches!(
            keyword,
            "title"
                | "multipleOf"
                | "maximum"
                | "exclusiveMaximum"
                | "minimum"
                | "exclusiveMinimum"
                | "maxLength"
                | "minLength"
                | "pattern"
                | "maxItems"
                | "minItems"
                | "uniqueItems"
                | "maxProperties"
                | "minProperties"
                | "required"
                | "enum"
                | "type"
                | "items"
                | "properties"
                | "additionalProperties"
                | "description"
                | "format"
                | "default"
                | "nullable"
                | "discriminator"
                | "readOnly"
                | "writeOnly"
                | "xml"
                | "externalDocs"
                | "example"
                | "deprecated"
                | "$ref"
        )
}
