//! Random bytes and text from the operating system.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The operating system returned no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness(#[source] getrandom::Error);

/// Returns random bytes.
///
/// When the operating system returns none.
/// When the operating system gives none.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// Returns a random text of 256 bits, safe in URLs and cookies.
///
/// # Errors
/// When the operating system returns no random bytes.
pub fn token() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Letters and digits that are hard to confuse when read aloud or copied by hand.
const READABLE: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Returns a password to type once: four groups of four characters, more than 75 bits.
///
/// # Errors
/// When the operating system returns no random bytes.
pub fn password() -> Result<String, NoRandomness> {
    let drawn = bytes::<16>()?;
    let letters: Vec<char> = drawn
        .iter()
        .filter_map(|byte| READABLE.get(usize::from(byte % 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

/// Returns a short ID of 80 bits, for requests and tokens.
///
/// # Errors
/// When the operating system returns no random bytes.
pub fn short_id() -> Result<String, NoRandomness> {
    Ok(bytes::<10>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_readable_and_differ() {
        let (one, other) = (password().unwrap(), password().unwrap());
        assert_eq!(one.len(), 19);
        assert_ne!(one, other);
        assert!(
            one.chars()
                .all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit())
        );
    }
}
