//! Cases of purchase orders.

use domain::Id;
use domain::list::Page;
use domain::order_cases::{AddCases, CasesAdded, OrderCase, RemoveCases};
use domain::purchase_orders::PurchaseOrder;
use serde::de::DeserializeOwned;

use crate::auth::{AccessTokens, SignedIn, plain};
use crate::error::ClientError;
use crate::resource::path;
use crate::tagged::Tagged;

impl<T: AccessTokens> SignedIn<T> {
    /// A page of an order's cases; the query takes `line_id`, `removed`, `limit` and `cursor`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn order_cases(
        &self,
        id: Id<PurchaseOrder>,
        query: &[(String, String)],
    ) -> Result<Page<OrderCase>, ClientError> {
        plain(self.get_with(&format!("{}/cases", path(id)), query).await?)
    }

    /// All cases of an order as comma-separated values.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn order_cases_csv(&self, id: Id<PurchaseOrder>) -> Result<String, ClientError> {
        let answer = self
            .get_as(&format!("{}/cases.csv", path(id)), "text/csv")
            .await?;
        String::from_utf8(answer.body).map_err(|error| ClientError::Unreadable(error.to_string()))
    }

    /// Adds cases to an order.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn add_order_cases(
        &self,
        id: Id<PurchaseOrder>,
        etag: &str,
        key: Option<&str>,
        cases: &AddCases,
    ) -> Result<Tagged<CasesAdded>, ClientError> {
        let path = format!("{}/cases", path(id));
        Tagged::read(self.post(&path, Some(etag), key, cases).await?)
    }

    /// Removes cases from an order, which is returned.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn remove_order_cases<O: DeserializeOwned>(
        &self,
        id: Id<PurchaseOrder>,
        etag: &str,
        key: Option<&str>,
        cases: &RemoveCases,
    ) -> Result<Tagged<O>, ClientError> {
        let path = format!("{}/cases/remove", path(id));
        Tagged::read(self.post(&path, Some(etag), key, cases).await?)
    }
}
