//! Sends long bodies in chunks: a connection copies one chunk at a time, so a slow client holds a reference
//! to the shared bytes instead of a copy.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

/// Bytes in one chunk.
const PORTION: usize = 16 * 1_024;

struct Portions(Bytes);

impl MessageBody for Portions {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.0.len()).unwrap_or(u64::MAX))
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.0.len().min(PORTION);
        let portion = self.0.split_to(next);
        Poll::Ready((!portion.is_empty()).then_some(Ok(portion)))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        Ok(self.0)
    }
}

/// Sends a long body in chunks.
pub(super) fn split(response: HttpResponse) -> HttpResponse {
    let (response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > PORTION => BoxBody::new(Portions(bytes)),
        Ok(bytes) => BoxBody::new(bytes),
        Err(stream) => stream,
    };
    response.set_body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::poll_fn;

    #[actix_web::test]
    async fn a_long_body_leaves_in_portions_that_share_its_bytes() {
        let bytes = Bytes::from(vec![7; 2 * PORTION + 1]);
        let start = bytes.as_ptr();
        let mut body = Portions(bytes.clone());
        assert_eq!(body.size(), BodySize::Sized(32_769));
        let mut sizes = Vec::new();
        while let Some(Ok(portion)) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
            if sizes.is_empty() {
                assert_eq!(portion.as_ptr(), start, "no copy");
            }
            sizes.push(portion.len());
        }
        assert_eq!(sizes, [PORTION, PORTION, 1]);
        let whole = actix_web::body::to_bytes(Portions(bytes.clone())).await;
        assert_eq!(whole.ok(), Some(bytes));
    }
}
