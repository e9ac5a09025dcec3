//! Types of other crates that stand for text of a format, such as dates.
//!
//! Takes a type and how it is read from text and written as text; gives it a place wherever text may stand. It must not depend on such
//! a crate: which ones there are is up to whoever generates the client.

/// Reads and writes a type as text. Without functions for it, the type implements `FromStr` and `Display`.
#[allow(unused_macros, reason = "clients without such types do not use it")]
macro_rules! text_type {
    ($type:ty, $what:literal) => {
        $crate::runtime::text_type!($type, $what, |text| text.parse().ok(), |value| Some(
            value.to_string()
        ));
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

#[allow(unused_imports, reason = "clients without such types do not use it")]
pub(crate) use text_type;
