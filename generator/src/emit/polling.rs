//! Waiting: the method of a call, and what it knows of states.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes;
use super::leaves::{self, ident, word};
use crate::code::{Following, Name, Polling, ReadAs, Type};

/// `fn wait`
pub(super) fn method(it: &Polling, error: &Type) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let (answer, error) = (leaves::ty(&it.answer), leaves::ty(error));
    quote! {
        #attributes
        pub async fn wait(self, limits: Wait) -> Result<Waited<#answer>, Error<#error>> {
            wait(&self, limits).await
        }
    }
}

/// `impl Polled for …`
pub(super) fn polled(it: &Polling, call: &Name, error: &Type) -> TokenStream {
    let (call, error) = (ident(call), leaves::ty(error));
    let answer = leaves::ty(&it.answer);
    let (state, pending) = (&it.state, &it.pending);
    let (done, ended) = (&it.done, &it.ended);
    quote! {
        impl Polled for #call<'_> {
            type Answer = #answer;
            type Failure = #error;

            const POLLING: Polling = Polling {
                state: &[#(#state),*],
                pending: &[#(#pending),*],
                done: &[#(#done),*],
                ended: &[#(#ended),*],
            };

            fn core(&self) -> &Core {
                &self.client.core
            }

            fn request(&self) -> (Request, CallOptions) {
                self.clone().into_request()
            }
        }
    }
}

/// `fn wait` of a call that may be carried out later.
pub(super) fn follow(it: &Following, error: &Type) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let (answer, error) = (leaves::ty(&it.answer), leaves::ty(error));
    quote! {
        #attributes
        pub async fn wait(self, limits: Wait) -> Result<Followed<#answer>, Error<#error>> {
            follow(&self, limits).await
        }
    }
}

/// `impl Ordered for …`
pub(super) fn ordered(it: &Following, call: &Name, error: &Type) -> TokenStream {
    let (call, error) = (ident(call), leaves::ty(error));
    let answer = leaves::ty(&it.answer);
    let read = match it.read {
        ReadAs::By(method) => {
            let method = word(method);
            quote!(|_, body| body.#method())
        }
        ReadAs::Bytes => quote!(|_, body| body.bytes()),
        ReadAs::Nothing => quote!(|_, _| Ok(())),
        ReadAs::Itself => quote!(<#answer as Answer>::read),
    };
    quote! {
        impl Ordered for #call<'_> {
            type Answer = #answer;
            type Failure = #error;

            const READ: AnswerReader<#answer> = #read;

            fn core(&self) -> &Core {
                &self.client.core
            }

            fn request(&self) -> (Request, CallOptions) {
                self.clone().into_request()
            }
        }
    }
}
