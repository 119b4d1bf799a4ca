//! One room for each kind of record, each loaded when first opened; and the few pages that belong to none.

pub mod customers;
pub mod not_found;
pub mod parties;
pub mod purchase_orders;
pub mod sign_in;
pub mod style_guide;
pub mod suppliers;
