//! Query parameters of the list of an order's cases.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::Id;
use domain::filter::QueryReader;
use domain::purchase_orders::OrderLine;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{IntoParams, PartialSchema};

use super::query::{ListAddress, address, page_parameters, pairs, query, read_cursor, take_limit};
use crate::problem::ApiError;

/// A request for one page of cases.
#[derive(Debug)]
pub struct CaseQuery {
    /// Only cases of this line.
    pub line: Option<Id<OrderLine>>,
    /// Removed cases too.
    pub with_removed: bool,
    /// Page size.
    pub limit: u32,
    /// Only cases after this one.
    pub after: Option<i64>,
    /// Request parts for the response.
    pub address: ListAddress,
}

impl FromRequest for CaseQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<CaseQuery, ApiError> {
    let pairs = pairs(request)?;
    let mut reader = QueryReader::new(pairs.clone());
    let limit = take_limit(&mut reader);
    let cursor = reader.take("cursor");
    let with_removed = reader.take_flag("removed").unwrap_or_default();
    let line = match reader.take("line_id").map(|text| text.parse()) {
        None => None,
        Some(Ok(line)) => Some(line),
        Some(Err(_not_an_id)) => {
            reader.refuse("line_id", "Send the id of a line");
            None
        }
    };
    reader.finish().map_err(ApiError::wrong_query)?;
    let cursor_scope = format!("{}\n{line:?}\n{with_removed}", request.path());
    Ok(CaseQuery {
        line,
        with_removed,
        limit,
        after: read_cursor(request, &cursor_scope, cursor.as_deref())?,
        address: address(request, pairs, cursor_scope),
    })
}

impl IntoParams for CaseQuery {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let flag = ObjectBuilder::new().schema_type(Type::Boolean).build();
        let mut all = vec![
            query(
                "line_id",
                "Only cases of this line.",
                <Id<OrderLine> as PartialSchema>::schema(),
            ),
            query("removed", "Removed cases too.", flag.into()),
        ];
        all.extend(page_parameters());
        all
    }
}
