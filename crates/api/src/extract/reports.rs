//! Query of a report over orders.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use domain::filter::{QueryReader, QueryText};
use domain::reports::ReportDimension;
use utoipa::openapi::Ref;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::ledger::day_parameter;
use super::query::{pairs, query};
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
    /// What the rows stand for.
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
    let (from, to) = (day(&mut reader, "from"), day(&mut reader, "to"));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        reader.refuse("to", "to cannot be before from");
    }
    let by = dimension(&mut reader, "by").unwrap_or_default();
    let across = dimension(&mut reader, "across");
    if across == Some(by) {
        reader.refuse("across", "across is another dimension than by");
    }
    let compares = match reader.take("compare").as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            reader.refuse("compare", "compare is true or false");
            false
        }
    };
    let limit = reader.take("limit").and_then(|text| match text.parse() {
        Ok(limit @ 1..=MAX_ROWS) => Some(limit),
        _ => {
            let message = format!("limit is a whole number from 1 to {MAX_ROWS}");
            reader.refuse("limit", &message);
            None
        }
    });
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

fn day(reader: &mut QueryReader, name: &str) -> Option<NaiveDate> {
    let text = reader.take(name)?;
    let day = NaiveDate::from_query(&text);
    if day.is_none() {
        reader.refuse(name, NaiveDate::HINT);
    }
    day
}

fn dimension(reader: &mut QueryReader, name: &str) -> Option<ReportDimension> {
    let text = reader.take(name)?;
    let dimension = text.parse().ok();
    if dimension.is_none() {
        let codes = <ReportDimension as domain::choices::FixedChoice>::ALL.iter();
        let codes: Vec<String> = codes.map(ToString::to_string).collect();
        reader.refuse(name, &format!("{name} is one of {}", codes.join(", ")));
    }
    dimension
}

impl IntoParams for ReportRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let dimension = || Ref::from_schema_name(<ReportDimension as ToSchema>::name());
        let flag = ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .default(Some(serde_json::json!(false)))
            .build();
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_ROWS))
            .default(Some(serde_json::json!(DEFAULT_ROWS)))
            .build();
        vec![
            day_parameter(
                "from",
                "First order date; the first of the year of the last one if absent.",
            ),
            day_parameter("to", "Last order date; today if absent."),
            query("by", "What the rows stand for.", dimension().into()),
            query("across", "A second dimension.", dimension().into()),
            query(
                "compare",
                "Whether each row has the figures of the span before, of the same length.",
                flag.into(),
            ),
            query("limit", "Most rows.", limit.into()),
        ]
    }
}
