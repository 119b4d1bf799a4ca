//! Query of the search for possible duplicates.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::filter::QueryReader;
use storage::Repository;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::query::{pairs, query};
use crate::problem::ApiError;

/// Longest text that is compared, in characters.
const LONGEST: usize = 255;

/// The fields that identify similar records, with the text typed into them.
#[derive(Debug)]
pub struct SimilarQuery<E> {
    /// Field names and texts.
    pub typed: Vec<(String, String)>,
    entity: PhantomData<fn() -> E>,
}

impl<E: Repository> FromRequest for SimilarQuery<E> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read<E: Repository>(request: &HttpRequest) -> Result<SimilarQuery<E>, ApiError> {
    let mut reader = QueryReader::new(pairs(request)?);
    let mut typed = Vec::new();
    for field in E::duplicate_fields() {
        if let Some(text) = reader.take(field) {
            if text.chars().count() > LONGEST {
                reader.refuse(field, "At most 255 characters are compared");
            }
            typed.push((field.to_owned(), text));
        }
    }
    reader.finish().map_err(ApiError::wrong_query)?;
    Ok(SimilarQuery {
        typed,
        entity: PhantomData,
    })
}

impl<E: Repository> IntoParams for SimilarQuery<E> {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |field: &&str| {
            let text = ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(LONGEST))
                .build();
            query(field, "Text of this field in the new record.", text.into())
        };
        E::duplicate_fields().iter().map(parameter).collect()
    }
}
