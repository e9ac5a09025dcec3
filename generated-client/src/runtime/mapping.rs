//! How types are read and written: a table for each, which these macros turn into implementations.
//!
//! Takes the tables of generated code, a row for each field, value or variant, and gives implementations. It must not decide
//! anything: a row says all. Names in here never clash with those in a table (macros are hygienic).

/// A record. A row has the number of a field, its name in JSON, whether it must be there, and the field; the last one may be the
/// field for all other keys, `except` those that are read over.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! record {
    ($record:ty {
        $(
            $number:literal $wire:literal =>
            $(required $required:ident)? $(optional $optional:ident)? $(nullable $nullable:ident)?,
        )*
        $(..$rest:ident $(except($($except:literal),*))?)?
    }) => {
        impl $crate::runtime::plumbing::Decode for $record {
            #[allow(clippy::disallowed_names, clippy::similar_names, clippy::too_many_lines, reason = "its fields are the API's")]
            fn decode(
                reader: &mut $crate::runtime::plumbing::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::Fault> {
                $(
                    $(let mut $required = None;)?
                    $(let mut $optional = None;)?
                    $(let mut $nullable = $crate::runtime::Field::Absent;)?
                )*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                let mut object = reader.object(&[$($wire),*])?;
                while let Some(number) = object.next(reader, ($(&mut $rest $(, &[$($except),*])?)?))? {
                    match number {
                        $($number => {
                            $($required = Some(reader.value()?);)?
                            $($optional = reader.optional()?;)?
                            $($nullable = reader.field()?;)?
                        })*
                        _ => {}
                    }
                }
                Ok(Self {
                    $(
                        $($required: object.required($number, $required)?,)?
                        $($optional,)?
                        $($nullable,)?
                    )*
                    $($rest,)?
                })
            }
        }

        $crate::runtime::plumbing::written_record! {
            $record {
                $($wire => $(required $required)? $(optional $optional)? $(nullable $nullable)?,)*
                $(..$rest)?
            }
        }

        $crate::runtime::bridge!($record);
    };
}

/// What is sent where another type is received: it is made of what was received, by their JSON.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! input {
    ($received:ty => $sent:ty) => {
        impl TryFrom<&$received> for $sent {
            type Error = $crate::runtime::json::Fault;

            /// What was received as it is sent: members that only the server writes are left out.
            ///
            /// # Errors
            ///
            /// A fault where something that must be sent was not received, and where a float is not finite.
            fn try_from(received: &$received) -> Result<Self, Self::Error> {
                $crate::runtime::plumbing::converted(received)
            }
        }
    };
}

/// A record that is written and never read.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! written_record {
    ($record:ty {
        $(
            $wire:literal =>
            $(required $required:ident)? $(optional $optional:ident)? $(nullable $nullable:ident)?,
        )*
        $(..$rest:ident)?
    }) => {
        impl $crate::runtime::plumbing::Encode for $record {
            #[allow(clippy::too_many_lines, reason = "it has as many fields as the API's")]
            fn encode(&self, writer: &mut $crate::runtime::plumbing::Writer) {
                #[allow(unused_mut, reason = "not every record has a field")]
                let mut object = writer.object();
                $(
                    $(object.required($wire, &self.$required);)?
                    $(object.optional($wire, self.$optional.as_ref());)?
                    $(object.field($wire, &self.$nullable);)?
                )*
                $(object.rest(&self.$rest);)?
                object.end();
            }
        }
    };
}

/// An enumeration of texts. A row has a value and its variant; the last one has the variant for all other values.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! text_enumeration {
    ($enumeration:ty { $($text:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $enumeration {
            /// The value as it is on the wire.
            #[must_use]
            #[allow(clippy::too_many_lines, reason = "it has as many values as the API's")]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for $enumeration {
            #[allow(clippy::too_many_lines, reason = "it has as many values as the API's")]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::$unknown($crate::runtime::UnknownValue::new(other)),
                }
            }
        }

        impl ::std::fmt::Display for $enumeration {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::runtime::plumbing::Decode for $enumeration {
            fn decode(
                reader: &mut $crate::runtime::plumbing::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::Fault> {
                reader.text().map(Self::from)
            }
        }

        impl $crate::runtime::plumbing::Encode for $enumeration {
            fn encode(&self, writer: &mut $crate::runtime::plumbing::Writer) {
                writer.text(self.as_str());
            }
        }

        impl $crate::runtime::plumbing::Parameter for $enumeration {
            fn value(&self) -> $crate::runtime::plumbing::ParameterValue<'_> {
                $crate::runtime::plumbing::ParameterValue::text(self.as_str())
            }
        }

        $crate::runtime::bridge!($enumeration);
    };
}

