//! Lists of a fixed length whose places have a type each: tuples.
//!
//! Takes tuples of two to eight types that can be read, written or sent, and lets them be the same. It must not accept a list of
//! another length.

use super::json::{Decode, Encode, Fault, Reader, Tuple, Writer};
use super::parameter::{Parameter, ParameterValue};

macro_rules! tuples {
    ($($length:literal: $($item:ident)*;)*) => {$(
        impl<$($item: Decode),*> Decode for ($($item,)*) {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let mut tuple = Tuple::open(reader, $length)?;
                let value = ($(tuple.item::<$item>(reader)?,)*);
                tuple.close(reader)?;
                Ok(value)
            }
        }

        impl<$($item: Encode),*> Encode for ($($item,)*) {
            #[allow(non_snake_case, reason = "an item is called as its type")]
            fn encode(&self, writer: &mut Writer) {
                let ($($item,)*) = self;
                let mut list = writer.list();
                $(list.item($item);)*
                list.end();
            }
        }

        impl<$($item: Parameter),*> Parameter for ($($item,)*) {
            #[allow(non_snake_case, reason = "an item is called as its type")]
            fn value(&self) -> ParameterValue<'_> {
                let ($($item,)*) = self;
                ParameterValue::list([$($item.value()),*])
            }
        }
    )*};
}

tuples! {
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
}
