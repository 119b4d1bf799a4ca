//! Common behavior of records: written once, run for each kind on each database.

mod archiving;
mod changing;
mod creating;
mod history;
mod paging;
mod preconditions;
mod reading;
mod searching;
