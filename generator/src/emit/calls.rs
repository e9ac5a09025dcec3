//! Calls: the method of the client, the constant, and the call builder.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::leaves::{self, ident, word};
use super::{attributes, client, paging, polling, types};
use crate::code::{
    Call, Encoding, Hand, MediaType, Method, Operation, Output, Part, Repeat, Send, Type, Value,
};

/// A method of the client, its constant and its call builder.
pub(super) fn call(it: &Call) -> TokenStream {
    let method = method(it);
    let operation = operation(&it.operation);
    let builder = builder(it);
    let setters = it.setters.iter().map(types::setter);
    let sends = sends(it);
    let name = ident(&it.builder);
    let paging = it.paging.as_ref();
    let methods = paging.map(paging::methods);
    let paged = paging.map(|of| paging::paged(of, &it.builder, &it.error));
    let polling = it.polling.as_ref();
    let wait = polling.map(|of| polling::method(of, &it.error));
    let polled = polling.map(|of| polling::polled(of, &it.builder, &it.error));
    let following = it.following.as_ref();
    let follow = following.map(|of| polling::follow(of, &it.error));
    let ordered = following.map(|of| polling::ordered(of, &it.builder, &it.error));
    quote! {
        impl Client {
            #method
        }
        #operation
        #builder
        impl #name<'_> {
            #(#setters)*
            #[doc = " Sets time limits, retries, further headers or further query pairs for this call alone."]
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }
            #sends
            #methods
            #wait
            #follow
        }
        #paged
        #polled
        #ordered
    }
}

fn method(it: &Call) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let (method, builder) = (ident(&it.method), ident(&it.builder));
    let arguments = it.arguments.iter().map(leaves::argument);
    let fields = it
        .fields
        .iter()
        .map(|it| leaves::field_value(&it.name, &it.init));
    quote! {
        #attributes
        pub fn #method(&self, #(#arguments),*) -> #builder<'_> {
            #builder {
                client: self,
                #(#fields,)*
                options: CallOptions::default(),
            }
        }
    }
}

