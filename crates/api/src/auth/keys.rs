//! The keys that sign tokens and cursors: generated at the first start and stored in the data folder,
//! readable by the server only.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use storage::private_file::{private_options, tighten, tighten_and_log};

use crate::config::{Config, Secret};
use crate::random::{self, NoRandomness};

/// Name of the file in the data folder.
const FILE: &str = "signing-keys.json";

/// Why the keys cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Path of the file.
        path: PathBuf,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
    /// The file does not hold signing keys.
    #[error("{path} holds no signing keys; move it away to have new ones drawn (everybody signs in again)", path = .0.display())]
    Unreadable(PathBuf),
    /// No key could be generated.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

#[derive(Serialize, Deserialize)]
struct StoredKeys {
    current: String,
    #[serde(default)]
    previous: Option<String>,
}

/// One key, with the `kid` that tokens carry.
struct Key {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Key {
    fn of(secret: &str) -> Self {
        let digest = Sha256::digest(format!("key id\n{secret}"));
        Self {
            id: digest.iter().take(6).map(|b| format!("{b:02x}")).collect(),
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
        }
    }
}

/// The key in use, and the previous one during a rotation.
pub struct Keys {
    current: Key,
    previous: Option<Key>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.current.id)
    }
}

impl Keys {
    /// The algorithm of every signature.
    pub const ALGORITHM: Algorithm = Algorithm::HS256;

    /// Builds keys from secrets.
    #[must_use]
    pub fn of(current: &str, previous: Option<&str>) -> Self {
        Self {
            current: Key::of(current),
            previous: previous.map(Key::of),
        }
    }

    /// Loads the keys from the settings, else from the data folder, else generates new ones.
    ///
    /// # Errors
    /// When the file cannot be read, written or parsed.
    pub fn load(config: &Config) -> Result<Self, KeyError> {
        let previous = config.previous_signing_key.as_ref().map(Secret::reveal);
        if let Some(current) = &config.signing_key {
            return Ok(Self::of(current.reveal(), previous));
        }
        let path = config.data_dir.join(FILE);
        tighten_and_log(&path).map_err(|source| KeyError::File {
            path: path.clone(),
            source,
        })?;
        let stored = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str::<StoredKeys>(&text)
                .ok()
                .filter(|stored| stored.current.len() >= 32)
                .ok_or(KeyError::Unreadable(path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => draw(&path)?,
            Err(source) => return Err(KeyError::File { path, source }),
        };
        Ok(Self::of(
            &stored.current,
            previous.or(stored.previous.as_deref()),
        ))
    }

    /// ID of the key in use.
    pub(crate) fn id(&self) -> &str {
        &self.current.id
    }

    /// The key to sign with.
    pub(crate) const fn encoding(&self) -> &EncodingKey {
        &self.current.encoding
    }

    /// The key with an ID.
    pub(crate) fn decoding(&self, id: &str) -> Option<&DecodingKey> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|key| key.id == id)
            .map(|key| &key.decoding)
    }

    /// Signs a text.
    pub(crate) fn sign(&self, text: &str) -> Option<String> {
        crypto::sign(text.as_bytes(), self.encoding(), Self::ALGORITHM).ok()
    }

    /// Signs a text with each valid key, the one in use first.
    pub(crate) fn sign_with_each(&self, text: &str) -> Vec<String> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .filter_map(|key| crypto::sign(text.as_bytes(), &key.encoding, Self::ALGORITHM).ok())
            .collect()
    }

    /// Whether any of the keys signed a text.
    pub(crate) fn verify(&self, signature: &str, text: &str) -> bool {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .any(|key| {
                crypto::verify(signature, text.as_bytes(), &key.decoding, Self::ALGORITHM)
                    .unwrap_or(false)
            })
    }
}

fn draw(path: &Path) -> Result<StoredKeys, KeyError> {
    let stored = StoredKeys {
        current: random::token()?,
        previous: None,
    };
    let text = serde_json::to_string_pretty(&stored).unwrap_or_default();
    write_private(path, &text).map_err(|source| KeyError::File {
        path: path.to_owned(),
        source,
    })?;
    Ok(stored)
}

/// Writes a file atomically, readable by its owner only.
///
/// # Errors
/// When the folder cannot be created or the file cannot be written.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension("new");
    let mut file = private_options()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&unfinished)?;
    // A file left by an interrupted start keeps its old mode.
    tighten(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_drawn_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        let first = Keys::load(&config).unwrap();
        let again = Keys::load(&config).unwrap();
        assert_eq!(first.id(), again.id());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
            // A file copied here with a looser mode is tightened.
            let loose = fs::Permissions::from_mode(0o644);
            fs::set_permissions(folder.path().join(FILE), loose).unwrap();
            Keys::load(&config).unwrap();
            let file = fs::metadata(folder.path().join(FILE)).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
        fs::write(folder.path().join(FILE), "{}").unwrap();
        assert!(matches!(Keys::load(&config), Err(KeyError::Unreadable(_))));
    }

    #[test]
    fn what_the_previous_key_signed_still_holds() {
        let old = Keys::of("0123456789abcdef0123456789abcdef", None);
        let signature = old.sign("text").unwrap();
        let new = Keys::of(
            "fedcba9876543210fedcba9876543210",
            Some("0123456789abcdef0123456789abcdef"),
        );
        assert!(new.verify(&signature, "text"));
        assert!(!new.verify(&signature, "another text"));
        assert!(!old.verify(&new.sign("text").unwrap(), "text"));
    }
}
