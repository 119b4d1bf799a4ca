//! Query parameters of lists and histories, including the check of the cursor against them.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::IF_NONE_MATCH;
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest};
use domain::filter::{Filter, QueryReader};
use domain::list::{DEFAULT_LIMIT, ListQuery, MAX_LIMIT, SortKey, show_sort};
use domain::{FieldErrors, ProblemCode, Resource};
use storage::Position;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Required};

use crate::cursor;
use crate::problem::ApiError;
use crate::state::State;

/// Decoded query parameters.
type Pairs = Vec<(String, String)>;

/// Parts of a list request that its response needs.
#[derive(Debug)]
pub struct ListAddress {
    pub(crate) path: String,
    pub(crate) pairs: Pairs,
    pub(crate) cursor_scope: String,
    pub(crate) known: Option<String>,
}

/// A request for one page of a list.
#[derive(Debug)]
pub struct ListRequest<R: Resource> {
    /// Filters, order, page size, count.
    pub query: ListQuery<R::Filter, R::Sort>,
    /// Position that the page starts after.
    pub after: Option<Position>,
    /// Request parts for the response.
    pub address: ListAddress,
}

/// A request about all rows that match a filter.
#[derive(Debug)]
pub struct FilterRequest<R: Resource> {
    /// The filter.
    pub filter: R::Filter,
}

/// A request for one page of a history.
#[derive(Debug)]
pub struct HistoryQuery {
    /// Page size.
    pub limit: u32,
    /// Only entries before this one.
    pub before: Option<i64>,
    /// Request parts for the response.
    pub address: ListAddress,
}

/// An extractor's future, which waits for the choice lists.
type Checked<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

impl<R: Resource> FromRequest for ListRequest<R> {
    type Error = ApiError;
    type Future = Checked<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let (read, request) = (read_list::<R>(request), request.clone());
        Box::pin(async move {
            let list = read?;
            check_codes(&request, &list.query.filter).await?;
            Ok(list)
        })
    }
}

impl<R: Resource> FromRequest for FilterRequest<R> {
    type Error = ApiError;
    type Future = Checked<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let (read, request) = (read_filter::<R>(request), request.clone());
        Box::pin(async move {
            let asked = read?;
            check_codes(&request, &asked.filter).await?;
            Ok(asked)
        })
    }
}

/// Rejects codes that no choice list contains: a misspelled code would silently match nothing.
async fn check_codes<F: Filter>(request: &HttpRequest, filter: &F) -> Result<(), ApiError> {
    if *filter == F::default() {
        return Ok(());
    }
    let choices = state_of(request)?.choices().await?;
    let mut errors = FieldErrors::new();
    filter.check_codes(&choices, &mut errors);
    errors.into_result().map_err(ApiError::wrong_query)
}

fn state_of(request: &HttpRequest) -> Result<&Data<State>, ApiError> {
    request
        .app_data::<Data<State>>()
        .ok_or_else(|| ApiError::internal("no state"))
}

impl FromRequest for HistoryQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read_history(request))
    }
}

fn read_list<R: Resource>(request: &HttpRequest) -> Result<ListRequest<R>, ApiError> {
    let pairs = pairs(request)?;
    let query =
        ListQuery::<R::Filter, R::Sort>::read(pairs.clone()).map_err(ApiError::wrong_query)?;
    let mut bound = Vec::new();
    query.filter.write(&mut bound);
    let cursor_scope = format!("{}\n{bound:?}\n{}", R::PATH, show_sort(&query.sort));
    let after = read_cursor(request, &cursor_scope, query.cursor.as_deref())?;
    Ok(ListRequest {
        query,
        after,
        address: address(request, pairs, cursor_scope),
    })
}

fn read_filter<R: Resource>(request: &HttpRequest) -> Result<FilterRequest<R>, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let filter = R::Filter::read(&mut reader);
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(FilterRequest { filter })
}

