//! Signing in and out, and what survives in between.

use std::path::PathBuf;

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::{App, environment, on_sqlite};

on_sqlite!(
    a_wrong_password_is_told,
    the_way_back_is_remembered,
    an_unknown_address_is_told,
    the_page_is_guarded;
    and on postgres: in_reload_and_out,
);

async fn in_reload_and_out(app: &mut App) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let broker = app.broker().await;
    let browser = Browser::open(app, Window::Desk).await;
    browser.go("/").await;
    browser.sign_in(&broker.username, &broker.password).await;
    browser.arrives("/").await;
    browser.sees("Work to do").await;
    browser.reload().await;
    browser.sees("Work to do").await;
    // No secrets where scripts could find them.
    let kept = browser.script("return JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + document.cookie", json!([])).await;
    let kept = kept.as_str().unwrap_or_default();
    assert!(
        !kept.contains("eyJ") && !kept.contains("pm_refresh") && !kept.contains(&broker.password),
        "{kept}"
    );
    let letters: String = broker
        .me
        .user
        .display_name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    browser
        .press(&format!("{}, your profile", letters.to_uppercase()))
        .await;
    browser.press("Sign out").await;
    browser.heading("Sign in").await;
    browser.reload().await;
    browser.heading("Sign in").await;
    browser.close(&["401"]).await;
}

async fn a_wrong_password_is_told(app: &mut App) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let broker = app.broker().await;
    let browser = Browser::open(app, Window::Desk).await;
    browser.go("/").await;
    browser.heading("Sign in").await;
    browser.fill("Username", &broker.username).await;
    browser.fill("Password", "wrong wrong wrong").await;
    browser.press("Sign in").await;
    let alert = "return document.querySelector('[role=alert]')?.textContent";
    browser.wait("a message", alert, json!([])).await;
    assert_eq!(
        browser.value("Password").await,
        "",
        "the wrong password is gone"
    );
    assert_eq!(
        browser.value("Username").await,
        broker.username,
        "the name stays"
    );
    browser.fill("Password", &broker.password).await;
    browser.press("Sign in").await;
    browser.sees("Work to do").await;
    browser.close(&["401", "401 /api/v1/auth/login"]).await;
}

async fn the_way_back_is_remembered(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/suppliers?q=bri").await;
    browser.heading("Suppliers").await;
    // The session ends elsewhere; the next action asks to sign in and then continues.
    broker.api.logout_all().await.expect("signed out");
    // Counts of the navigation may come back first, with the same question.
    let follow = "document.querySelector('nav a[href=\"/customers\"]').click(); return true";
    browser.script(follow, json!([])).await;
    browser
        .wait(
            "the question",
            "return document.querySelector('dialog[open] input[type=password]')",
            json!([]),
        )
        .await;
    browser.fill("Password", &broker.password).await;
    browser.press("Sign in").await;
    browser.heading("Customers").await;
    browser.arrives("/customers").await;
    browser
        .close(&[
            "401",
            "401 /api/v1/suppliers",
            "401 /api/v1/views",
            "401 /api/v1/customers",
            "401 /api/v1/claims",
            "401 /api/v1/company",
            "401 /api/v1/settings",
            "401 /api/v1/purchase-orders",
            "401 /api/v1/receivables",
        ])
        .await;
}

async fn an_unknown_address_is_told(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/no/such/page").await;
    browser
        .wait(
            "a heading",
            "return document.querySelector('main h1')?.textContent",
            json!([]),
        )
        .await;
    browser.go("/suppliers/999999").await;
    browser
        .wait(
            "a message",
            "return document.querySelector('main')?.innerText.length > 20",
            json!([]),
        )
        .await;
    browser.follow("Orders").await;
    browser.heading("Purchase orders").await;
    browser.close(&["401", "404"]).await;
}

async fn the_page_is_guarded(app: &mut App) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
                  connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; \
                  object-src 'none'; frame-ancestors 'none'";
    for path in ["/", "/suppliers", "/purchase-orders/41/edit"] {
        let page = app
            .call("GET", path)
            .header("accept", "text/html,*/*;q=0.8")
            .send()
            .await
            .expect(200);
        assert_eq!(
            page.header("content-security-policy"),
            Some(policy),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), Some("no-cache"), "{path}");
        assert!(
            page.header("content-type")
                .is_some_and(|media| media.starts_with("text/html")),
            "{path}"
        );
        assert!(
            !page.text().contains(" style=\"") && !page.text().contains("<script>"),
            "{path}: nothing inline"
        );
    }
    let page = app
        .call("GET", "/")
        .header("accept", "text/html")
        .send()
        .await
        .expect(200)
        .text();
    let assets: Vec<&str> = page
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    assert!(assets.len() >= 3, "{page}");
    for asset in assets {
        let plain = app.call("GET", asset).send().await.expect(200);
        assert_eq!(
            plain.header("cache-control"),
            Some("public, max-age=31536000, immutable"),
            "{asset}"
        );
        assert_eq!(
            plain.header("x-content-type-options"),
            Some("nosniff"),
            "{asset}"
        );
        let packed = app
            .call("GET", asset)
            .header("accept-encoding", "br")
            .send()
            .await
            .expect(200);
        assert!(
            packed.header("content-encoding") == Some("br") || packed.body.len() < 2_000,
            "{asset}"
        );
        app.call("HEAD", asset).send().await.expect(200);
    }
    app.call("GET", "/assets/none.js").send().await.expect(404);
    for outside in [
        "/assets/../index.html.br",
        "/..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        let reply = app.call("GET", outside).send().await;
        assert!(
            !reply.text().contains("[workspace]") && !reply.text().contains("root:"),
            "{outside}"
        );
    }
}
