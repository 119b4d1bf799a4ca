//! Purchase orders: writing and steps. Amounts and sums come from the domain; rows only store what lists sort by.

mod act;
#[cfg(any(test, feature = "volume"))]
mod bulk;
mod correct;
mod defaults;
mod draft_facts;
mod entity;
mod link_facts;
mod link_locks;
mod parties;
mod renamed;
mod rests;
mod save;
#[cfg(test)]
mod tests;
mod warnings;
mod write;

pub(crate) use act::act_correcting;
pub use act::{act, invoice, weigh};
#[cfg(any(test, feature = "volume"))]
pub(crate) use bulk::insert_many;
pub(crate) use renamed::{carrier_renamed, party_renamed};
pub use rests::{back_order, copy, give_up_rest};
pub use warnings::warnings;
pub(crate) use write::refused;
pub use write::{archive, create, restore, update};

pub use crate::purchase_order_rows::{Party, counts, get, sums};
