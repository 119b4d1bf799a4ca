//! The same calls with plain JSON, for table-driven programs. The browser app uses them, so that it contains
//! each call once instead of once per entity.

use domain::auth::{Login, RefreshIn, RefreshRequest};
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::settings::CompanySettings;
use serde_json::{Map, Value};

use crate::answer::read;
use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;
use crate::http::Client;
use crate::tagged::Tagged;

/// A JSON object.
pub type Fields = Map<String, Value>;

/// The records at one path of the API.
#[derive(Debug, Clone, Copy)]
pub struct Records<'a, T> {
    api: &'a SignedIn<T>,
    path: &'a str,
}

impl<T: AccessTokens> SignedIn<T> {
    /// The records at a path, for example `/suppliers`.
    pub const fn records<'a>(&'a self, path: &'a str) -> Records<'a, T> {
        Records { api: self, path }
    }

    /// The signed-in user.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn plain_me(&self) -> Result<Fields, ClientError> {
        read(self.get("/me").await?)
    }

    /// The company that runs the server.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn company(&self) -> Result<Fields, ClientError> {
        read(self.get("/company").await?)
    }

    /// The settings of the company.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn settings(&self) -> Result<Tagged<CompanySettings>, ClientError> {
        Tagged::read(self.get("/settings").await?)
    }

    /// Changes settings of the company.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update_settings(
        &self,
        etag: &str,
        patch: &Value,
    ) -> Result<Tagged<CompanySettings>, ClientError> {
        Tagged::read(self.patch("/settings", etag, patch).await?)
    }

    /// History of the settings, newest first; `cursor` is the `next_cursor` of the previous page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn settings_history(
        &self,
        cursor: Option<&str>,
    ) -> Result<Page<HistoryEntry>, ClientError> {
        let cursor = cursor.map(|cursor| ("cursor".to_owned(), cursor.to_owned()));
        let query: Vec<(String, String)> = cursor.into_iter().collect();
        read(self.get_with("/settings/history", &query).await?)
    }

    /// Changes the user's own profile.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update_plain_me(&self, etag: &str, patch: &Value) -> Result<Fields, ClientError> {
        read(self.patch("/me", etag, patch).await?)
    }
}

impl<T: AccessTokens> Records<'_, T> {
    /// A page of the list: `items`, `next_cursor`, and `total` if requested.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        read(self.api.get_with(self.path, query).await?)
    }

    /// Sums over all matching records, for lists that have sums.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn sums(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/sums", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// Number of matching records by status, for lists that are counted by status.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn counts(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/counts", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// Reads a record, archived or not.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn read(&self, id: i64) -> Result<Tagged<Fields>, ClientError> {
        Tagged::read(self.api.get(&self.at(id)).await?)
    }

    /// Creates a record. Repeated with the same key, it is created once.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn create(
        &self,
        fields: &Fields,
        key: Option<&str>,
    ) -> Result<Tagged<Fields>, ClientError> {
        Tagged::read(self.api.post(self.path, None, key, fields).await?)
    }

    /// Changes the fields named in a JSON merge patch.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update(
        &self,
        id: i64,
        etag: &str,
        patch: &Value,
    ) -> Result<Tagged<Fields>, ClientError> {
        Tagged::read(self.api.patch(&self.at(id), etag, patch).await?)
    }

    /// Archives a record.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn archive(&self, id: i64, etag: &str) -> Result<Tagged<Fields>, ClientError> {
        Tagged::read(self.api.delete(&self.at(id), etag).await?)
    }

    /// Deletes a record permanently, where the API allows it.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn remove(&self, id: i64, etag: &str) -> Result<(), ClientError> {
        self.api.delete(&self.at(id), etag).await.map(drop)
    }

    /// Takes an action on the record by its subpath: `restore`, or a step of its life cycle.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn act(
        &self,
        id: i64,
        action: &str,
        etag: &str,
        key: Option<&str>,
        body: &Fields,
    ) -> Result<Tagged<Fields>, ClientError> {
        let path = format!("{}/{action}", self.at(id));
        Tagged::read(self.api.post(&path, Some(etag), key, body).await?)
    }

    /// Finds records similar to a new one, as `items`. The query holds the fields to compare.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn similar(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/similar", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// Makes several changes in one request; the response has the outcome of each.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn batch(&self, key: Option<&str>, changes: &Fields) -> Result<Fields, ClientError> {
        let path = format!("{}/batch", self.path);
        read(self.api.post(&path, None, key, changes).await?)
    }

    /// History of a record, newest first; `cursor` is the `next_cursor` of the previous page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn history(
        &self,
        id: i64,
        cursor: Option<&str>,
    ) -> Result<Page<HistoryEntry>, ClientError> {
        let query: Vec<(String, String)> = cursor
            .map(|cursor| ("cursor".to_owned(), cursor.to_owned()))
            .into_iter()
            .collect();
        let path = format!("{}/history", self.at(id));
        read(self.api.get_with(&path, &query).await?)
    }

    fn at(&self, id: i64) -> String {
        format!("{}/{id}", self.path)
    }
}

impl Client {
    /// Signs in from a browser; the refresh token stays in a cookie.
    ///
    /// # Errors
    /// `invalid_credentials` or `rate_limited`, or a failure to reach the server.
    pub async fn enter(&self, username: &str, password: &str) -> Result<Fields, ClientError> {
        let body = Login {
            username: username.to_owned(),
            password: password.to_owned(),
            refresh: RefreshIn::Cookie,
        };
        let request = self.request("POST", "/auth/login").marked_ours();
        read(self.send(request.json(&body)).await?)
    }

    /// Exchanges the browser's cookie for a new access token.
    ///
    /// # Errors
    /// `token_revoked` when the session has ended, or a failure to reach the server.
    pub async fn stay(&self) -> Result<Fields, ClientError> {
        let request = self.request("POST", "/auth/refresh").marked_ours();
        read(self.send(request.json(&RefreshRequest::default())).await?)
    }
}
