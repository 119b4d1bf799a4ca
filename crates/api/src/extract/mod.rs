//! Request extractors: bodies, queries, path IDs, preconditions. All errors are reported together, with the
//! messages of `domain`.

mod boards;
mod body;
mod case_query;
mod idempotency;
mod if_match;
mod json;
mod ledger;
mod path;
mod query;
mod query_values;
mod reports;
mod similar;

pub use boards::{BoardRequest, WorkRequest};
pub use body::{Body, OptionalBody};
pub use case_query::CaseQuery;
pub use idempotency::Replay;
pub use if_match::IfMatch;
pub use ledger::{AgingRequest, StatementRequest};
pub use path::PathId;
pub use query::{
    FilterParameters, FilterRequest, HistoryQuery, ListAddress, ListParameters, ListRequest,
    pairs as query_pairs,
};
pub use reports::ReportRequest;
pub use similar::SimilarQuery;
