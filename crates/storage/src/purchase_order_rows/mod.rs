//! Purchase orders in their tables: rows, lines, links, bills, lists and sums. `purchase_orders` writes them.

pub(crate) mod billing;
pub(crate) mod costs;
pub(crate) mod lines;
pub(crate) mod links;
mod list;
mod open_orders;
mod order_rows;
pub(crate) mod progress;
pub(crate) mod read;
mod rests;
pub(crate) mod rows;
pub(crate) mod snapshots;
mod sums;

pub(crate) use billing::refresh_difference;
pub use open_orders::Party;
pub(crate) use open_orders::{
    count_open, lock, open_of, open_orders_linking, open_orders_of, uninvoiced,
};
pub use read::get;
pub(crate) use read::must_exist;
pub use sums::{counts, sums};
