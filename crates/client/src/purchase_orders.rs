//! Actions on purchase orders.

use domain::Id;
use domain::choices::FixedChoice;
use domain::purchase_orders::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, InvoiceOrder, IssueOrder, OrderAction,
    OrderWarnings, PurchaseOrder, ShipOrder, StepBack, WeighOrder,
};
use serde::Serialize;

use crate::auth::{AccessTokens, SignedIn};
use crate::error::ClientError;
use crate::resource::path;
use crate::tagged::Tagged;

/// The body of an action, whose type determines the action.
pub trait OrderStep: Serialize {
    /// The action.
    const ACTION: OrderAction;
}

macro_rules! order_steps {
    ($($body:ty => $action:ident),+ $(,)?) => { $( impl OrderStep for $body { const ACTION: OrderAction = OrderAction::$action; } )+ };
}
order_steps! {
    IssueOrder => Issue, ConfirmOrder => Confirm, ShipOrder => Ship, DeliverOrder => Deliver, WeighOrder => Weigh, InvoiceOrder => Invoice,
    CloseOrder => Close,
    CancelOrder => Cancel, StepBack => StepBack,
}

impl<T: AccessTokens> SignedIn<T> {
    /// Warnings of an order as of today.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn order_warnings(
        &self,
        id: Id<PurchaseOrder>,
    ) -> Result<OrderWarnings, ClientError> {
        self.get(&format!("{}/warnings", path(id))).await?.json()
    }

    /// Takes an action on an order.
    ///
    /// # Errors
    /// See [`ClientError`]; `illegal_transition` lists the allowed actions.
    pub async fn act<S: OrderStep>(
        &self,
        id: Id<PurchaseOrder>,
        etag: &str,
        key: Option<&str>,
        step: &S,
    ) -> Result<Tagged<PurchaseOrder>, ClientError> {
        let path = format!("{}/{}", path(id), S::ACTION.code());
        Tagged::read(self.post(&path, Some(etag), key, step).await?)
    }
}
