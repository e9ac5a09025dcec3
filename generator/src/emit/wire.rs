//! The JSON mapping of types, how answers are read, and how values become parameters.

mod reading;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::leaves::{self, ident};
use crate::code::{
    AnswerCase, AnswersKind, AnswersWire, EnumerationWire, FieldWire, InputWire, ParameterForm,
    ParameterWire, Presence, ReadAnswer, ReadContent, RecordWire, Statuses, UnionWire, Values,
    VariantWire,
};

/// The JSON mapping of a record.
pub(super) fn record(it: &RecordWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let fields = it.fields.iter().map(field);
    let rest = it.rest.as_ref().map(|rest| {
        let (name, keys) = (ident(rest), &it.passed_over);
        let except = (it.is_read && !keys.is_empty()).then(|| quote!(except(#(#keys),*)));
        quote!(..#name #except)
    });
    if it.is_read {
        let numbers = (0..it.fields.len()).map(Literal::usize_unsuffixed);
        quote!(record! { #ty { #(#numbers #fields,)* #rest } })
    } else {
        quote!(written_record! { #ty { #(#fields,)* #rest } })
    }
}

fn field(it: &FieldWire) -> TokenStream {
    let (wire, name) = (&it.wire, ident(&it.name));
    let presence = match it.presence {
        Presence::Required => quote!(required),
        Presence::Optional => quote!(optional),
        Presence::Nullable => quote!(nullable),
    };
    quote!(#wire => #presence #name)
}

/// How what is sent is made of what was received.
pub(super) fn input(it: &InputWire) -> TokenStream {
    let (received, sent) = (leaves::ty(&it.received), leaves::ty(&it.sent));
    quote!(input! { #received => #sent })
}

/// The JSON mapping of an enumeration.
pub(super) fn enumeration(it: &EnumerationWire) -> TokenStream {
    let (ty, unknown) = (leaves::ty(&it.ty), ident(&it.unknown));
    let variants = it.variants.iter().map(ident);
    match &it.values {
        Values::Text(texts) => {
            quote!(text_enumeration! { #ty { #(#texts => #variants,)* _ => #unknown, } })
        }
        Values::Integer(integers) => {
            let integers = integers.iter().map(|it| leaves::integer(*it));
            quote!(integer_enumeration! { #ty { #(#integers => #variants,)* _ => #unknown, } })
        }
    }
}

/// The JSON mapping of a union.
pub(super) fn union(it: &UnionWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let variants = it.variants.iter().map(variant);
    let decode = it.is_read.then(|| union_decode(it, &ty));
    quote! {
        union! { #ty { #(#variants,)* } }
        #decode
    }
}

fn variant(it: &VariantWire) -> TokenStream {
    let name = ident(&it.name);
    let from = it.from.as_ref().map(|it| {
        let ty = leaves::ty(it);
        quote!(from #ty)
    });
    let tag = it
        .tag
        .as_ref()
        .map(|(property, tag)| quote!((#property = #tag)));
    quote!(#name #tag #from)
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
        crate::runtime::bridge!(#ty);
    }
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
        ReadContent::Bytes => quote!(body.bytes().map(Self::#variant)),
    }
}

/// How a value becomes a parameter.
pub(super) fn parameter(it: &ParameterWire) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let value = match &it.form {
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