fn read_history(request: &HttpRequest) -> Result<HistoryQuery, ApiError> {
    let pairs = pairs(request)?;
    let mut reader = QueryReader::new(pairs.clone());
    let limit = take_limit(&mut reader);
    let cursor = reader.take("cursor");
    reader.finish().map_err(ApiError::wrong_query)?;
    let cursor_scope = request.path().to_owned();
    Ok(HistoryQuery {
        limit,
        before: read_cursor(request, &cursor_scope, cursor.as_deref())?,
        address: address(request, pairs, cursor_scope),
    })
}

/// Takes the page size.
pub(super) fn take_limit(reader: &mut QueryReader) -> u32 {
    match reader.take("limit").map(|text| text.parse()) {
        None => DEFAULT_LIMIT,
        Some(Ok(limit @ 1..=MAX_LIMIT)) => limit,
        Some(_) => {
            reader.refuse("limit", "limit is a whole number from 1 to 200");
            DEFAULT_LIMIT
        }
    }
}

pub(super) fn read_cursor<P: serde::de::DeserializeOwned>(
    request: &HttpRequest,
    cursor_scope: &str,
    cursor: Option<&str>,
) -> Result<Option<P>, ApiError> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    match cursor::read(&state_of(request)?.keys, cursor_scope, cursor) {
        Some(position) => Ok(Some(position)),
        None => Err(ProblemCode::InvalidCursor.into()),
    }
}

pub(super) fn address(request: &HttpRequest, pairs: Pairs, cursor_scope: String) -> ListAddress {
    ListAddress {
        path: request.path().to_owned(),
        pairs,
        cursor_scope,
        known: request
            .headers()
            .get(IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
    }
}

/// Decodes the query. NUL characters are rejected because neither database stores them in text.
///
/// # Errors
/// When the query cannot be decoded.
pub fn pairs(request: &HttpRequest) -> Result<Vec<(String, String)>, ApiError> {
    let pairs = Query::<Pairs>::from_query(request.query_string())
        .map_err(|error| ApiError::new(ProblemCode::InvalidParameter).because(error.to_string()))?
        .into_inner();
    let mut errors = FieldErrors::new();
    for (name, value) in &pairs {
        if value.contains('\0') {
            errors.add_parameter(name, "invalid_parameter", "Remove the NUL character");
        }
    }
    match errors.into_result() {
        Ok(()) => Ok(pairs),
        Err(errors) => Err(ApiError::wrong_query(errors)),
    }
}

/// Query parameters of a list, for the API document.
#[derive(Debug)]
pub struct ListParameters<R>(PhantomData<fn() -> R>);

impl<R: Resource> IntoParams for ListParameters<R> {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = <R::Filter as Filter>::parameters();
        let keys: Vec<&str> = R::Sort::ALL.iter().map(|key| key.code()).collect();
        let key = format!("-?({})", keys.join("|"));
        let default = show_sort(&R::Sort::default_order());
        let sort = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(format!("^{key}(,{key}){{0,2}}$")))
            .examples([serde_json::json!(default)])
            .build();
        let description = format!(
            "Up to three different keys joined by commas, `-` before a key for descending. Default: `{default}`. The id breaks ties."
        );
        all.push(query("sort", &description, sort.into()));
        all.extend(page_parameters());
        let count = ObjectBuilder::new().schema_type(Type::Boolean).build();
        all.push(query(
            "count",
            "Adds `total`, the number of matching rows; counting stops at 1,000.",
            count.into(),
        ));
        all
    }
}

/// Filter parameters of a list, for the API document.
#[derive(Debug)]
pub struct FilterParameters<R>(PhantomData<fn() -> R>);

impl<R: Resource> IntoParams for FilterParameters<R> {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        <R::Filter as Filter>::parameters()
    }
}

impl IntoParams for HistoryQuery {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        page_parameters()
    }
}

pub(super) fn page_parameters() -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(MAX_LIMIT))
        .default(Some(serde_json::json!(DEFAULT_LIMIT)))
        .build();
    let cursor = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(4_096))
        .build();
    vec![
        query("limit", "Rows per page.", limit.into()),
        query(
            "cursor",
            "`next_cursor` of the previous page; send the same filters and sort with it.",
            cursor.into(),
        ),
    ]
}

pub(super) fn query(name: &str, description: &str, schema: RefOr<Schema>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}
