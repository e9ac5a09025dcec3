//! The types that everything is made of.
//!
//! Takes text, numbers, lists and maps and gives their JSON, and the reverse. It must not know a generated type.

use std::collections::BTreeMap;

use super::super::secret::Secret;
use super::fault::{Fault, FaultKind};
use super::parser::Token;
use super::reader::out_of_range;
use super::{Decode, Encode, Reader, Writer};

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Decode for $integer {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let (low, high) = (i128::from(Self::MIN), i128::from(Self::MAX));
                let value = reader.integer(low, high, stringify!($integer))?;
                Self::try_from(value).map_err(|_| out_of_range(0, low, high, stringify!($integer)))
            }
        }

        impl Encode for $integer {
            fn encode(&self, writer: &mut Writer) {
                writer.display(self);
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! floats {
    ($($float:ident up to $exact:literal;)*) => {$(
        impl Decode for $float {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let (number, start) = reader.number()?;
                match number.parse::<Self>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ => Err(Fault::new(
                        FaultKind::Range,
                        start,
                        concat!("the number is larger than a float holds (", stringify!($float), ")"),
                    )),
                }
            }
        }

        impl Encode for $float {
            fn encode(&self, writer: &mut Writer) {
                // Each is the shortest text that reads back as the same number, `{:?}` with a fraction or an exponent in any case. A server
                // whose field is an integer takes `5` and not `5.0`; -0.0 is `-0`, which stays what it is.
                if !self.is_finite() {
                    writer.not_finite();
                } else if self.fract() == 0.0 && self.abs() <= $exact {
                    writer.display(self);
                } else {
                    writer.debug(self);
                }
            }
        }
    )*};
}

// Up to here there is a float for each integer.
floats! {
    f32 up to 16_777_216.0;
    f64 up to 9_007_199_254_740_992.0;
}

impl Decode for bool {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.boolean()
    }
}

impl Encode for bool {
    fn encode(&self, writer: &mut Writer) {
        writer.display(self);
    }
}

impl Decode for String {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.text().map(str::to_owned)
    }
}

impl Encode for String {
    fn encode(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl Encode for str {
    fn encode(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl Decode for Secret {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.text().map(Self::from).map_err(Fault::of_secret)
    }
}

impl Encode for Secret {
    fn encode(&self, writer: &mut Writer) {
        writer.secret(self);
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.optional()
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.encode(writer),
            None => writer.null(),
        }
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.charge(size_of::<T>())?;
        T::decode(reader).map(Self::new)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.enter(Token::List, "a list")?;
        let mut values = Self::new();
        let mut is_ahead = reader.parser.first_item();
        while is_ahead {
            reader.charge(size_of::<T>())?;
            values.push(T::decode(reader)?);
            is_ahead = reader.parser.next_item()?;
        }
        reader.leave();
        Ok(values)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, writer: &mut Writer) {
        self.as_slice().encode(writer);
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, writer: &mut Writer) {
        let mut list = writer.list();
        for value in self {
            list.item(value);
        }
        list.end();
    }
}

/// Of equal keys the last one wins.
impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut values = Self::new();
        let mut object = reader.object(&[])?;
        while object.next(reader, &mut values)?.is_some() {}
        Ok(values)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, writer: &mut Writer) {
        let mut object = writer.object();
        for (key, value) in self {
            object.required(key, value);
        }
        object.end();
    }
}
