//! Access tokens: forged, foreign and expired ones are rejected, and every protected operation needs one.

use api::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{App, on_both_databases};

on_both_databases!(
    forged_tokens_are_refused,
    a_token_ends_after_its_time,
    keys_can_be_replaced,
    headers_of_other_kinds_are_refused
);

const KEY: &str = "grinding beef at 122.75 per hundredweight";
const OTHER_KEY: &str = "a wholly different key of forty letters!";

/// HMAC-SHA256 (RFC 2104); the key is shorter than a block.
fn signature(key: &str, text: &str) -> String {
    let pad = |byte: u8| -> Vec<u8> {
        let mut block = vec![byte; 64];
        block
            .iter_mut()
            .zip(key.bytes())
            .for_each(|(place, key)| *place ^= key);
        block
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(text)
        .finalize();
    let outer = Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize();
    URL_SAFE_NO_PAD.encode(outer)
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Decodes the header and the claims of a token.
fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
    (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    )
}

/// Signs a token with this header and these claims.
fn token(header: &Value, claims: &Value, key: &str) -> String {
    let text = format!("{}.{}", encoded(header), encoded(claims));
    format!("{text}.{}", signature(key, &text))
}

fn with(value: &Value, name: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[name] = to;
    value
}

async fn forged_tokens_are_refused(app: &mut App) {
    app.configured(|config| config.signing_key = Some(Secret::new(KEY)))
        .await;
    let broker = app.broker().await;
    let admin = app.admin().await;
    let (header, claims) = parts(&broker.token);
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&json!("HS256"), &json!("at+jwt"))
    );
    for claim in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
        assert!(!claims[claim].is_null(), "{claim} is missing in {claims}");
    }
    assert!(
        !claims.to_string().contains("role"),
        "roles come from the store, not from the token"
    );
    let opens = async |token: &str| app.call("GET", "/api/v1/me").bearer(token).send().await;
    opens(&token(&header, &claims, KEY)).await.expect(200);

    let unsigned = format!(
        "{}.{}.",
        encoded(&with(&header, "alg", json!("none"))),
        encoded(&claims)
    );
    let body = broker
        .token
        .rsplit_once('.')
        .map(|(body, _)| body.to_owned())
        .unwrap_or_default();
    let now = claims["iat"].as_i64().unwrap_or_default();
    let forged = [
        ("no algorithm", unsigned.clone()),
        (
            "no algorithm, a signature",
            format!("{unsigned}{}", signature(KEY, &unsigned)),
        ),
        ("another key", token(&header, &claims, OTHER_KEY)),
        ("no signature", format!("{body}.")),
        (
            "a cut signature",
            broker
                .token
                .get(..broker.token.len() - 4)
                .unwrap_or_default()
                .to_owned(),
        ),
        (
            "another user",
            format!(
                "{}.{}.{}",
                encoded(&header),
                encoded(&with(&claims, "sub", json!(admin.id().to_string()))),
                signature(KEY, "x")
            ),
        ),
        (
            "another user, signed",
            token(
                &header,
                &with(&claims, "sub", json!(admin.id().to_string())),
                KEY,
            ),
        ),
        (
            "no such session",
            token(&header, &with(&claims, "sid", json!(999_999)), KEY),
        ),
        (
            "another algorithm",
            token(&with(&header, "alg", json!("HS512")), &claims, KEY),
        ),
        (
            "an asymmetric algorithm",
            token(&with(&header, "alg", json!("RS256")), &claims, KEY),
        ),
        (
            "another kind",
            token(&with(&header, "typ", json!("JWT")), &claims, KEY),
        ),
        (
            "an unknown key id",
            token(&with(&header, "kid", json!("other")), &claims, KEY),
        ),
        (
            "a path as key id",
            token(&with(&header, "kid", json!("../../dev/null")), &claims, KEY),
        ),
        (
            "another audience",
            token(&header, &with(&claims, "aud", json!("somebody-else")), KEY),
        ),
        (
            "another issuer",
            token(&header, &with(&claims, "iss", json!("somebody-else")), KEY),
        ),
        (
            "not yet",
            token(&header, &with(&claims, "nbf", json!(now + 3_600)), KEY),
        ),
        (
            "issued in the future",
            token(&header, &with(&claims, "iat", json!(now + 3_600)), KEY),
        ),
        (
            "no expiry",
            token(&header, &with(&claims, "exp", Value::Null), KEY),
        ),
        (
            "a session that is text",
            token(&header, &with(&claims, "sid", json!("1 OR 1=1")), KEY),
        ),
        ("nonsense", "x".to_owned()),
        ("dots", "..".to_owned()),
        ("a large token", "x".repeat(6_000)),
    ];
    for (what, token) in forged {
        let refused = opens(&token).await;
        assert_eq!(refused.status, 401, "{what}: {}", refused.text());
        refused.any_problem();
    }
    opens(&token(&header, &with(&claims, "exp", json!(now - 60)), KEY))
        .await
        .problem(401, "token_expired");
}

async fn a_token_ends_after_its_time(app: &mut App) {
    let broker = app.broker().await;
    app.advance(895);
    broker.get("/me").await.expect(200);
    app.advance(40);
    broker.get("/me").await.problem(401, "token_expired");
    let renewed = super::refresh(app, &broker.refresh)
        .await
        .expect(200)
        .json();
    app.call("GET", "/api/v1/me")
        .bearer(&super::text(&renewed, "access_token"))
        .send()
        .await
        .expect(200);
}

async fn keys_can_be_replaced(app: &mut App) {
    app.configured(|config| config.signing_key = Some(Secret::new(KEY)))
        .await;
    let broker = app.broker().await;
    let opens = async |app: &App| {
        app.call("GET", "/api/v1/me")
            .bearer(&broker.token)
            .send()
            .await
    };
    app.configured(|config| {
        config.signing_key = Some(Secret::new(OTHER_KEY));
        config.previous_signing_key = Some(Secret::new(KEY));
    })
    .await;
    opens(app).await.expect(200);
    app.configured(|config| config.previous_signing_key = None)
        .await;
    opens(app).await.problem(401, "unauthenticated");
    // Users sign in again or refresh; refresh tokens are not signed, so they stay valid.
    super::refresh(app, &broker.refresh).await.expect(200);
}

async fn headers_of_other_kinds_are_refused(app: &mut App) {
    let broker = app.broker().await;
    let token = &broker.token;
    for header in [
        format!("bearer{token}"),
        format!("Basic {token}"),
        format!("Token {token}"),
        token.clone(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {token} {token}"),
        format!("Bearer {token}, Bearer {token}"),
    ] {
        let refused = app
            .call("GET", "/api/v1/me")
            .header("authorization", &header)
            .send()
            .await;
        refused.problem(401, "unauthenticated");
    }
    let call = app
        .call("GET", "/api/v1/me")
        .header("authorization", &format!("bearer {token}"));
    call.send().await.expect(200);
    // A token in any other place is ignored.
    app.call("GET", &format!("/api/v1/me?access_token={token}"))
        .send()
        .await
        .expect(401);
}
