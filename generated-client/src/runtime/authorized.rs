//! Who calls: credentials, the tokens that are fetched for them, and a second try with a new one.
//!
//! Takes what a client was given and what an operation needs. It must not send what proves who calls to another host than it is for.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::attempts::Call;
use super::core::{Core, Prepared, Sent};
use super::json::from_slice;
use super::operation::{Method, Operation, Place, Repeat};
use super::options::CallOptions;
use super::refusal::RequestError;
use super::request::header_value;
use super::secret::Secret;
use super::setup::Credential;
use super::text::scrub;
use super::token::{ClientCredentials, Granted, Keeper, Source, Token, TokenError};
use super::transport::{BoxFuture, Limits, TransportError};
use super::url::BaseUrl;

impl Core {
    /// Sends a request, and once more with a new token where the one that was fetched is refused (401).
    pub(super) async fn authorized<'t, B>(
        &self,
        prepared: &mut Prepared<'_>,
        options: &CallOptions,
        send: impl Fn(http::Request<Bytes>, Limits) -> Sent<'t, B>,
    ) -> (Result<http::Response<B>, TransportError>, Call) {
        let (operation, limits) = (prepared.operation, prepared.limits);
        let request = std::mem::take(&mut prepared.request);
        let Some((keeper, worn)) = prepared.fetched.take() else {
            return self
                .attempt(operation, request, limits, options, send)
                .await;
        };
        let first = self.attempt(operation, request.clone(), limits, options, &send);
        let (result, call) = first.await;
        let longest = options.deadline.unwrap_or(self.inner.deadline);
        let left = longest.saturating_sub(call.elapsed);
        let is_refused = |it: &http::Response<B>| it.status() == StatusCode::UNAUTHORIZED;
        if !result.as_ref().is_ok_and(is_refused) || left.is_zero() {
            return (result, call);
        }
        let renewed = self.fetched(keeper, Some(&worn)).await.ok();
        let header = renewed.as_ref().and_then(bearer);
        let (Some(token), Some(header)) = (renewed, header) else {
            return (result, call);
        };
        prepared.secrets.push(token);
        let mut request = request;
        request.headers_mut().insert(AUTHORIZATION, header);
        let options = options.clone().deadline(left);
        let (result, again) = self
            .attempt(operation, request, limits, &options, send)
            .await;
        (result, call.followed_by(again))
    }

    /// The token of a keeper, fetched where it has none that is good.
    pub(super) async fn fetched(
        &self,
        keeper: &Keeper,
        worn: Option<&Secret>,
    ) -> Result<Secret, TokenError> {
        let now = || self.inner.clock.now();
        let fetch = async || match &keeper.source {
            Source::Custom(source) => source.fetch().await,
            Source::ClientCredentials(credentials) => self.granted(credentials).await,
        };
        let token = keeper.token(worn, now, fetch).await?;
        match bearer(&token) {
            Some(_) => Ok(token),
            None => Err(TokenError::new("it holds characters that cannot be sent")),
        }
    }

    /// Asks a token endpoint. It is boxed, for it sends a request of its own.
    fn granted<'a>(
        &'a self,
        credentials: &'a ClientCredentials,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        static GRANT: Operation = Operation {
            id: "token",
            method: Method::POST,
            path: "{token_url}",
            repeat: Repeat::Idempotent,
            security: &[],
            accept: "application/json",
            server: None,
        };
        Box::pin(async {
            let failed = |error: &dyn fmt::Display| TokenError::new(error.to_string());
            let base = BaseUrl::parse(&credentials.url).map_err(|error| failed(&error))?;
            let request = http::Request::post(format!("{}{}", base.origin, base.prefix))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ACCEPT, GRANT.accept)
                .header(USER_AGENT, &self.inner.user_agent)
                .body(Bytes::copy_from_slice(
                    credentials.form().expose().as_bytes(),
                ));
            let request = request.map_err(|error| failed(&error))?;
            let limits = self.inner.limits;
            let send = |request, limits| self.inner.transport.send(request, limits);
            let options = CallOptions::new();
            let (result, _) = self.attempt(&GRANT, request, limits, &options, send).await;
            let secrets = [credentials.secret().clone()];
            let response =
                result.map_err(|error| TokenError::new(scrub(&error.to_string(), &secrets)))?;
            let granted: Granted = from_slice(response.body()).unwrap_or_default();
            if response.status().is_success() {
                return granted
                    .token()
                    .ok_or_else(|| TokenError::new("the endpoint's answer has none"));
            }
            let reason = scrub(&granted.error.unwrap_or_default(), &secrets);
            let text = format!(
                "the endpoint answers {} {reason}",
                response.status().as_u16()
            );
            Err(TokenError::new(text.trim_end()))
        })
    }

    /// The first alternative whose credentials are all there. One without credentials is the last resort.
    pub(super) fn alternative(
        &self,
        operation: &Operation,
    ) -> Result<&'static [&'static str], RequestError> {
        let alternatives = operation.security;
        let complete = |alternative: &&&[&str]| {
            !alternative.is_empty()
                && alternative
                    .iter()
                    .all(|scheme| self.credential(scheme).is_some())
        };
        if let Some(alternative) = alternatives.iter().find(complete) {
            return Ok(alternative);
        }
        let missing = alternatives
            .iter()
            .flat_map(|alternative| alternative.iter())
            .find(|scheme| self.credential(scheme).is_none());
        match missing {
            Some(scheme)
                if !alternatives
                    .iter()
                    .any(|alternative| alternative.is_empty()) =>
            {
                Err(RequestError::MissingCredential { scheme })
            }
            _ => Ok(&[]),
        }
    }

    /// Who fetches the token of a scheme.
    pub(super) fn keeper(&self, scheme: &str) -> Option<(&'static str, &Keeper)> {
        match self.credential(scheme)? {
            (scheme, Place::Bearer, Credential::Fetched(keeper)) => Some((scheme, keeper)),
            _ => None,
        }
    }

    pub(super) fn credential(&self, scheme: &str) -> Option<(&'static str, Place, &Credential)> {
        let place = self
            .inner
            .api
            .schemes
            .iter()
            .find(|known| known.name == scheme)?
            .place;
        let (name, credential) = self
            .inner
            .credentials
            .iter()
            .find(|(name, _)| *name == scheme)?;
        Some((name, place, credential))
    }
}

fn bearer(token: &Secret) -> Option<HeaderValue> {
    let value = Secret::from(format!("Bearer {}", token.expose()));
    header_value(value.expose(), true)
}
