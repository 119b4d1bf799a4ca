//! Purchase orders: reading, writing, steps and lists. Amounts and sums come from the domain; rows only store what lists sort by.

mod act;
mod billing;
#[cfg(any(test, feature = "volume"))]
mod bulk;
mod correct;
mod defaults;
mod draft_facts;
mod entity;
mod lines;
mod link_facts;
mod link_locks;
mod links;
mod list;
mod order_rows;
mod parties;
mod progress;
mod read;
mod renamed;
mod rows;
mod save;
mod snapshots;
mod sums;
#[cfg(test)]
mod tests;
mod warnings;
mod write;

pub use act::{act, invoice, weigh};
pub(crate) use billing::{bills, refresh_difference};
#[cfg(any(test, feature = "volume"))]
pub(crate) use bulk::insert_many;
pub(crate) use lines::of_order as lines_of;
pub use parties::Party;
pub(crate) use parties::{
    count_open, lock, open_of, open_orders_linking, open_orders_of, uninvoiced,
};
pub use read::get;
pub(crate) use renamed::{carrier_renamed, party_renamed};
pub use sums::{counts, sums};
pub use warnings::warnings;
pub use write::{archive, create, restore, update};
