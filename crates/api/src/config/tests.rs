//! Settings are read completely or rejected by name; secrets stay hidden.

use super::*;

fn read(pairs: &[(&str, &str)]) -> Result<Config, WrongSetting> {
    Config::read(|name| {
        let found = pairs.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn a_wrong_setting_is_named() {
    for (variable, value) in [
        ("PROJECTMEATS_LISTEN", "8080"),
        ("PROJECTMEATS_DATABASE_URL", "mysql://x"),
        ("PROJECTMEATS_DATABASE_READ_URLS", "sqlite://x"),
        ("PROJECTMEATS_WEB_DIR", "/nowhere"),
        ("PROJECTMEATS_PUBLIC_URL", "http://orders.example.com"),
        ("PROJECTMEATS_PUBLIC_URL", "https://orders.example.com/app"),
        ("PROJECTMEATS_READ_POOL", "0"),
        ("PROJECTMEATS_MIGRATE", "yes"),
        ("PROJECTMEATS_LOG_FORMAT", "xml"),
        ("PROJECTMEATS_TRUSTED_PROXIES", "10.0.0.1,proxy"),
        ("PROJECTMEATS_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("PROJECTMEATS_MAX_CONNECTIONS", "0"),
        (
            "PROJECTMEATS_SIGNING_KEY",
            "00000000000000000000000000000000",
        ),
        ("REDIS_URL", "localhost"),
        ("PROJECTMEATS_ADMIN_PASSWORD", "a"),
        ("PROJECTMEATS_ADMIN_PASSWORD", "password1234"),
        ("PROJECTMEATS_ADMIN_PASSWORD", "Admin@ProjectMeats.invalid"),
    ] {
        let wrong = read(&[(variable, value)]).unwrap_err();
        assert_eq!(wrong.variable, variable, "{value}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let config = read(&[
        ("PROJECTMEATS_DATABASE_URL", "postgres://pm:hunter22@db/pm"),
        ("PROJECTMEATS_METRICS_TOKEN", "hunter22"),
    ])
    .unwrap();
    assert!(!format!("{config:?}").contains("hunter22"));
    assert_eq!(config.shown_database(), "postgres://(secret)@db/pm");
}

#[test]
fn the_database_is_in_the_data_folder_unless_said_otherwise() {
    let config = read(&[("PROJECTMEATS_DATA_DIR", "/var/lib/pm")]).unwrap();
    assert_eq!(
        config.database_url.reveal(),
        "sqlite:///var/lib/pm/projectmeats.db"
    );
}

#[test]
fn loopback_hosts_are_known() {
    for host in [
        "localhost",
        "localhost:80",
        "127.0.0.1:8080",
        "[::1]:8080",
        "[::1]",
    ] {
        assert!(is_loopback(host), "{host}");
    }
    for host in ["localhost.example.com", "10.0.0.1:80", "example.com"] {
        assert!(!is_loopback(host), "{host}");
    }
}
