//! `Idempotency-Key`: lets a client retry a create or an action that must happen once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use domain::ProblemCode;
use sha2::{Digest, Sha256};
use storage::IdempotencyKey;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::problem::ApiError;

/// The header name.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of this request, if any, with a hash that distinguishes the request from others.
#[derive(Debug)]
pub struct Replay {
    key: Option<String>,
    route: String,
    hash: Sha256,
}

impl Replay {
    /// The key and hash to store; `body` is the request body. The hash is keyed before it is stored.
    #[must_use]
    pub fn of(mut self, body: &[u8]) -> Option<IdempotencyKey> {
        self.hash.update(body);
        let hash: String = self
            .hash
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Some(IdempotencyKey {
            route: self.route,
            key: self.key?,
            body_hash: hash,
            former_hashes: Vec::new(),
        })
    }
}

impl FromRequest for Replay {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

/// Reads the key. Keys are scoped to a path, and `If-Match` is part of the request's identity like the body.
fn read(request: &HttpRequest) -> Result<Replay, ApiError> {
    let mut hash = Sha256::new();
    if let Some(tag) = request.headers().get(IF_MATCH) {
        hash.update(tag.as_bytes());
    }
    hash.update("\n");
    let mut keys = request.headers().get_all(IDEMPOTENCY_KEY);
    let key = match (keys.next(), keys.next()) {
        (None, _) => None,
        (Some(key), None) => Some(
            key.to_str()
                .ok()
                .filter(|key| (1..=255).contains(&key.len()))
                .filter(|key| key.bytes().all(|b| (b' '..=b'~').contains(&b)))
                .ok_or_else(|| ApiError::new(ProblemCode::InvalidIdempotencyKey))?
                .to_owned(),
        ),
        (Some(_), Some(_)) => return Err(ProblemCode::InvalidIdempotencyKey.into()),
    };
    Ok(Replay {
        key,
        route: format!("{} {}", request.method(), request.path()),
        hash,
    })
}

impl IntoParams for Replay {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[!-~]([ -~]{0,253}[!-~])?$"))
            .examples([serde_json::json!("5f0c4e1a-order-41")])
            .build();
        let parameter = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "A request repeated with the same key and body within 24 hours is answered as the first time, with `Idempotency-Replayed: true`.",
            ))
            .schema(Some(schema))
            .build();
        vec![parameter]
    }
}
