//! Records with their ETags.

use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::error::ClientError;

/// A record with its ETag, which the next change must send.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged<T> {
    /// The record.
    pub value: T,
    /// Its ETag, including quotes.
    pub etag: String,
    /// Whether the response is the stored one of an earlier call with the same idempotency key.
    pub replayed: bool,
}

impl<T: DeserializeOwned> Tagged<T> {
    pub(crate) fn read(answer: Answer) -> Result<Self, ClientError> {
        let etag = answer.header("etag").unwrap_or_default().to_owned();
        let replayed = answer.header("idempotency-replayed") == Some("true");
        Ok(Self {
            value: answer.json()?,
            etag,
            replayed,
        })
    }
}
