//! The bridge to serde, for whoever wants a generated type in a log, a database or a test.
//!
//! Takes a type's own JSON and goes through `serde_json::Value`. It must not cost anything while the feature `serde` is off.
//! Big numbers and the order of keys are not kept on that way, and secrets are written as `[redacted]`.

#[cfg(feature = "serde")]
macro_rules! bridge {
    ($($type:ty),+ $(,)?) => {$(
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::plumbing::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::plumbing::deserialize(deserializer)
            }
        }
    )+};
}

/// Without the feature there is nothing to bridge to.
#[cfg(not(feature = "serde"))]
macro_rules! bridge {
    ($($type:ty),+ $(,)?) => {};
}

pub(crate) use bridge;

/// Writes a value into any format.
///
/// # Errors
///
/// The format's own, and one where a float is not finite.
#[cfg(feature = "serde")]
pub fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: super::json::Encode,
    S: serde::Serializer,
{
    use serde::ser::Error as _;

    let text = super::json::to_redacted_string(value).map_err(S::Error::custom)?;
    let tree: serde_json::Value = serde_json::from_str(&text).map_err(S::Error::custom)?;
    serde::Serialize::serialize(&tree, serializer)
}

/// Reads a value from any format that describes itself.
///
/// # Errors
///
/// The format's own, and one where the value is not of the type.
#[cfg(feature = "serde")]
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: super::json::Decode,
    D: serde::Deserializer<'de>,
{
    use serde::de::Error as _;

    let tree = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
    super::json::Raw::from(tree)
        .decode()
        .map_err(D::Error::custom)
}
