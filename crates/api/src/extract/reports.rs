//! Query of a report over orders.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use domain::filter::QueryReader;
use domain::reports::ReportDimension;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::query::{pairs, query};
use super::query_values::{code, code_parameter, day_parameter, rows, rows_parameter, span};
use crate::problem::ApiError;

/// Most rows of a report.
const MAX_ROWS: usize = 5_000;
const DEFAULT_ROWS: usize = 1_000;

/// Query of a report.
#[derive(Debug)]
pub struct ReportRequest {
    /// First order date; the first of this year if absent.
    pub from: Option<NaiveDate>,
    /// Last order date; today if absent.
    pub to: Option<NaiveDate>,
    /// What the rows are about.
    pub by: ReportDimension,
    /// The second dimension.
    pub across: Option<ReportDimension>,
    /// Whether to compare with the span before.
    pub compares: bool,
    /// Most rows.
    pub limit: usize,
}

impl FromRequest for ReportRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<ReportRequest, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let (from, to) = span(&mut reader);
    let by = code(&mut reader, "by").unwrap_or_default();
    let across = code(&mut reader, "across");
    if across == Some(by) {
        reader.refuse("across", "across is another dimension than by");
    }
    let compares = reader.take_flag("compare").unwrap_or_default();
    let limit = rows(&mut reader, "limit", MAX_ROWS);
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(ReportRequest {
        from,
        to,
        by,
        across,
        compares,
        limit: limit.unwrap_or(DEFAULT_ROWS),
    })
}

impl IntoParams for ReportRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let flag = ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .default(Some(serde_json::json!(false)))
            .build();
        vec![
            day_parameter(
                "from",
                "First order date; the first of the year of the last one if absent.",
            ),
            day_parameter("to", "Last order date; today if absent."),
            code_parameter::<ReportDimension>("by", "What the rows are about."),
            code_parameter::<ReportDimension>("across", "A second dimension."),
            query(
                "compare",
                "Whether each row has the figures of the span before, of the same length.",
                flag.into(),
            ),
            rows_parameter("limit", "Most rows.", MAX_ROWS, DEFAULT_ROWS),
        ]
    }
}
