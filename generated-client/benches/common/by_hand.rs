//! What a user would write without the generated client: types with serde's derive, calls with reqwest.
//!
//! Takes and gives the same as the client's `batch_cep`, unknown values of enumerations included. It has none of the rest: no deadline,
//! no attempts, no bound on an answer, no typed failure.

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct AudiencePage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) audiences: Option<Vec<Audience>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) has_more: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_from: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Audience {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<AudienceType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nb_ids: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) indexing_state: Option<IndexingState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum AudienceType {
    CustomId,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum IndexingState {
    Applied,
    InProgress,
    Replaced,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Debug, Serialize)]
pub(crate) struct AudienceUpdate {
    pub(crate) action: UpdateAction,
    pub(crate) id: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UpdateAction {
    Add,
    Remove,
}

impl AudienceUpdate {
    pub(crate) fn new(leaves: bool, id: String) -> Self {
        let action = if leaves {
            UpdateAction::Remove
        } else {
            UpdateAction::Add
        };
        Self { action, id }
    }
}

/// A list of audiences, as one would get it by hand.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: String,
    pub(crate) key: String,
    pub(crate) project: String,
}

impl Client {
    /// TLS is set up as in the generated client, and not used by either.
    pub(crate) fn new(base_url: String) -> Self {
        // It is there already where another client came first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: reqwest::Client::new(),
            base_url,
            key: "rest-api-key".to_owned(),
            project: "project_1".to_owned(),
        }
    }

    pub(crate) async fn list_audiences(
        &self,
        limit: i32,
    ) -> Result<AudiencePage, Box<dyn std::error::Error>> {
        let response = self
            .http
            .get(format!("{}/audiences/list?limit={limit}", self.base_url))
            .bearer_auth(&self.key)
            .header("x-batch-project", &self.project)
            .header("accept", "application/json")
            .send()
            .await?
            .error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
