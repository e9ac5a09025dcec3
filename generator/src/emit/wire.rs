//! The JSON mapping of types, how answers are read, and how values become parameters.

mod reading;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::leaves::{self, ident};
use crate::code::{
    AnswerCase, AnswersKind, AnswersWire, EnumerationWire, FieldWire, ParameterForm, ParameterWire,
    Presence, ReadAnswer, ReadContent, RecordWire, Statuses, UnionWire, Values, WriteArm,
};

/// The JSON mapping of a record.
pub(super) fn record(it: &RecordWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let decode = it.is_read.then(|| {
        let decode = record_decode(it);
        quote! {
            impl Decode for #ty {
                #decode
            }
        }
    });
    let encode = record_encode(it);
    quote! {
        #decode
        impl Encode for #ty {
            #encode
        }
    }
}

fn record_decode(it: &RecordWire) -> TokenStream {
    let lints = leaves::lints(&it.decode_lints);
    let wires = it.fields.iter().map(|it| &it.wire);
    let locals = it.fields.iter().map(|it| {
        let local = ident(&it.local);
        match it.presence {
            Presence::Required | Presence::Optional => quote!(let mut #local = None;),
            Presence::Nullable => quote!(let mut #local = Field::Absent;),
        }
    });
    let rest_local = it.rest.as_ref().map(|(_, local)| {
        let local = ident(local);
        quote!(let mut #local = BTreeMap::new();)
    });
    let object = object(it);
    let rest = it
        .rest
        .as_ref()
        .map(|(name, local)| initialise(&ident(name), &ident(local)));
    let fields = it.fields.iter().zip(0_usize..).map(taken).chain(rest);
    quote! {
        #lints
        fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
            const FIELDS: &[&str] = &[#(#wires),*];
            #(#locals)*
            #rest_local
            #object
            Ok(Self { #(#fields),* })
        }
    }
}

/// The loop over the keys of an object.
fn object(it: &RecordWire) -> TokenStream {
    let next = it.rest.as_ref().map_or_else(
        || quote!(object.next(reader)?),
        |(_, local)| {
            let local = ident(local);
            quote!(object.next_or_other(reader, &mut #local)?)
        },
    );
    let open = quote!(let mut object = reader.object(FIELDS)?;);
    match it.fields.as_slice() {
        [] => quote! {
            #open
            while #next.is_some() {}
        },
        [field] => {
            let assign = assign(field);
            quote! {
                #open
                while #next.is_some() {
                    #assign;
                }
            }
        }
        fields => {
            let arms = fields.iter().zip(0_usize..).map(|(field, index)| {
                let (index, assign) = (Literal::usize_unsuffixed(index), assign(field));
                quote!(#index => #assign,)
            });
            quote! {
                #open
                while let Some(field) = #next {
                    match field {
                        #(#arms)*
                        _ => {}
                    }
                }
            }
        }
    }
}

fn assign(field: &FieldWire) -> TokenStream {
    let local = ident(&field.local);
    match field.presence {
        Presence::Required => quote!(#local = Some(reader.value()?)),
        Presence::Optional => quote!(#local = reader.optional()?),
        Presence::Nullable => quote!(#local = reader.field()?),
    }
}

/// The value of a field in the finished struct.
fn taken((field, index): (&FieldWire, usize)) -> TokenStream {
    let (name, local) = (ident(&field.name), ident(&field.local));
    match field.presence {
        Presence::Required => {
            let index = Literal::usize_unsuffixed(index);
            quote!(#name: object.required(#index, #local)?)
        }
        Presence::Optional | Presence::Nullable => initialise(&name, &local),
    }
}

fn initialise(name: &Ident, local: &Ident) -> TokenStream {
    if name == local {
        quote!(#name)
    } else {
        quote!(#name: #local)
    }
}

fn record_encode(it: &RecordWire) -> TokenStream {
    let lints = leaves::lints(&it.encode_lints);
    let fields = it.fields.iter().map(|it| {
        let (wire, name) = (&it.wire, ident(&it.name));
        match it.presence {
            Presence::Required => quote!(object.required(#wire, &self.#name);),
            Presence::Optional => quote!(object.optional(#wire, self.#name.as_ref());),
            Presence::Nullable => quote!(object.field(#wire, &self.#name);),
        }
    });
    let rest = it.rest.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(object.rest(&self.#name);)
    });
    let body = if it.fields.is_empty() && rest.is_none() {
        quote!(writer.object().end();)
    } else {
        quote! {
            let mut object = writer.object();
            #(#fields)*
            #rest
            object.end();
        }
    };
    quote! {
        #lints
        fn encode(&self, writer: &mut Writer) {
            #body
        }
    }
}

/// The JSON mapping of an enumeration.
pub(super) fn enumeration(it: &EnumerationWire) -> TokenStream {
    match &it.values {
        Values::Text(texts) => text_enumeration(it, texts),
        Values::Integer(integers) => integer_enumeration(it, integers),
    }
}

fn text_enumeration(it: &EnumerationWire, texts: &[String]) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let lints = leaves::lints(&it.lints);
    let names = it.variants.iter().map(ident);
    let unknown = ident(&it.unknown);
    let convert = if texts.is_empty() {
        quote!(Self::#unknown(UnknownValue::new(text)))
    } else {
        quote! {
            match text {
                #(#texts => Self::#names,)*
                other => Self::#unknown(UnknownValue::new(other)),
            }
        }
    };
    quote! {
        impl From<&str> for #ty {
            #lints
            fn from(text: &str) -> Self {
                #convert
            }
        }
        impl Display for #ty {
            fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
        impl Decode for #ty {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                reader.text().map(Self::from)
            }
        }
        impl Encode for #ty {
            fn encode(&self, writer: &mut Writer) {
                writer.text(self.as_str());
            }
        }
    }
}

fn integer_enumeration(it: &EnumerationWire, integers: &[i64]) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let lints = leaves::lints(&it.lints);
    let names = it.variants.iter().map(ident);
    let unknown = ident(&it.unknown);
    let literals = integers.iter().map(|it| leaves::integer(*it));
    let convert = if integers.is_empty() {
        quote!(Self::#unknown(UnknownInteger::new(integer)))
    } else {
        quote! {
            match integer {
                #(#literals => Self::#names,)*
                other => Self::#unknown(UnknownInteger::new(other)),
            }
        }
    };
    quote! {
        impl From<i64> for #ty {
            #lints
            fn from(integer: i64) -> Self {
                #convert
            }
        }
        impl Display for #ty {
            fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
                Display::fmt(&self.as_i64(), formatter)
            }
        }
        impl Decode for #ty {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                i64::decode(reader).map(Self::from)
            }
        }
        impl Encode for #ty {
            fn encode(&self, writer: &mut Writer) {
                self.as_i64().encode(writer);
            }
        }
    }
}

/// The JSON mapping of a union.
pub(super) fn union(it: &UnionWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let decode = it.is_read.then(|| union_decode(it, &ty));
    let arms = it.write.iter().map(write_arm);
    let from = it.from.iter().map(|it| from_variant(it, &ty));
    quote! {
        #(#from)*
        #decode
        impl Encode for #ty {
            fn encode(&self, writer: &mut Writer) {
                match self {
                    #(#arms,)*
                }
            }
        }
    }
}

fn union_decode(it: &UnionWire, ty: &TokenStream) -> TokenStream {
    let lints = leaves::lints(&it.decode_lints);
    let value = reading::read(&it.read);
    quote! {
        impl Decode for #ty {
            #lints
            fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                Ok(#value)
            }
        }
    }
}

fn from_variant(it: &crate::code::FromVariant, union: &TokenStream) -> TokenStream {
    let (ty, variant) = (leaves::ty(&it.ty), ident(&it.variant));
    let value = if it.boxed {
        quote!(Box::new(value))
    } else {
        quote!(value)
    };
    quote! {
        impl From<#ty> for #union {
            fn from(value: #ty) -> Self {
                Self::#variant(#value)
            }
        }
    }
}

fn write_arm(it: &WriteArm) -> TokenStream {
    let variants = it.variants.iter().map(ident);
    let write = if let Some((property, tag)) = &it.tag {
        quote!(writer.tagged(#property, #tag, value))
    } else {
        quote!(value.encode(writer))
    };
    quote!(#(Self::#variants(value))|* => #write)
}

/// How documented answers are read.
pub(super) fn answers(it: &AnswersWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let reads = || it.cases.iter().map(|it| &it.read).chain(&it.otherwise);
    let status = if it.cases.is_empty() {
        quote!(_status)
    } else {
        quote!(status)
    };
    let looks = it.cases.iter().any(|it| !it.media.is_empty());
    let body = if looks || reads().any(|it| it.content != ReadContent::Nothing) {
        quote!(body)
    } else {
        quote!(_body)
    };
    let value = answer_cases(it);
    let lints = leaves::lints(&it.lints);
    match it.kind {
        AnswersKind::Failure => quote! {
            impl Failure for #ty {
                #lints
                fn read(#status: u16, #body: &mut Body<'_>) -> Option<Result<Self, Fault>> {
                    Some(#value)
                }
            }
        },
        AnswersKind::Answer => quote! {
            impl Answer for #ty {
                #lints
                fn read(#status: u16, #body: &mut Body<'_>) -> Result<Self, Fault> {
                    #value
                }
            }
        },
    }
}

fn answer_cases(it: &AnswersWire) -> TokenStream {
    let otherwise = it
        .otherwise
        .as_ref()
        .map_or_else(|| quote!(return None), read_answer);
    if it.cases.is_empty() {
        return otherwise;
    }
    let arms = it.cases.iter().map(answer_case);
    quote! {
        match status {
            #(#arms)*
            _ => #otherwise,
        }
    }
}

fn answer_case(it: &AnswerCase) -> TokenStream {
    let statuses = match it.statuses {
        Statuses::One(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(#status)
        }
        Statuses::Range(first, last) => {
            let (first, last) = (
                Literal::u16_unsuffixed(first),
                Literal::u16_unsuffixed(last),
            );
            quote!(#first..=#last)
        }
        Statuses::All => quote!(_),
    };
    let media = &it.media;
    let guard = (!media.is_empty()).then(|| quote!(if body.is(&[#(#media),*])));
    let to = read_answer(&it.read);
    quote!(#statuses #guard => #to,)
}

fn read_answer(it: &ReadAnswer) -> TokenStream {
    let variant = ident(&it.variant);
    match it.content {
        ReadContent::Nothing => quote!(Ok(Self::#variant)),
        ReadContent::Json => quote!(body.json().map(Self::#variant)),
        ReadContent::Text => quote!(body.text().map(Self::#variant)),
        ReadContent::Bytes => quote!(Ok(Self::#variant(body.bytes()))),
    }
}

/// How a value becomes a parameter.
pub(super) fn parameter(it: &ParameterWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let value = match &it.form {
        ParameterForm::Text => quote!(ParameterValue::text(self.as_str())),
        ParameterForm::Integer => quote!(ParameterValue::text(self.as_i64().to_string())),
        ParameterForm::Variants(arms, unknown) => {
            let arms = arms.iter().map(|variants| {
                let variants = variants.iter().map(ident);
                quote!(#(Self::#variants(value))|* => value.value(),)
            });
            let unknown = ident(unknown);
            quote! {
                match self {
                    #(#arms)*
                    Self::#unknown(raw) => ParameterValue::text(raw.as_str()),
                }
            }
        }
        ParameterForm::Pairs(pairs) => pairs_value(pairs),
    };
    quote! {
        impl Parameter for #ty {
            fn value(&self) -> ParameterValue<'_> {
                #value
            }
        }
    }
}

fn pairs_value(pairs: &[(String, crate::code::Name, Presence)]) -> TokenStream {
    if pairs.is_empty() {
        return quote!(Pairs::new().into());
    }
    let pairs = pairs.iter().map(|(wire, name, presence)| {
        let name = ident(name);
        match presence {
            Presence::Required | Presence::Optional => quote!(pairs.add(#wire, &self.#name);),
            Presence::Nullable => quote! {
                if let Some(value) = self.#name.value() {
                    pairs.add(#wire, value);
                }
            },
        }
    });
    quote! {
        let mut pairs = Pairs::new();
        #(#pairs)*
        pairs.into()
    }
}
