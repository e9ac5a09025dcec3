//! Pages: the methods of a call, and what they know of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::attributes;
use super::leaves::{self, ident};
use crate::code::{Hold, Name, Next, Paging, Size, Type};

/// `fn pages` and `fn items`
pub(super) fn methods(it: &Paging) -> TokenStream {
    let pages = attributes(&it.pages, &[]);
    let items = attributes(&it.items, &[]);
    quote! {
        #pages
        pub fn pages(self) -> Pages<Self> {
            Pages::new(self)
        }
        #items
        pub fn items(self) -> Items<Self> {
            Items::new(self)
        }
    }
}

/// `impl Paged for …`
pub(super) fn paged(it: &Paging, call: &Name, error: &Type) -> TokenStream {
    let (call, error) = (ident(call), leaves::ty(error));
    let (page, item) = (leaves::ty(&it.page), leaves::ty(&it.item));
    let next = next(&it.next);
    let (keys, more) = (&it.keys, &it.more);
    let items = way(&quote!(page), &it.way);
    quote! {
        impl Paged for #call<'_> {
            type Page = #page;
            type Item = #item;
            type Failure = #error;

            const PAGING: Paging = Paging {
                next: #next,
                items: &[#(#keys),*],
                more: &[#(#more),*],
            };

            fn core(&self) -> &Core {
                &self.client.core
            }

            fn request(&self) -> (Request, CallOptions) {
                self.clone().into_request()
            }

            fn items(page: Self::Page) -> Vec<Self::Item> {
                #items
            }
        }
    }
}

fn next(it: &Next) -> TokenStream {
    match it {
        Next::Cursor {
            parameter,
            at,
            until_empty,
        } => quote!(Next::Cursor {
            parameter: #parameter,
            at: &[#(#at),*],
            until_empty: #until_empty,
        }),
        Next::Last { parameter, key } => quote!(Next::Last {
            parameter: #parameter,
            key: #key,
        }),
        Next::Offset { parameter, size } => {
            let size = size.as_ref().map_or(quote!(None), |it| {
                let size = self::size(it);
                quote!(Some(#size))
            });
            quote!(Next::Offset {
                parameter: #parameter,
                size: #size,
            })
        }
        Next::Number { parameter, first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(Next::Number {
                parameter: #parameter,
                first: #first,
            })
        }
        Next::Url(at) => quote!(Next::Url(&[#(#at),*])),
        Next::Link => quote!(Next::Link),
    }
}

fn size(it: &Size) -> TokenStream {
    let parameter = &it.parameter;
    let [default, most] = [it.default, it.most].map(Literal::u64_unsuffixed);
    quote!(Size {
        parameter: #parameter,
        default: #default,
        most: #most,
    })
}

/// The items of a page, field by field: what is absent on the way has none.
fn way(from: &TokenStream, fields: &[(Name, Hold)]) -> TokenStream {
    match fields {
        [] => quote!(#from.held()),
        [(name, hold), rest @ ..] => {
            let name = ident(name);
            let field = quote!(#from.#name);
            let opened = match hold {
                _ if rest.is_empty() => return quote!(#field.held()),
                Hold::Plain => return way(&field, rest),
                Hold::Option => field,
                Hold::Field => quote!(#field.into_value()),
            };
            let inner = way(&quote!(it), rest);
            quote!(#opened.map_or_else(Vec::new, |it| #inner))
        }
    }
}
