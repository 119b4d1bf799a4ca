//! Static files, compressed once; every response shares the same bytes.

use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::accept::{Encoding, encoding};
use crate::answer::{fingerprint, is_among};
use crate::compression::pack_once;

/// One encoding of a file.
#[derive(Debug, Clone)]
struct Form {
    encoding: Encoding,
    bytes: Bytes,
    tag: String,
}

impl Form {
    fn new(encoding: Encoding, bytes: Bytes) -> Self {
        Self {
            encoding,
            tag: format!("\"{}\"", fingerprint(&bytes)),
            bytes,
        }
    }
}

/// A file in all its encodings.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    media: String,
    /// The file uncompressed.
    plain: Form,
    packed: Vec<Form>,
}

impl Asset {
    /// Compresses a file. This is slow, so never call it on a thread that answers requests.
    pub(crate) fn packed(media: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let (media, bytes) = (media.into(), bytes.into());
        let packed = [Encoding::Brotli, Encoding::Gzip].into_iter();
        let packed = packed.filter_map(|encoding| {
            pack_once(&media, &bytes, encoding).map(|bytes| Form::new(encoding, bytes))
        });
        Self {
            packed: packed.collect(),
            plain: Form::new(Encoding::Identity, bytes),
            media,
        }
    }

    /// A file whose compressed forms were made elsewhere.
    pub(crate) fn with_forms(
        media: impl Into<String>,
        bytes: impl Into<Bytes>,
        forms: Vec<(Encoding, Vec<u8>)>,
    ) -> Self {
        let forms = forms
            .into_iter()
            .map(|(encoding, bytes)| Form::new(encoding, bytes.into()));
        Self {
            media: media.into(),
            plain: Form::new(Encoding::Identity, bytes.into()),
            packed: forms.collect(),
        }
    }

    /// Memory that the file takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let packed: usize = self.packed.iter().map(|form| form.bytes.len()).sum();
        self.plain.bytes.len() + packed
    }

    /// Responds with the encoding that a request accepts, or 304 when the client's copy is current.
    pub(crate) fn respond(
        &self,
        request: &HttpRequest,
        headers: &[(HeaderName, &'static str)],
    ) -> HttpResponse {
        let wanted = encoding(request.headers());
        let packed = self.packed.iter().find(|form| form.encoding == wanted);
        let form = packed.unwrap_or(&self.plain);
        let known = request
            .headers()
            .get(IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|known| is_among(known, &form.tag));
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response.insert_header((ETAG, form.tag.as_str()));
        for (name, value) in headers {
            response.insert_header((name.clone(), HeaderValue::from_static(value)));
        }
        if known {
            return response.finish();
        }
        if form.encoding != Encoding::Identity {
            response.insert_header((CONTENT_ENCODING, form.encoding.code()));
        }
        response
            .insert_header((CONTENT_TYPE, self.media.as_str()))
            .body(form.bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::MessageBody;
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    fn ask(asset: &Asset, accept: &str, known: &str) -> (u16, String, Bytes) {
        let request = TestRequest::get()
            .insert_header((ACCEPT_ENCODING, accept))
            .insert_header((IF_NONE_MATCH, known))
            .to_http_request();
        let response = asset.respond(&request, &[]);
        let tag = response.headers().get(ETAG).unwrap().to_str().unwrap();
        let (status, tag) = (response.status().as_u16(), tag.to_owned());
        let bytes = response.into_body().try_into_bytes().unwrap_or_default();
        (status, tag, bytes)
    }

    #[test]
    fn each_form_is_packed_once_and_has_a_tag_of_its_own() {
        let asset = Asset::packed("text/plain", vec![b'7'; 10_000]);
        let mut tags = Vec::new();
        for accept in ["br", "gzip", "identity"] {
            let (status, tag, bytes) = ask(&asset, accept, "");
            assert_eq!(status, 200);
            assert_eq!(bytes.len() == 10_000, accept == "identity");
            let again = ask(&asset, accept, "").2;
            assert_eq!(again.as_ptr(), bytes.as_ptr(), "{accept}: the same bytes");
            assert_eq!(ask(&asset, accept, &tag).0, 304);
            assert!(!tags.contains(&tag));
            tags.push(tag);
        }
        assert!(asset.size() > 10_000);
    }

    #[test]
    fn what_does_not_shrink_is_not_packed() {
        let picture = Asset::packed("image/png", vec![7; 10_000]);
        assert_eq!(ask(&picture, "br", "").2.len(), 10_000);
        let short = Asset::packed("text/plain", "short");
        assert_eq!(ask(&short, "br", "").2.len(), 5);
    }
}
