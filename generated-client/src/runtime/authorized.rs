//! Tokens that are fetched for calls, and a second try with a new one.
//!
//! Takes what fetches them and the requests that need them. It must not send a token to another host than it is for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::attempts::Call;
use super::core::{Core, Prepared, Sent};
use super::exchange::Stop;
use super::json::from_slice;
use super::octets::Octets;
use super::operation::{Method, Operation, Repeat};
use super::options::CallOptions;
use super::refusal::{RequestError, TokenError};
use super::request::header_value;
use super::secret::Secret;
use super::setup::CoreBuilder;
use super::text::scrub;
use super::token::{AccessToken, ClientCredentials, Granted, Keeper, Origin, Source, Token};
use super::transport::{BoxFuture, Limits, TransportError};
use super::url::BaseUrl;

impl CoreBuilder {
    /// Sets the token of a scheme, or what fetches it.
    pub fn bearer(&mut self, scheme: &'static str, token: impl Into<AccessToken>) {
        match token.into().0 {
            Origin::Given(secret) => self.credential(scheme, secret),
            Origin::Fetched(keeper) => {
                self.credentials.retain(|(name, _)| *name != scheme);
                self.keepers.retain(|(name, _)| *name != scheme);
                self.keepers.push((scheme, keeper));
            }
        }
    }
}

impl Core {
    /// Who fetches a token of these schemes.
    pub(super) fn keeper(&self, schemes: &[&str]) -> Option<&Keeper> {
        let mut keepers = self.inner.keepers.iter();
        let keeper = keepers.find(|(scheme, _)| schemes.contains(scheme));
        keeper.map(|(_, keeper)| Arc::as_ref(keeper))
    }

    /// Puts the token into a request, unless its caller has given one. Gives the options with the time that is left then.
    pub(super) async fn authorize(
        &self,
        prepared: &mut Prepared<'_>,
        options: CallOptions,
    ) -> Result<CallOptions, Stop> {
        let Some(keeper) = prepared.keeper else {
            return Ok(options);
        };
        if prepared.request.headers().contains_key(AUTHORIZATION) {
            prepared.keeper = None;
            return Ok(options);
        }
        let longest = options.deadline.unwrap_or(self.inner.deadline);
        match self.fetched(keeper, None, longest).await {
            Ok((token, header, left)) => {
                prepared.wear(token, header);
                Ok(options.deadline(left))
            }
            Err(error) => Err(Stop::request(
                prepared.operation,
                RequestError::Token(error),
            )),
        }
    }

    /// Sends a request once more with a new token where the one that was fetched is refused (401).
    pub(super) async fn renewed<'t, B>(
        &self,
        prepared: &mut Prepared<'_>,
        spare: Option<http::Request<Bytes>>,
        options: &CallOptions,
        send: &impl Fn(http::Request<Bytes>, Limits) -> Sent<'t, B>,
        (result, call): (Result<http::Response<B>, TransportError>, Call),
    ) -> (Result<http::Response<B>, TransportError>, Call) {
        let longest = options.deadline.unwrap_or(self.inner.deadline);
        let left = longest.saturating_sub(call.elapsed);
        let is_refused = |it: &http::Response<B>| it.status() == StatusCode::UNAUTHORIZED;
        let (Some(keeper), Some(request)) = (prepared.keeper, spare) else {
            return (result, call);
        };
        let source = request.extensions().get::<Octets>();
        let may_be_sent = source.is_none_or(Octets::may_be_read);
        if !result.as_ref().is_ok_and(is_refused) || left.is_zero() || !may_be_sent {
            return (result, call);
        }
        let fetched = self.fetched(keeper, prepared.worn.as_ref(), left);
        let Ok((token, header, left)) = fetched.await else {
            return (result, call);
        };
        prepared.request = request;
        prepared.wear(token, header);
        let options = options.clone().deadline(left);
        let (operation, limits) = (prepared.operation, prepared.limits);
        let request = std::mem::take(&mut prepared.request);
        let again = self.attempt(operation, request, limits, &options, send);
        let (result, again) = again.await;
        (result, call.followed_by(again))
    }

    /// The token of a keeper, fetched where it has none that is good, the header that says it, and the time that is left.
    async fn fetched(
        &self,
        keeper: &Keeper,
        worn: Option<&Secret>,
        longest: Duration,
    ) -> Result<(Secret, HeaderValue, Duration), TokenError> {
        let now = || self.inner.clock.now();
        let end = now().saturating_add(longest);
        let fetch = async || match &keeper.source {
            Source::Custom(source) => source.fetch().await,
            Source::ClientCredentials(credentials) => {
                let left = end.saturating_sub(now());
                self.granted(credentials, left).await
            }
        };
        let token = keeper.token(worn, end, now, fetch).await?;
        let left = end.saturating_sub(now());
        if left.is_zero() {
            return Err(TokenError::new("it came too late for this call"));
        }
        let value = Secret::from(format!("Bearer {}", token.expose()));
        match header_value(value.expose(), true) {
            Some(header) => Ok((token, header, left)),
            None => Err(TokenError::new("it holds characters that cannot be sent")),
        }
    }

    /// Asks a token endpoint, for so long at most. It is boxed, for it sends a request of its own.
    fn granted<'a>(
        &'a self,
        credentials: &'a ClientCredentials,
        longest: Duration,
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
        Box::pin(async move {
            let failed = |error: &dyn fmt::Display| TokenError::new(error.to_string());
            let base = BaseUrl::parse(&credentials.url, self.inner.plain_http)
                .map_err(|error| failed(&error))?;
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
            let options = CallOptions::new().deadline(longest);
            let (result, _) = self.attempt(&GRANT, request, limits, &options, &send).await;
            let secrets = credentials.secrets();
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
}

impl Call {
    /// A call that went on after this one.
    fn followed_by(self, next: Self) -> Self {
        Self {
            attempts: self.attempts + next.attempts,
            elapsed: self.elapsed + next.elapsed,
            ..next
        }
    }
}

impl Prepared<'_> {
    /// The request once more, where it may have to be sent with another token.
    pub(super) fn spare(&self) -> Option<http::Request<Bytes>> {
        self.keeper.map(|_| self.request.clone())
    }

    fn wear(&mut self, token: Secret, header: HeaderValue) {
        self.request.headers_mut().insert(AUTHORIZATION, header);
        self.secrets.push(token.clone());
        self.worn = Some(token);
    }
}
