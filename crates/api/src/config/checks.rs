//! Checks of settings across values.

use super::variables::*;
use super::{ADMIN, ADMIN_EMAIL, Config, WrongSetting, is_loopback, require};
use crate::password_rules::password_errors;

impl Config {
    /// Validates constraints that parsing a single value cannot check.
    ///
    /// # Errors
    /// The first invalid variable.
    pub fn check(&self) -> Result<(), WrongSetting> {
        let known = |url: &str| {
            url.starts_with("sqlite://")
                || url.starts_with("postgres://")
                || url.starts_with("postgresql://")
        };
        require(
            known(self.database_url.reveal()),
            DATABASE_URL,
            "begins with sqlite:// or postgres://",
        )?;
        require(
            cfg!(feature = "postgres-tls") || self.database_url.reveal().starts_with("sqlite://"),
            DATABASE_URL,
            "is SQLite for this build, which has no TLS: build with default features for PostgreSQL",
        )?;
        require(
            self.database_read_urls
                .iter()
                .all(|url| known(url.reveal()) && !url.reveal().starts_with("sqlite://")),
            DATABASE_READ_URLS,
            "are PostgreSQL addresses, joined by commas",
        )?;
        if let Some(folder) = &self.web_dir {
            let there = folder.join("index.html").is_file();
            require(
                there,
                WEB_DIR,
                &format!("{} has no index.html", folder.display()),
            )?;
        }
        if let Some(url) = &self.redis_url {
            let known = ["redis://", "rediss://", "redis+unix://", "unix://"];
            let fits = known.iter().any(|scheme| url.reveal().starts_with(scheme));
            require(fits, REDIS, "begins with redis:// or rediss://")?;
        }
        if let Some(url) = &self.public_url {
            check_origin(url)?;
        }
        if let Some(password) = &self.admin_password {
            let identities = [ADMIN, ADMIN_EMAIL];
            let errors = password_errors("/password", password.reveal(), &identities);
            if let Some(error) = errors.iter().next() {
                require(false, ADMIN_PASSWORD, &error.message)?;
            }
        }
        for (variable, key) in [
            (SIGNING_KEY, &self.signing_key),
            (PREVIOUS_SIGNING_KEY, &self.previous_signing_key),
        ] {
            if let Some(key) = key {
                require(
                    is_strong(key.reveal()),
                    variable,
                    "takes 32 random characters or more",
                )?;
            }
        }
        Ok(())
    }
}

fn is_strong(key: &str) -> bool {
    let mut seen: Vec<char> = key.chars().collect();
    let length = seen.len();
    seen.sort_unstable();
    seen.dedup();
    length >= 32 && seen.len() >= 10
}

fn check_origin(url: &str) -> Result<(), WrongSetting> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let host = rest.unwrap_or_default();
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    require(
        plain,
        PUBLIC_URL,
        "is an origin without a path, such as https://orders.example.com",
    )?;
    require(
        url.starts_with("https://") || is_loopback(host),
        PUBLIC_URL,
        "is https, unless the host is localhost",
    )
}
