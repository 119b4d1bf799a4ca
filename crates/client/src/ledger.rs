//! The ledger: postings, aging, statements.

use domain::list::Page;
use domain::payments::{Aging, Posting, Reverse, Statement};

use crate::answer::read;
use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;

impl<T: AccessTokens> SignedIn<T> {
    /// Postings of the payment or receivable at a path (`/payments/7`), newest first; `cursor` is the `next_cursor` of the previous
    /// page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn postings(
        &self,
        of: &str,
        cursor: Option<&str>,
    ) -> Result<Page<Posting>, ClientError> {
        let query: Vec<(String, String)> = cursor
            .map(|cursor| ("cursor".to_owned(), cursor.to_owned()))
            .into_iter()
            .collect();
        read(self.get_with(&format!("{of}/postings"), &query).await?)
    }

    /// Reverses a posting. Repeated with the same key, it is reversed once.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn reverse_posting(
        &self,
        id: i64,
        key: Option<&str>,
        body: &Reverse,
    ) -> Result<Posting, ClientError> {
        let path = format!("/postings/{id}/reverse");
        read(self.post(&path, None, key, body).await?)
    }

    /// What customers owe by age. The query has the day, the basis, the edges and the limit.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn aging(&self, query: &[(String, String)]) -> Result<Aging, ClientError> {
        read(self.get_with("/receivables/aging", query).await?)
    }

    /// The statement of a customer. The query has the first and the last day.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn statement(
        &self,
        customer: i64,
        query: &[(String, String)],
    ) -> Result<Statement, ClientError> {
        let path = format!("/customers/{customer}/statement");
        read(self.get_with(&path, query).await?)
    }
}