fn operation(it: &Operation) -> TokenStream {
    let name = ident(&it.name);
    let (id, path, accept) = (&it.id, &it.path, &it.accept);
    let (method, repeat) = (method_name(&it.method), repeat(&it.repeat));
    let security = it.security.iter().map(|all| quote!(&[#(#all),*]));
    let server = it.server.as_ref().map_or(quote!(None), |it| {
        let server = client::server(it);
        quote!(Some(#server))
    });
    quote! {
        static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            repeat: #repeat,
            security: &[#(#security),*],
            accept: #accept,
            server: #server,
        };
    }
}

fn repeat(it: &Repeat) -> TokenStream {
    match it {
        Repeat::Known(known) => {
            let known = word(known);
            quote!(Repeat::#known)
        }
        Repeat::Keyed(header) => quote!(Repeat::Keyed(#header)),
    }
}

fn method_name(it: &Method) -> TokenStream {
    match it {
        Method::Known(known) => {
            let known = word(known);
            quote!(Method::#known)
        }
        Method::Other(text) => quote!(Method::new(#text)),
    }
}

fn builder(it: &Call) -> TokenStream {
    let attributes = attributes(&it.builder_doc, &it.builder_lints);
    let name = ident(&it.builder);
    let fields = it.fields.iter().map(|it| {
        let (name, ty) = (ident(&it.name), leaves::ty(&it.ty));
        quote!(#name: #ty)
    });
    quote! {
        #attributes
        #[derive(Clone, Debug)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct #name<'a> {
            client: &'a Client,
            #(#fields,)*
            options: CallOptions,
        }
    }
}

/// The methods that send a call. The request is built in the only one of them, or beside them.
fn sends(it: &Call) -> TokenStream {
    let constant = ident(&it.operation.name);
    let globals = it
        .globals
        .then(|| quote!(let globals = &self.client.globals;));
    let mutable = (!it.parts.is_empty()).then(|| quote!(mut));
    let parts = it.parts.iter().map(part);
    let request = quote! {
        #globals
        let #mutable request = Request::new(&#constant);
        #(#parts)*
    };
    let shares = it.paging.is_some() || it.polling.is_some() || it.following.is_some();
    if let ([only], false) = (it.sends.as_slice(), shares) {
        let (finish, accept, until) = finish(only);
        let body = quote! {
            #request
            self.client.core.#finish(#accept request, self.options).await #until
        };
        return send(only, &it.error, &body);
    }
    let lints = leaves::lints(&it.request_lints);
    let sends = it.sends.iter().map(|of| {
        let (finish, accept, until) = finish(of);
        let body = quote! {
            let client = self.client;
            let (request, options) = self.into_request();
            client.core.#finish(#accept request, options).await #until
        };
        send(of, &it.error, &body)
    });
    quote! {
        #(#sends)*
        #lints
        fn into_request(self) -> (Request, CallOptions) {
            #request
            (request, self.options)
        }
    }
}

/// The method of `Core` that ends a call, what it asks for, and what is made of what it gives.
fn finish(it: &Send) -> (Ident, Option<TokenStream>, Option<TokenStream>) {
    let accept = it.accept.as_ref().map(|it| quote!(#it,));
    let until = it.sentinel.as_ref();
    let until = until.map(|it| quote!(.map(|stream| stream.until(#it))));
    (word(it.finish), accept, until)
}

fn send(it: &Send, error: &Type, body: &TokenStream) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let (name, error) = (word(it.name), leaves::ty(error));
    let inner = it.output.inner().map(leaves::ty);
    let output = match &it.output {
        Output::Response(_) => quote!(Response<#inner>),
        Output::Bytes => quote!(ByteStream),
        Output::Events(Some(_)) => quote!(EventStream<#inner>),
        Output::Events(None) => quote!(EventStream<Event>),
        Output::Items(_) => quote!(ItemStream<#inner>),
    };
    quote! {
        #attributes
        pub async fn #name(self) -> Result<#output, Error<#error>> {
            #body
        }
    }
}

fn part(it: &Part) -> TokenStream {
    match it {
        Part::Parameter {
            method,
            style,
            wire,
            value,
        } => {
            let method = word(method);
            let style = style.map(|it| {
                let style = word(it);
                quote!(Style::#style,)
            });
            let value = value_of(value);
            quote!(request.#method(#style #wire, #value);)
        }
        Part::Body {
            method,
            media_type,
            encodings,
            hand,
        } => {
            let method = word(method);
            let media_type = match media_type {
                MediaType::Known => None,
                MediaType::One(one) => Some(quote!(#one,)),
                MediaType::Several(all) => Some(quote!(&[#(#all),*],)),
            };
            let encodings = encodings.as_ref().map(|it| {
                let encodings = it.iter().map(encoding);
                quote!(&[#(#encodings),*],)
            });
            let body = match hand {
                Hand::Borrowed => quote!(&self.body),
                Hand::Moved => quote!(self.body),
                Hand::Optional => quote!(self.body.as_ref()),
                Hand::IfBorrowed | Hand::IfMoved => quote!(body),
            };
            let set = quote!(request.#method(#media_type #encodings #body););
            match hand {
                Hand::Borrowed | Hand::Moved | Hand::Optional => set,
                Hand::IfBorrowed => quote!(if let Some(body) = &self.body { #set }),
                Hand::IfMoved => quote!(if let Some(body) = self.body { #set }),
            }
        }
    }
}

fn encoding(it: &Encoding) -> TokenStream {
    let name = &it.wire;
    let style = it.style.map(|it| {
        let style = word(it);
        quote!(style: Some(Style::#style),)
    });
    let reserved = it.allow_reserved.then(|| quote!(allow_reserved: true,));
    let content_type = it.content_type.as_ref();
    let content_type = content_type.map(|it| quote!(content_type: Some(#it),));
    let headers = (!it.headers.is_empty()).then(|| {
        let headers = it
            .headers
            .iter()
            .map(|(name, value)| quote!((#name, #value)));
        quote!(headers: &[#(#headers),*],)
    });
    quote! {
        Encoding {
            name: #name,
            #style
            #reserved
            #content_type
            #headers
            ..Encoding::USUAL
        }
    }
}

fn value_of(it: &Value) -> TokenStream {
    match it {
        Value::Own(name) => {
            let name = ident(name);
            quote!(&self.#name)
        }
        Value::Given(name) => {
            let name = ident(name);
            quote!(Some(&self.#name))
        }
        Value::Optional(name) => {
            let name = ident(name);
            quote!(self.#name.as_ref())
        }
        Value::OwnOrGlobal(own, global) => {
            let (own, global) = (ident(own), ident(global));
            quote!(self.#own.as_ref().unwrap_or(&globals.#global))
        }
        Value::GivenOrGlobal(own, global) => {
            let (own, global) = (ident(own), ident(global));
            quote!(self.#own.as_ref().or(Some(&globals.#global)))
        }
    }
}