/// An enumeration of integers, likewise.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! integer_enumeration {
    ($enumeration:ty { $($integer:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $enumeration {
            /// The value as it is on the wire.
            #[must_use]
            #[allow(clippy::too_many_lines, reason = "it has as many values as the API's")]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $integer,)*
                    Self::$unknown(value) => value.as_i64(),
                }
            }
        }

        impl From<i64> for $enumeration {
            #[allow(clippy::too_many_lines, reason = "it has as many values as the API's")]
            fn from(integer: i64) -> Self {
                match integer {
                    $($integer => Self::$variant,)*
                    other => Self::$unknown($crate::runtime::UnknownInteger::new(other)),
                }
            }
        }

        impl ::std::fmt::Display for $enumeration {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }

        impl $crate::runtime::plumbing::Decode for $enumeration {
            fn decode(
                reader: &mut $crate::runtime::plumbing::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::Fault> {
                <i64 as $crate::runtime::plumbing::Decode>::decode(reader).map(Self::from)
            }
        }

        impl $crate::runtime::plumbing::Encode for $enumeration {
            fn encode(&self, writer: &mut $crate::runtime::plumbing::Writer) {
                $crate::runtime::plumbing::Encode::encode(&self.as_i64(), writer);
            }
        }

        impl $crate::runtime::plumbing::Parameter for $enumeration {
            fn value(&self) -> $crate::runtime::plumbing::ParameterValue<'_> {
                $crate::runtime::plumbing::ParameterValue::text(self.as_i64().to_string())
            }
        }

        $crate::runtime::bridge!($enumeration);
    };
}

/// A union. A row has a variant, the property and value that tell what it is where the value itself does not, and the type that
/// becomes this variant.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! union {
    ($union:ty { $(
        $variant:ident $(($property:literal = $tag:literal))? $(from $held:ty)?,
    )* }) => {
        $($(
            impl From<$held> for $union {
                fn from(value: $held) -> Self {
                    Self::$variant(value.into())
                }
            }
        )?)*

        impl $crate::runtime::plumbing::Encode for $union {
            #[allow(clippy::match_same_arms, clippy::too_many_lines, reason = "it has as many variants as the API's")]
            fn encode(&self, writer: &mut $crate::runtime::plumbing::Writer) {
                let start = writer.position();
                match self { $(
                    Self::$variant(value) => {
                        $crate::runtime::plumbing::Encode::encode(value, writer);
                        writer.tag(start, &[$(($property, $tag))?]);
                    }
                )* }
            }
        }
    };
}

/// A type of another crate that stands for text of a format, such as a date. Without functions from and to text, it implements
/// `FromStr` and `Display`.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! text_type {
    ($type:ty, $what:literal) => {
        $crate::runtime::plumbing::text_type!(
            $type,
            $what,
            |text| text.parse().ok(),
            |value| Some(value.to_string())
        );
    };
    ($type:ty, $what:literal, $read:expr, $write:expr) => {
        impl $crate::runtime::plumbing::Decode for $type {
            fn decode(
                reader: &mut $crate::runtime::plumbing::Reader<'_>,
            ) -> Result<Self, $crate::runtime::plumbing::Fault> {
                let read: fn(&str) -> Option<Self> = $read;
                reader.text_of(concat!("the text is not ", $what), read)
            }
        }

        impl $crate::runtime::plumbing::Encode for $type {
            fn encode(&self, writer: &mut $crate::runtime::plumbing::Writer) {
                let write: fn(&Self) -> Option<String> = $write;
                writer.text_of(write(self));
            }
        }

        impl $crate::runtime::plumbing::Parameter for $type {
            fn value(&self) -> $crate::runtime::plumbing::ParameterValue<'_> {
                let write: fn(&Self) -> Option<String> = $write;
                $crate::runtime::plumbing::ParameterValue::text_of(write(self))
            }
        }
    };
}

/// What values of a type must be, a rule a row.
#[allow(unused_macros, reason = "not every client checks values")]
macro_rules! rules {
    ($type:ty { $($rule:expr,)* }) => {
        impl $crate::runtime::Validate for $type {
            #[allow(
                unused_imports,
                clippy::enum_glob_use,
                clippy::excessive_precision,
                clippy::too_many_lines,
                clippy::unreadable_literal,
                reason = "it has as many rules as the API's, and their numbers"
            )]
            fn rules() -> &'static [$crate::runtime::plumbing::Rule] {
                use $crate::runtime::plumbing::Rule::*;
                use $crate::runtime::plumbing::rules;
                const { &[$($rule),*] }
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API has each of them")]
pub(crate) use {
    input, integer_enumeration, record, rules, text_enumeration, text_type, union, written_record,
};
