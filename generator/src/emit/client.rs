//! The client, its builder and the description of its API.

use proc_macro2::TokenStream;
use quote::quote;

use super::leaves::{self, ident, word};
use super::types;
use crate::code::{
    Api, Client, CredentialSetter, GlobalField, Scheme, Server, Taken, VariableSetter,
};

/// The client, its builder and the description of its API.
pub(super) fn client(it: &Client) -> TokenStream {
    let client = client_struct(it);
    let globals = globals_struct(it);
    let builder = builder_struct(it);
    let setters = builder_methods(it);
    let api = api(&it.api);
    quote!(#client #globals #builder #setters #api)
}

fn client_struct(it: &Client) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let globals = (!it.globals.is_empty()).then(|| quote!(pub(super) globals: Arc<Globals>,));
    let idle = it.idle.then(
        || quote!(#[expect(dead_code, reason = "the document describes no call that can be made")]),
    );
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            #idle
            pub(super) core: Core,
            #globals
        }
        impl Client {
            #[doc = " Starts a client: give it what it needs, then build it."]
            pub fn builder() -> ClientBuilder {
                ClientBuilder::default()
            }
        }
    }
}

fn globals_struct(it: &Client) -> Option<TokenStream> {
    if it.globals.is_empty() {
        return None;
    }
    let lints = leaves::lints(&it.globals_lints);
    let fields = it.globals.iter().map(|it| {
        let docs = leaves::docs(&it.doc);
        let (name, ty) = (ident(&it.setter.name), leaves::ty(&it.ty));
        quote!(#docs pub(super) #name: #ty)
    });
    Some(quote! {
        #[doc = " What is set once for all calls."]
        #lints
        #[derive(Debug)]
        pub(super) struct Globals {
            #(#fields),*
        }
    })
}

fn builder_struct(it: &Client) -> TokenStream {
    let fields = it.globals.iter().map(|it| {
        let (name, ty) = (ident(&it.setter.name), leaves::ty(&it.ty));
        quote!(#name: Option<#ty>)
    });
    quote! {
        #[doc = " Builds a [`Client`]."]
        #[derive(Clone, Debug, Default)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct ClientBuilder {
            core: CoreBuilder,
            #(#fields),*
        }
    }
}

fn builder_methods(it: &Client) -> TokenStream {
    let globals = it.globals.iter().map(|it| types::setter(&it.setter));
    let credentials = it.credentials.iter().map(credential);
    let variables = it.variables.iter().map(variable);
    let common = common_methods(it);
    let build = build(&it.globals);
    quote! {
        impl ClientBuilder {
            #(#globals)*
            #(#credentials)*
            #(#variables)*
            #common
            #build
        }
    }
}

fn credential(it: &CredentialSetter) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let lints = leaves::lints(&it.lints);
    let name = ident(&it.name);
    let scheme = &it.scheme;
    match it.takes {
        Taken::Basic => quote! {
            #docs
            pub fn #name(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
                self.core.basic(#scheme, user, password);
                self
            }
        },
        Taken::Secret => quote! {
            #docs
            #lints
            pub fn #name(mut self, #name: impl Into<Secret>) -> Self {
                self.core.credential(#scheme, #name);
                self
            }
        },
        Taken::Token => quote! {
            #docs
            #lints
            pub fn #name(mut self, #name: impl Into<AccessToken>) -> Self {
                self.core.bearer(#scheme, #name);
                self
            }
        },
    }
}

fn variable(it: &VariableSetter) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let lints = leaves::lints(&it.lints);
    let name = ident(&it.name);
    let variable = &it.variable;
    quote! {
        #docs
        #lints
        pub fn #name(mut self, #name: impl Into<String>) -> Self {
            self.core.variable(#variable, #name);
            self
        }
    }
}

