//! The same calls on plain JSON, for a program that is driven by tables. The browser app is one: with these it carries every
//! call once instead of once an entity.

use domain::auth::{Login, RefreshIn, RefreshRequest};
use domain::history::HistoryEntry;
use domain::list::Page;
use serde_json::{Map, Value};

use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;
use crate::http::{Client, read};
use crate::resource::Tagged;

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

    /// The company that runs the server: its `name`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn company(&self) -> Result<Fields, ClientError> {
        read(self.get("/company").await?)
    }

    /// Changes the own profile.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update_plain_me(&self, etag: &str, patch: &Value) -> Result<Fields, ClientError> {
        read(self.patch("/me", etag, patch).await?)
    }
}

impl<T: AccessTokens> Records<'_, T> {
    /// One page of the list: `items`, `next_cursor`, and `total` when asked for.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        read(self.api.get_with(self.path, query).await?)
    }

    /// What all records that match come to; of lists that have sums.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn sums(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/sums", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// How many records that match stand in each status; of lists that are counted by status.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn counts(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/counts", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// One record, archived ones too.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn read(&self, id: i64) -> Result<Tagged<Fields>, ClientError> {
        Tagged::read(self.api.get(&self.at(id)).await?)
    }

    /// Makes a record. Sent again with the same key, it is made once.
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

    /// Removes a record for good, where the API lets one.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn remove(&self, id: i64, etag: &str) -> Result<(), ClientError> {
        self.api.delete(&self.at(id), etag).await.map(drop)
    }

    /// Does what is done by a path below the record: `restore`, or a step in its life.
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

    /// Records like the one that is about to be made: `items`. The query holds the fields that tell.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn similar(&self, query: &[(String, String)]) -> Result<Fields, ClientError> {
        let path = format!("{}/similar", self.path);
        read(self.api.get_with(&path, query).await?)
    }

    /// Several changes in one request; the answer tells what became of each.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn batch(&self, key: Option<&str>, changes: &Fields) -> Result<Fields, ClientError> {
        let path = format!("{}/batch", self.path);
        read(self.api.post(&path, None, key, changes).await?)
    }

    /// What happened to a record, newest first; `cursor` is the `next_cursor` of the page before.
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
    /// Signs a browser in: the refresh token stays in a cookie.
    ///
    /// # Errors
    /// `invalid_credentials` or `rate_limited`, and whatever keeps the call from arriving.
    pub async fn enter(&self, username: &str, password: &str) -> Result<Fields, ClientError> {
        let body = Login {
            username: username.to_owned(),
            password: password.to_owned(),
            refresh: RefreshIn::Cookie,
        };
        let request = self.request("POST", "/auth/login").marked_ours();
        read(self.send(request.json(&body)).await?)
    }

    /// Trades the cookie of a browser for a new access token.
    ///
    /// # Errors
    /// `token_revoked` when the session has ended, and whatever keeps the call from arriving.
    pub async fn stay(&self) -> Result<Fields, ClientError> {
        let request = self.request("POST", "/auth/refresh").marked_ours();
        read(self.send(request.json(&RefreshRequest::default())).await?)
    }
}
