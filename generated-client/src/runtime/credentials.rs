//! Which credentials a call needs, and those that a client has.
//!
//! Takes what a client was given and what an operation needs. It must not print a credential.

use super::core::Core;
use super::operation::{Operation, Place};
use super::refusal::RequestError;
use super::setup::Credential;

impl Core {
    /// The first alternative whose credentials are all there. One without credentials is the last resort.
    pub(super) fn alternative(
        &self,
        operation: &Operation,
    ) -> Result<&'static [&'static str], RequestError> {
        let alternatives = operation.security;
        let complete = |alternative: &&&[&str]| {
            !alternative.is_empty() && alternative.iter().all(|scheme| self.has(scheme))
        };
        if let Some(alternative) = alternatives.iter().find(complete) {
            return Ok(alternative);
        }
        let missing = alternatives
            .iter()
            .flat_map(|alternative| alternative.iter())
            .find(|scheme| !self.has(scheme));
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

    fn has(&self, scheme: &str) -> bool {
        self.inner.given.contains(&scheme)
    }

    /// What was given for a scheme, unless it is fetched.
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
