//! Reports over orders, and the start page.

use domain::boards::{LoadBoard, Worklist};
use domain::reports::{Home, OrderReport, WaitingKind};

use crate::answer::read;
use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;

impl<T: AccessTokens> SignedIn<T> {
    /// A report over orders. The query has the span and the dimensions.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn order_report(
        &self,
        query: &[(String, String)],
    ) -> Result<OrderReport, ClientError> {
        read(self.get_with("/reports/orders", query).await?)
    }

    /// The loads of two weeks. The query may have the first day.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn load_board(&self, query: &[(String, String)]) -> Result<LoadBoard, ClientError> {
        read(self.get_with("/boards/loads", query).await?)
    }

    /// The orders of a kind of work.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn worklist(&self, kind: WaitingKind) -> Result<Worklist, ClientError> {
        let query = [("kind".to_owned(), kind.to_string())];
        read(self.get_with("/boards/work", &query).await?)
    }

    /// The start page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn home(&self) -> Result<Home, ClientError> {
        read(self.get("/home").await?)
    }
}