fn common_methods(it: &Client) -> TokenStream {
    let base_url = leaves::docs(&it.base_url);
    quote! {
        #base_url
        pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
            self.core.base_url(base_url);
            self
        }
        #[doc = " Whether anything may be sent over plain HTTP; only to this machine itself unless set."]
        #[doc = ""]
        #[doc = " Then keys, tokens and all else go without encryption, for everybody on the way to read and to change: it is for networks that are trusted."]
        #[doc = " It allows what is given as `http://…`, such as the base URL, a server of the document, or where tokens come from; nothing goes from"]
        #[doc = " https to http by itself."]
        pub fn plain_http(mut self, allowed: bool) -> Self {
            self.core.plain_http(allowed);
            self
        }
        #[doc = " Limits the time that one attempt may take; 30 seconds unless set."]
        pub fn timeout(mut self, timeout: Duration) -> Self {
            self.core.timeout(timeout);
            self
        }
        #[doc = " Limits the time that a call may take in all, with all attempts; 60 seconds unless set."]
        pub fn deadline(mut self, deadline: Duration) -> Self {
            self.core.deadline(deadline);
            self
        }
        #[doc = " Says which failures are tried again; see [`Retry`]."]
        pub fn retry(mut self, retry: Retry) -> Self {
            self.core.retry(retry);
            self
        }
        #[doc = " Limits how many requests are sent in a time; see [`Pace`]. There is no limit unless set."]
        pub fn pace(mut self, pace: Pace) -> Self {
            self.core.pace(pace);
            self
        }
        #[doc = " Tells the time by this instead of the machine's clock."]
        pub fn clock(mut self, clock: impl Clock) -> Self {
            self.core.clock(clock);
            self
        }
        #[doc = " Limits the time that connecting may take."]
        pub fn connect_timeout(mut self, timeout: Duration) -> Self {
            self.core.connect_timeout(timeout);
            self
        }
        #[doc = " Limits the size of an answer's body."]
        pub fn max_response_bytes(mut self, bytes: usize) -> Self {
            self.core.max_response_bytes(bytes);
            self
        }
        #[doc = " Asks for answers that are packed with gzip. Their limits hold for what they become."]
        #[cfg(feature = "gzip")]
        pub fn gzip(mut self) -> Self {
            self.core.gzip();
            self
        }
        #[doc = " Names the caller to the server, instead of this crate and its version."]
        pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
            self.core.user_agent(user_agent);
            self
        }
        #[doc = " Sends calls through this transport instead of the default one."]
        pub fn transport(mut self, transport: impl Transport) -> Self {
            self.core.transport(transport);
            self
        }
    }
}

fn build(globals: &[GlobalField]) -> TokenStream {
    let missing = if globals.is_empty() {
        quote!()
    } else {
        let fields = globals.iter().map(|it| {
            let (name, label) = (ident(&it.setter.name), &it.label);
            quote!(#name: self.#name.ok_or(BuildError::missing(#label))?)
        });
        quote!(globals: Arc::new(Globals { #(#fields),* }),)
    };
    quote! {
        #[doc = " Builds the client."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " [`BuildError`] when something that every call needs is missing, or when the base URL or a credential cannot be"]
        #[doc = " sent. A credential that is not given is missed by the calls that need it."]
        pub fn build(self) -> Result<Client, BuildError> {
            Ok(Client {
                #missing
                core: self.core.build(&API)?,
            })
        }
    }
}

fn api(it: &Api) -> TokenStream {
    let name = &it.name;
    let servers = it.servers.iter().map(server);
    let schemes = it.schemes.iter().map(scheme);
    quote! {
        static API: Api = Api {
            name: #name,
            servers: &[#(#servers),*],
            schemes: &[#(#schemes),*],
        };
    }
}

/// `Server { … }`
pub(super) fn server(it: &Server) -> TokenStream {
    let url = &it.url;
    let variables = it.variables.iter().map(|it| {
        let (name, default, values) = (&it.name, &it.default, &it.values);
        quote!(Variable { name: #name, default: #default, values: &[#(#values),*] })
    });
    quote! {
        Server {
            url: #url,
            variables: &[#(#variables),*],
        }
    }
}

fn scheme(it: &Scheme) -> TokenStream {
    let name = &it.name;
    let place = word(it.place);
    let key = it.key.as_ref().map(|it| quote!((#it)));
    quote! {
        Scheme {
            name: #name,
            place: Place::#place #key,
        }
    }
}
