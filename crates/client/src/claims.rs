//! Claims of an order. Their steps are those of plain records.

use domain::Id;
use domain::claims::{OpenClaims, OpenedClaims, OrderClaims};
use domain::purchase_orders::PurchaseOrder;

use crate::answer::read;
use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;
use crate::resource::path;

impl<T: AccessTokens> SignedIn<T> {
    /// The claims of an order, with the loss and what came back.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn order_claims(&self, id: Id<PurchaseOrder>) -> Result<OrderClaims, ClientError> {
        read(self.get(&format!("{}/claims", path(id))).await?)
    }

    /// Opens the claims of an event. Repeated with the same key, they are opened once.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn open_claims(
        &self,
        id: Id<PurchaseOrder>,
        key: Option<&str>,
        body: &OpenClaims,
    ) -> Result<OpenedClaims, ClientError> {
        let path = format!("{}/claims", path(id));
        read(self.post(&path, None, key, body).await?)
    }
}
