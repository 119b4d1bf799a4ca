//! `If-Match`: the version that the client last read.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use domain::ProblemCode;
use storage::Expected;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::problem::ApiError;

/// The versions that the client accepts. A missing header or `*` gives 428.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(pub Vec<i64>);

impl IfMatch {
    /// The precondition for storage.
    #[must_use]
    pub fn expected(self) -> Expected {
        Expected::Version(self.0)
    }

    /// The precondition where the header is optional: a client that learns from a problem that an archived
    /// record holds a name may restore it unread.
    #[must_use]
    pub fn or_any(seen: Option<Self>) -> Expected {
        seen.map_or_else(Expected::any, Self::expected)
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request.headers()).ok_or_else(|| ProblemCode::PreconditionRequired.into()))
    }
}

/// `None` when there is no tag. Weak and foreign tags count as a precondition, but match no version.
fn read(headers: &HeaderMap) -> Option<IfMatch> {
    let mut versions = Vec::new();
    let mut seen = false;
    for value in headers.get_all(IF_MATCH) {
        let text = value.to_str().unwrap_or("?");
        for tag in text.split(',').map(str::trim) {
            if tag.is_empty() || tag == "*" {
                continue;
            }
            seen = true;
            let inner = tag
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            // Tags are compared as text: "01" is not "1".
            let version = inner.and_then(|number| number.parse::<i64>().ok());
            versions.extend(version.filter(|version| inner == Some(&version.to_string())));
        }
    }
    seen.then_some(IfMatch(versions))
}

impl IntoParams for IfMatch {
    fn into_params(_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^\"[0-9]{1,18}\"$"))
            .examples([serde_json::json!("\"3\"")])
            .build();
        let parameter = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "ETag of the version that you read. Missing or `*`: 428. Outdated: 412 with the changes since.",
            ))
            .schema(Some(schema))
            .build();
        vec![parameter]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn versions(values: &[&'static str]) -> Option<Vec<i64>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IF_MATCH, HeaderValue::from_static(value));
        }
        read(&headers).map(|found| found.0)
    }

    #[test]
    fn tags_are_read() {
        assert_eq!(versions(&[]), None);
        assert_eq!(versions(&["*"]), None);
        assert_eq!(versions(&["\"3\""]), Some(vec![3]));
        assert_eq!(versions(&["\"3\", \"4\"", "\"5\""]), Some(vec![3, 4, 5]));
        assert_eq!(versions(&["W/\"3\""]), Some(vec![]));
        assert_eq!(versions(&["3"]), Some(vec![]));
        assert_eq!(versions(&["\"03\"", "\"+3\""]), Some(vec![]));
    }
}
