//! List cursors: opaque, signed, and bound to the list, its filters and its order.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::Keys;

/// Longest cursor to be verified, in bytes.
const LONGEST: usize = 4_096;

/// Encodes a position as a cursor of the list that `cursor_scope` describes.
pub(crate) fn write<P: Serialize>(keys: &Keys, cursor_scope: &str, position: &P) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).ok()?);
    let signature = keys.sign(&signed(cursor_scope, &payload))?;
    Some(format!("{payload}.{signature}"))
}

/// Decodes a cursor; `None` when it was changed or belongs to another list, filter or order.
pub(crate) fn read<P: DeserializeOwned>(
    keys: &Keys,
    cursor_scope: &str,
    cursor: &str,
) -> Option<P> {
    if cursor.len() > LONGEST {
        return None;
    }
    let (payload, signature) = cursor.split_once('.')?;
    if !keys.verify(signature, &signed(cursor_scope, payload)) {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn signed(cursor_scope: &str, payload: &str) -> String {
    format!("cursor\n{cursor_scope}\n{payload}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let keys = Keys::of("0123456789abcdef0123456789abcdef", None);
        let cursor = write(&keys, "suppliers?sort=name", &(7, "Brindlemoor")).unwrap();
        let read =
            |cursor_scope: &str, cursor: &str| read::<(i64, String)>(&keys, cursor_scope, cursor);
        assert_eq!(
            read("suppliers?sort=name", &cursor),
            Some((7, "Brindlemoor".to_owned()))
        );
        assert_eq!(read("suppliers?sort=-name", &cursor), None);
        assert_eq!(read("suppliers?sort=name", &format!("x{cursor}")), None);
        assert_eq!(read("suppliers?sort=name", "nonsense"), None);
        let other = Keys::of("fedcba9876543210fedcba9876543210", None);
        assert_eq!(
            super::read::<(i64, String)>(&other, "suppliers?sort=name", &cursor),
            None
        );
    }
}
