//! Queries of the boards.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use domain::filter::QueryReader;
use domain::reports::WaitingKind;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::query::pairs;
use super::query_values::{code, code_parameter, day_parameter, value};
use crate::problem::ApiError;

/// Query of the load board.
#[derive(Debug)]
pub struct BoardRequest {
    /// First day; the Monday of this week if absent.
    pub from: Option<NaiveDate>,
}

/// Query of a worklist.
#[derive(Debug)]
pub struct WorkRequest {
    /// The kind of work.
    pub kind: WaitingKind,
}

impl FromRequest for BoardRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read_board(request))
    }
}

impl FromRequest for WorkRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read_work(request))
    }
}

fn read_board(request: &HttpRequest) -> Result<BoardRequest, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let from = value(&mut reader, "from");
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(BoardRequest { from })
}

fn read_work(request: &HttpRequest) -> Result<WorkRequest, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let kind = code(&mut reader, "kind");
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(WorkRequest {
        kind: kind.unwrap_or_default(),
    })
}

impl IntoParams for BoardRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![day_parameter(
            "from",
            "First day of the two weeks; the Monday of this week if absent.",
        )]
    }
}

impl IntoParams for WorkRequest {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![code_parameter::<WaitingKind>(
            "kind",
            "The kind of work; drafts if absent.",
        )]
    }
}
