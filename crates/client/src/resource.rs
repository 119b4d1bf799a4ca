//! Calls for any [`Resource`].

use domain::history::HistoryEntry;
use domain::list::{ListQuery, Page};
use domain::{Id, Resource};

use crate::auth::{AccessTokens, SignedIn, plain};
use crate::error::ClientError;
use crate::tagged::Tagged;

/// Query of a list.
pub(crate) type QueryOf<R> = ListQuery<<R as Resource>::Filter, <R as Resource>::Sort>;

impl<T: AccessTokens> SignedIn<T> {
    /// A page of a list.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list<R: Resource>(
        &self,
        query: &QueryOf<R>,
    ) -> Result<Page<R::Summary>, ClientError> {
        plain(
            self.get_with(&format!("/{}", R::PATH), &query.write())
                .await?,
        )
    }

    /// Reads a record, archived or not.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn read<R: Resource>(&self, id: Id<R>) -> Result<Tagged<R>, ClientError> {
        Tagged::read(self.get(&path(id)).await?)
    }

    /// Creates a record. Repeated with the same key, it is created once.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn create<R: Resource>(
        &self,
        draft: &R::Draft,
        key: Option<&str>,
    ) -> Result<Tagged<R>, ClientError> {
        Tagged::read(
            self.post(&format!("/{}", R::PATH), None, key, draft)
                .await?,
        )
    }

    /// Changes the fields named in a JSON merge patch.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update<R: Resource>(
        &self,
        id: Id<R>,
        etag: &str,
        patch: &serde_json::Value,
    ) -> Result<Tagged<R>, ClientError> {
        Tagged::read(self.patch(&path(id), etag, patch).await?)
    }

    /// Replaces every writable field.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn replace<R: Resource>(
        &self,
        id: Id<R>,
        etag: &str,
        draft: &R::Draft,
    ) -> Result<Tagged<R>, ClientError> {
        Tagged::read(self.put(&path(id), etag, draft).await?)
    }

    /// Archives a record.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn archive<R: Resource>(
        &self,
        id: Id<R>,
        etag: &str,
    ) -> Result<Tagged<R>, ClientError> {
        Tagged::read(self.delete(&path(id), etag).await?)
    }

    /// Restores an archived record.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn restore<R: Resource>(
        &self,
        id: Id<R>,
        etag: &str,
        key: Option<&str>,
    ) -> Result<Tagged<R>, ClientError> {
        let nothing = serde_json::json!({});
        Tagged::read(
            self.post(&format!("{}/restore", path(id)), Some(etag), key, &nothing)
                .await?,
        )
    }

    /// History of a record, newest first; `cursor` is the `next_cursor` of the previous page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn history<R: Resource>(
        &self,
        id: Id<R>,
        cursor: Option<&str>,
    ) -> Result<Page<HistoryEntry>, ClientError> {
        let query: Vec<(String, String)> = cursor
            .map(|cursor| ("cursor".to_owned(), cursor.to_owned()))
            .into_iter()
            .collect();
        plain(
            self.get_with(&format!("{}/history", path(id)), &query)
                .await?,
        )
    }
}

pub(crate) fn path<R: Resource>(id: Id<R>) -> String {
    format!("/{}/{id}", R::PATH)
}
