//! JSON request bodies: type, size and syntax.

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use domain::{FieldErrors, ProblemCode};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use super::json::{self, JsonError};
use crate::caller;
use crate::problem::ApiError;
use crate::state::State;

/// A JSON body.
#[derive(Debug)]
pub struct Body {
    /// The parsed value.
    pub value: Value,
    /// The bytes as sent, to compare a repeated request with the original.
    pub bytes: Bytes,
}

/// A JSON body that may be absent; then it is an empty object.
#[derive(Debug)]
pub struct OptionalBody(pub Body);

impl FromRequest for Body {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let checked = check_type(request);
        let limit = limit(request);
        let announced = announced_length(request);
        let payload = payload.take();
        Box::pin(async move {
            checked?;
            read(payload, announced, limit).await.and_then(understand)
        })
    }
}

impl FromRequest for OptionalBody {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let checked = check_type(request);
        let limit = limit(request);
        let announced = announced_length(request);
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read(payload, announced, limit).await?;
            if bytes.is_empty() {
                let value = Value::Object(Map::new());
                return Ok(Self(Body { value, bytes }));
            }
            checked?;
            understand(bytes).map(Self)
        })
    }
}

/// Largest body without a valid token, in bytes: signing in and refreshing need a few hundred.
const ANONYMOUS_LIMIT: usize = 65_536;

fn limit(request: &HttpRequest) -> usize {
    let limit = request
        .app_data::<actix_web::web::Data<State>>()
        .map_or(1_048_576, |state| state.config.body_limit);
    match caller::of(request) {
        Some(_) => limit,
        None => limit.min(ANONYMOUS_LIMIT),
    }
}

fn announced_length(request: &HttpRequest) -> Option<usize> {
    request
        .headers()
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// Accepts UTF-8 JSON without compression; a merge patch only with PATCH.
fn check_type(request: &HttpRequest) -> Result<(), ApiError> {
    let refused = || Err(ApiError::new(ProblemCode::UnsupportedMediaType));
    if let Some(encoding) = request.headers().get(CONTENT_ENCODING)
        && !encoding.as_bytes().eq_ignore_ascii_case(b"identity")
    {
        return refused();
    }
    let sent = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = sent.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let taken = media == "application/json"
        || (media == "application/merge-patch+json" && request.method() == Method::PATCH);
    let unicode = parts.all(|parameter| {
        let parameter = parameter.to_ascii_lowercase().replace('"', "");
        !parameter.starts_with("charset=") || parameter == "charset=utf-8"
    });
    if taken && unicode { Ok(()) } else { refused() }
}

async fn read(
    mut payload: Payload,
    announced: Option<usize>,
    limit: usize,
) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::new(ProblemCode::BodyTooLarge).limit(limit);
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut bytes = BytesMut::with_capacity(announced.unwrap_or(1_024).min(65_536));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            ApiError::new(ProblemCode::MalformedJson)
                .detail("The body did not arrive whole")
                .because(error.to_string())
        })?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn understand(bytes: Bytes) -> Result<Body, ApiError> {
    match json::parse(&bytes) {
        Ok(value) => Ok(Body { value, bytes }),
        Err(JsonError::TooMany { pointer, limit }) => {
            let mut errors = FieldErrors::new();
            errors.add(
                pointer,
                "too_many",
                format!("Send at most {limit} values here"),
            );
            Err(ApiError::invalid(errors))
        }
        Err(JsonError::Malformed(error)) => {
            let (line, column) = (error.line(), error.column());
            let text = error.to_string();
            let reason = text
                .rsplit_once(" at line ")
                .map_or("", |(reason, _)| reason);
            Err(ApiError::new(ProblemCode::MalformedJson)
                .detail(format!("Line {line}, column {column}: {reason}")))
        }
    }
}
