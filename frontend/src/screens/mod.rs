//! The pages that tables do not draw: signing in, orders, the page of parts, and the one for addresses that lead nowhere.

pub mod choice_lists;
pub mod not_found;
pub mod purchase_orders;
pub mod sign_in;
pub mod style_guide;
mod style_guide_more;
