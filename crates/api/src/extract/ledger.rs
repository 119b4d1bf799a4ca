//! Queries of the ledger's reports: aging and statements.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use domain::Id;
use domain::customers::Customer;
use domain::filter::QueryReader;
use domain::payments::AgingBasis;
use domain::settings::AgingEdges;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{IntoParams, PartialSchema};

use super::query::{pairs, query};
use super::query_values::{code, code_parameter, day_parameter, rows, rows_parameter, span, value};
use crate::problem::ApiError;

/// Most customers of an aging.
const MAX_CUSTOMERS: usize = 1_000;
const DEFAULT_CUSTOMERS: usize = 200;

/// Largest edge of a bucket, in days.
const MAX_EDGE: u64 = 3_650;

/// Query of an aging.
#[derive(Debug)]
pub struct AgingRequest {
    /// The day; today if absent.
    pub as_of: Option<NaiveDate>,
    /// The date that balances age from.
    pub basis: AgingBasis,
    /// The last day of each bucket; those of the company if absent.
    pub edges: Option<AgingEdges>,
    /// A single customer.
    pub customer: Option<Id<Customer>>,
    /// Most customers.
    pub limit: usize,
}

/// Query of a statement.
#[derive(Debug)]
pub struct StatementRequest {
    /// First day; the first of this month if absent.
    pub from: Option<NaiveDate>,
    /// Last day; today if absent.
    pub to: Option<NaiveDate>,
}

impl FromRequest for AgingRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read_aging(request))
    }
}

impl FromRequest for StatementRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read_statement(request))
    }
}

fn read_aging(request: &HttpRequest) -> Result<AgingRequest, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let as_of = value(&mut reader, "as_of");
    let basis = code(&mut reader, "basis");
    let edges = reader.take("edges").and_then(|text| match edges(&text) {
        Some(edges) => Some(edges),
        None => {
            let message =
                format!("edges are three rising numbers of days up to {MAX_EDGE}, like 30,60,90");
            reader.refuse("edges", &message);
            None
        }
    });
    let customer = value(&mut reader, "customer_id");
    let limit = rows(&mut reader, "limit", MAX_CUSTOMERS);
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(AgingRequest {
        as_of,
        basis: basis.unwrap_or_default(),
        edges,
        customer,
        limit: limit.unwrap_or(DEFAULT_CUSTOMERS),
    })
}

fn read_statement(request: &HttpRequest) -> Result<StatementRequest, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let (from, to) = span(&mut reader);
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(StatementRequest { from, to })
}

/// Three rising numbers of days, joined by commas.
fn edges(text: &str) -> Option<AgingEdges> {
    let days: Vec<u64> = text
        .split(',')
        .map(|part| {
            part.parse()
                .ok()
                .filter(|days| (1..=MAX_EDGE).contains(days))
        })
        .collect::<Option<_>>()?;
    let [first, second, third] = days.try_into().ok()?;
    (first < second && second < third).then_some(AgingEdges([first, second, third]))
}

impl IntoParams for AgingRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let edges = ObjectBuilder::new()
            .schema_type(Type::String)
            .examples([serde_json::json!("30,60,90")])
            .build();
        vec![
            day_parameter(
                "as_of",
                "The day; today if absent. A past day is answered as it stood then.",
            ),
            code_parameter::<AgingBasis>("basis", "The date that balances age from."),
            query(
                "edges",
                "The last day of the first three buckets: three rising numbers joined by commas. Those of the settings if absent.",
                edges.into(),
            ),
            query(
                "customer_id",
                "A single customer.",
                <Id<Customer> as PartialSchema>::schema(),
            ),
            rows_parameter("limit", "Most customers.", MAX_CUSTOMERS, DEFAULT_CUSTOMERS),
        ]
    }
}

impl IntoParams for StatementRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            day_parameter(
                "from",
                "First day; the first of the month of the last day if absent.",
            ),
            day_parameter("to", "Last day; today if absent."),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_rise() {
        assert_eq!(edges("30,60,90"), Some(AgingEdges([30, 60, 90])));
        for wrong in [
            "",
            "30",
            "30,60",
            "30,60,60",
            "0,1,2",
            "30,60,90,120",
            "a,b,c",
            "-1,2,3",
            "1,2,99999",
        ] {
            assert_eq!(edges(wrong), None, "{wrong}");
        }
    }
}
