//! Purchase orders: one deal on one load.
//!
//! `rows`, `lines` and `links` hold the tables' shape, `read` and `list` what is shown, `write` what people change, `act` the steps in an
//! order's life, `billing` what is billed of it, `save` the way of one order into the tables, `bulk` that of many, `parties` and `renamed` what binds orders to
//! suppliers and customers. Amounts and sums are never computed here: the domain does, and
//! the row keeps what lists sort by.

mod act;
mod billing;
mod bulk;
mod entity;
mod lines;
mod links;
mod list;
mod parties;
mod read;
mod renamed;
mod rows;
mod save;
mod sums;
#[cfg(test)]
mod tests;
mod write;

pub use act::{act, invoice};
pub(crate) use billing::{BILLS, lock_order};
pub(crate) use bulk::insert_many;
pub use list::list;
pub use parties::Party;
pub(crate) use parties::{
    exposure, lock, open_counts, open_orders_linking, open_orders_of, uninvoiced,
};
pub use read::get;
pub(crate) use renamed::{carrier_renamed, party_renamed};
pub use sums::sums;
pub use write::{archive, create, restore, update};
