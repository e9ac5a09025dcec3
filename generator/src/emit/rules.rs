//! Rules of types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::leaves::{self, word};
use crate::code::{Piece, Rule, Rules};

/// The rules of a type, one a row.
pub(super) fn rules(it: &Rules) -> TokenStream {
    let ty = leaves::ty(&it.ty);
    let rules = it.rules.iter().map(rule);
    quote!(rules! { #ty { #(#rules,)* } })
}

fn rule(it: &Rule) -> TokenStream {
    match it {
        Rule::Word(name) => {
            let name = word(name);
            quote!(#name)
        }
        Rule::Count(name, count) => {
            let (name, count) = (word(name), Literal::u64_unsuffixed(*count));
            quote!(#name(#count))
        }
        Rule::Bound(name, bound) => {
            // The shortest text that reads back as the same number.
            let (name, bound) = (word(name), leaves::tokens(&format!("{bound:?}")));
            quote!(#name(#bound))
        }
        Rule::Pattern(source, from_start, to_end, pieces) => {
            let pieces = pieces.iter().map(piece);
            quote!(Pattern(#source, #from_start, #to_end, &[#(#pieces),*]))
        }
        Rule::Member(key, rules) => {
            let rules = list(rules);
            quote!(Member(#key, #rules))
        }
        Rule::Others(keys, rules) => {
            let rules = list(rules);
            quote!(Others(&[#(#keys),*], #rules))
        }
        Rule::Items(rules) => {
            let rules = list(rules);
            quote!(Items(#rules))
        }
        Rule::Places(places) => {
            let places = places.iter().map(|it| list(it));
            quote!(Places(&[#(#places),*]))
        }
        Rule::Of(of) => {
            let of = leaves::ty(of);
            quote!(Of(rules::<#of>))
        }
        Rule::Tag(property, branches) => {
            let branches = branches.iter().map(branch);
            quote!(Tag(#property, &[#(#branches),*]))
        }
        Rule::Key(branches) => {
            let branches = branches.iter().map(branch);
            quote!(Key(&[#(#branches),*]))
        }
        Rule::Any(branches) => {
            let branches = branches.iter().map(|it| list(it));
            quote!(Any(&[#(#branches),*]))
        }
    }
}

fn piece(it: &Piece) -> TokenStream {
    let (ranges, within) = (&it.ranges, it.within);
    let times = |count: usize| match count {
        usize::MAX => quote!(usize::MAX),
        count => {
            let count = Literal::usize_unsuffixed(count);
            quote!(#count)
        }
    };
    let (least, most) = (times(it.least), times(it.most));
    quote!((#ranges, #within, #least, #most))
}

fn list(rules: &[Rule]) -> TokenStream {
    let rules = rules.iter().map(rule);
    quote!(&[#(#rules),*])
}

fn branch((name, rules): &(String, Vec<Rule>)) -> TokenStream {
    let rules = list(rules);
    quote!((#name, #rules))
}
