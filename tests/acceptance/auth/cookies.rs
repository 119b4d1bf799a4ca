//! Browser sign-in: a refresh token in a cookie that scripts cannot read, and requests that other sites
//! cannot forge.

use serde_json::{Value, json};

use crate::support::app::PASSWORD;
use crate::support::{App, Reply, on_both_databases};

on_both_databases!(
    the_cookie_is_guarded,
    a_browser_signs_in_refreshes_and_out,
    other_sites_are_refused,
    over_tls_the_cookie_is_of_this_host_only,
);

/// A sign-in as our browser app sends it.
async fn sign_in(app: &App, username: &str) -> Reply {
    let body = json!({"username": username, "password": PASSWORD});
    let call = app
        .call("POST", "/api/v1/auth/login")
        .header("x-requested-with", "projectmeats");
    call.header("origin", &app.origin())
        .json(&body)
        .send()
        .await
}

/// The cookie of a response: its name and value, and its attributes.
#[track_caller]
fn cookie(reply: &Reply) -> (String, Vec<String>) {
    let header = reply
        .header("set-cookie")
        .unwrap_or_else(|| panic!("{}: no cookie", reply.call));
    let mut parts = header.split("; ").map(str::to_owned);
    (parts.next().unwrap_or_default(), parts.collect())
}

async fn the_cookie_is_guarded(app: &mut App) {
    let broker = app.broker().await;
    let reply = sign_in(app, &broker.username).await.expect(200);
    let (pair, attributes) = cookie(&reply);
    assert!(
        pair.starts_with("pm_refresh="),
        "on http://localhost the plain name: {pair}"
    );
    for wanted in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(
            attributes.iter().any(|attribute| attribute == wanted),
            "{wanted} is missing in {attributes:?}"
        );
    }
    assert!(
        !attributes
            .iter()
            .any(|attribute| attribute.starts_with("Domain")),
        "{attributes:?}"
    );
    assert!(
        reply.json().get("refresh_token").is_none_or(Value::is_null),
        "scripts never see it"
    );
    assert!(
        !reply
            .text()
            .contains(pair.trim_start_matches("pm_refresh="))
    );
    // A program that asks for the token in the body gets no cookie.
    let body = json!({"username": broker.username, "password": PASSWORD, "refresh": "body"});
    let program = app
        .call("POST", "/api/v1/auth/login")
        .json(&body)
        .send()
        .await
        .expect(200);
    assert_eq!(program.header("set-cookie"), None);
}

async fn a_browser_signs_in_refreshes_and_out(app: &mut App) {
    let broker = app.broker().await;
    let (first, _) = cookie(&sign_in(app, &broker.username).await.expect(200));
    let ask = |path: &str, cookie: &str| {
        let call = app
            .call("POST", &format!("/api/v1/auth/{path}"))
            .header("x-requested-with", "projectmeats");
        call.header("origin", &app.origin())
            .header("cookie", cookie)
    };
    let renewed = ask("refresh", &first)
        .json(&json!({}))
        .send()
        .await
        .expect(200);
    let (second, _) = cookie(&renewed);
    assert_ne!(first, second, "each refresh spends its token");
    assert!(
        renewed
            .json()
            .get("refresh_token")
            .is_none_or(Value::is_null)
    );
    let access = renewed.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    app.call("GET", "/api/v1/me")
        .bearer(&access)
        .send()
        .await
        .expect(200);
    // The body is optional.
    let (third, _) = cookie(&ask("refresh", &second).send().await.expect(200));
    let out = ask("logout", &third)
        .bearer(&access)
        .send()
        .await
        .expect(204);
    let (gone, attributes) = cookie(&out);
    assert_eq!(gone, "pm_refresh=");
    let expired = attributes.iter().any(|attribute| {
        attribute == "Max-Age=0" || attribute.starts_with("Expires=Thu, 01 Jan 1970")
    });
    assert!(expired, "{attributes:?}");
    assert_eq!(out.header("clear-site-data"), Some("\"storage\""));
    ask("refresh", &third)
        .send()
        .await
        .problem(401, "token_revoked");
    let none = app
        .call("POST", "/api/v1/auth/refresh")
        .header("x-requested-with", "projectmeats")
        .header("origin", &app.origin());
    none.send().await.expect(401);
}

async fn other_sites_are_refused(app: &mut App) {
    let broker = app.broker().await;
    let (held, _) = cookie(&sign_in(app, &broker.username).await.expect(200));
    let origin = app.origin();
    let wrong: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", &origin)],
        &[
            ("x-requested-with", "projectmeats"),
            ("origin", "https://evil.example"),
        ],
        &[("x-requested-with", "XMLHttpRequest"), ("origin", &origin)],
        &[("x-requested-with", "projectmeats"), ("origin", "null")],
        &[
            ("x-requested-with", "projectmeats"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for headers in wrong {
        let mut call = app
            .call("POST", "/api/v1/auth/refresh")
            .header("cookie", &held);
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let refused = call.send().await;
        refused.problem(403, "csrf_failed");
        assert_eq!(refused.header("set-cookie"), None);
    }
    let same_site = app
        .call("POST", "/api/v1/auth/refresh")
        .header("cookie", &held)
        .header("x-requested-with", "projectmeats");
    same_site
        .header("sec-fetch-site", "same-origin")
        .send()
        .await
        .expect(200);
    // A sign-in that would set the cookie on behalf of another site is rejected too.
    let body = json!({"username": broker.username, "password": PASSWORD});
    let forged = app
        .call("POST", "/api/v1/auth/login")
        .header("origin", "https://evil.example")
        .json(&body)
        .send()
        .await;
    forged.problem(403, "csrf_failed");
    // The cookie alone authorizes no request.
    app.call("GET", "/api/v1/me")
        .header("cookie", &held)
        .send()
        .await
        .problem(401, "unauthenticated");
}

async fn over_tls_the_cookie_is_of_this_host_only(app: &mut App) {
    let broker = app.broker().await;
    app.configured(|config| config.public_url = Some("https://orders.example.com".to_owned()))
        .await;
    let body = json!({"username": broker.username, "password": PASSWORD});
    let call = app
        .call("POST", "/api/v1/auth/login")
        .header("x-requested-with", "projectmeats");
    let reply = call
        .header("origin", "https://orders.example.com")
        .json(&body)
        .send()
        .await
        .expect(200);
    let (pair, attributes) = cookie(&reply);
    assert!(pair.starts_with("__Host-pm_refresh="), "{pair}");
    for wanted in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(
            attributes.iter().any(|attribute| attribute == wanted),
            "{wanted} is missing in {attributes:?}"
        );
    }
    let call = app
        .call("POST", "/api/v1/auth/refresh")
        .header("x-requested-with", "projectmeats")
        .header("cookie", &pair);
    call.header("origin", &app.origin())
        .send()
        .await
        .problem(403, "csrf_failed");
}
