//! How a union is read.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::code::{KindsWire, Read, ShapeWire};
use crate::emit::leaves::{ident, word};

/// The value of a union, read.
pub(super) fn read(it: &Read) -> TokenStream {
    match it {
        Read::Value(variant) => {
            let variant = ident(variant);
            quote!(Self::#variant(reader.value()?))
        }
        Read::Raw(variant) => {
            let variant = ident(variant);
            quote!(Self::#variant(reader.raw()?))
        }
        Read::Kind(arms, otherwise) => {
            let arms = arms.iter().map(|(kinds, to)| {
                let (kinds, to) = (kinds.iter().map(|it| word(it)), read(to));
                quote!(#(Kind::#kinds)|* => #to,)
            });
            choice(&quote!(reader.kind()?), arms, otherwise)
        }
        Read::Items(arms, otherwise) => {
            let arms = arms.iter().map(|(kinds, to)| {
                let kind = |it: &&str| {
                    let kind = word(it);
                    quote!(Kind::#kind)
                };
                arm(kinds.iter().map(|it| it.as_ref().map(kind)), to)
            });
            choice(&quote!(reader.kind_of_items()?), arms, otherwise)
        }
        Read::Tag(property, arms, otherwise) => {
            let arms = arms.iter().map(|(tags, to)| {
                let tags = tags.iter().map(|it| it.as_ref().map(|it| quote!(#it)));
                arm(tags, to)
            });
            choice(&quote!(reader.tag(#property)?.as_deref()), arms, otherwise)
        }
        Read::Key(keys, arms, otherwise) => choice(
            &quote!(reader.first_key_of(&[#(#keys),*])?),
            numbered(arms),
            otherwise,
        ),
        Read::OnlyKey(keys, arms, otherwise) => choice(
            &quote!(reader.only_key_of(&[#(#keys),*])?),
            numbered(arms),
            otherwise,
        ),
        Read::Shape(shapes, arms, otherwise) => {
            let shapes = shapes.iter().map(shape);
            let choice = choice(&quote!(reader.shape_of(SHAPES)?), numbered(arms), otherwise);
            quote!({
                const SHAPES: &[&[Key]] = &[#(#shapes),*];
                #choice
            })
        }
    }
}

fn choice(
    question: &TokenStream,
    arms: impl Iterator<Item = TokenStream>,
    otherwise: &Read,
) -> TokenStream {
    let otherwise = read(otherwise);
    quote! {
        match #question {
            #(#arms)*
            _ => #otherwise,
        }
    }
}

fn numbered(arms: &[(Vec<usize>, Read)]) -> impl Iterator<Item = TokenStream> {
    arms.iter().map(|(positions, to)| {
        let position = |it: &usize| Literal::usize_unsuffixed(*it);
        arm(
            positions.iter().map(|it| {
                let position = position(it);
                Some(quote!(#position))
            }),
            to,
        )
    })
}

/// An arm for some answers, and perhaps for none.
fn arm(answers: impl Iterator<Item = Option<TokenStream>>, to: &Read) -> TokenStream {
    let to = read(to);
    let (mut some, mut none) = (Vec::new(), None);
    for answer in answers {
        match answer {
            Some(answer) => some.push(answer),
            None => none = Some(quote!(None)),
        }
    }
    let some = (!some.is_empty()).then(|| quote!(Some(#(#some)|*)));
    let patterns = none.into_iter().chain(some);
    quote!(#(#patterns)|* => #to,)
}

fn shape(it: &ShapeWire) -> TokenStream {
    let keys = it.keys.iter().map(|it| {
        let (wire, kinds) = (&it.wire, kinds(&it.kinds));
        if it.required {
            quote!(needs(#wire, #kinds))
        } else {
            quote!(knows(#wire, #kinds))
        }
    });
    let rest = it.rest.as_ref().map(|it| {
        let kinds = kinds(it);
        quote!(keeps(#kinds))
    });
    let keys = keys.chain(rest);
    quote!(&[#(#keys),*])
}

fn kinds(it: &KindsWire) -> TokenStream {
    let own = it.own.iter().map(|it| {
        let own = word(it);
        quote!(#own)
    });
    let items = it.items.iter().map(|it| word(it));
    let list = (!it.items.is_empty()).then(|| quote!(list(#(#items)|*)));
    let all = own.chain(list);
    quote!(#(#all)|*)
}
