//! Files that only their owner may read, regardless of the umask and the folder.

use std::fs;
use std::io;
use std::path::Path;

/// Restricts an existing file to its owner; returns whether others had access before.
///
/// # Errors
/// If its mode cannot be read or set, for example because another user owns it.
#[cfg(unix)]
pub fn tighten(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(false);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(true)
}

/// Does nothing: other systems have no modes, so the folder's permissions apply.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn tighten(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| false)
}

/// Options that create a file accessible only by its owner.
#[must_use]
pub fn private_options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates an empty file accessible only by its owner; an existing one is restricted, which is logged.
///
/// # Errors
/// If it can be neither created nor restricted.
pub fn create_private(path: &Path) -> io::Result<()> {
    match private_options().write(true).create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => tighten_and_log(path),
        Err(error) => Err(error),
    }
}

/// Restricts a file if it exists, which is logged.
///
/// # Errors
/// If it exists and cannot be restricted.
pub fn tighten_and_log(path: &Path) -> io::Result<()> {
    match tighten(path) {
        Ok(true) => {
            let path = path.display().to_string();
            tracing::warn!(
                path,
                "was open to other users of this machine; its mode is 0600 now"
            );
            Ok(())
        }
        Ok(false) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Restricts a SQLite file and its companion files. SQLite gives the log and shared memory files that it creates later the mode of
/// the database file.
pub(crate) fn secure_database(url_path: &str) -> io::Result<()> {
    let path = url_path.strip_prefix("file:").unwrap_or(url_path);
    let path = path.split('?').next().unwrap_or(path);
    if path.is_empty() || path == ":memory:" || url_path.contains("mode=memory") {
        return Ok(());
    }
    create_private(Path::new(path)).map_err(|error| named(path, &error))?;
    for beside in ["-wal", "-shm", "-journal"] {
        let beside = format!("{path}{beside}");
        tighten_and_log(Path::new(&beside)).map_err(|error| named(&beside, &error))?;
    }
    Ok(())
}

fn named(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("{path} cannot be kept private (mode 0600): {error}"),
    )
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn files_are_made_private_and_open_ones_are_tightened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.db");
        let address = path.display().to_string();
        secure_database(&address).unwrap();
        assert_eq!(mode(&path), 0o600);
        let log = folder.path().join("new.db-wal");
        fs::write(&log, "").unwrap();
        for open in [&path, &log] {
            fs::set_permissions(open, fs::Permissions::from_mode(0o664)).unwrap();
        }
        secure_database(&format!("file:{address}?cache=private")).unwrap();
        assert_eq!((mode(&path), mode(&log)), (0o600, 0o600));
        // A stricter mode is left unchanged.
        fs::set_permissions(&log, fs::Permissions::from_mode(0o400)).unwrap();
        secure_database(&address).unwrap();
        assert_eq!(mode(&log), 0o400);
        secure_database(":memory:").unwrap();
        assert!(secure_database("/no/such/folder/x.db").is_err());
    }
}
