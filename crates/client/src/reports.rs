//! Reports over orders, and the start page.

use domain::reports::{Home, OrderReport};

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

    /// The start page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn home(&self) -> Result<Home, ClientError> {
        read(self.get("/home").await?)
    }
}
