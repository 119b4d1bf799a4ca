//! Management of users by administrators.

use domain::choices::UserRole;
use serde_json::{Value, json};

use crate::support::app::PASSWORD;
use crate::support::reply::{contains, expected};
use crate::support::samples::merged;
use crate::support::{App, People, on_both_databases};

on_both_databases!(
    a_user_is_made_read_and_changed,
    rules_name_every_wrong_field,
    names_and_addresses_are_unique_for_ever,
    weak_passwords_are_refused,
    the_last_administrator_stays,
    managers_make_no_administrators,
    passwords_never_come_out,
);

pub(crate) fn draft(name: &str) -> Value {
    json!({"username": name, "email": format!("{name}@projectmeats.example"), "role": "broker", "password": PASSWORD})
}

async fn a_user_is_made_read_and_changed(app: &mut App) {
    let admin = app.admin().await;
    let full = json!({
        "username": "lee", "email": "Lee.Castell@ProjectMeats.example", "role": "broker", "is_active": true, "password": PASSWORD,
        "first_name": "Lee", "last_name": "Castell", "phone": "(402) 555-0100", "department": "Trading", "job_title": "Beef broker",
        "bio": "Buys beef.", "time_zone": "America/Denver", "locale": "en-US", "theme": "dark", "density": "compact", "page_size": 100,
        "email_notifications": false, "preferences": {"sidebar": "narrow"},
    });
    let made = admin.create("/users", &full).await;
    assert_eq!(
        made.header("location"),
        Some(format!("/api/v1/users/{}", made.id()).as_str())
    );
    assert_eq!(made.etag(), "\"1\"");
    let kept = json!({"email": "Lee.Castell@projectmeats.example", "phone": "+14025550100", "display_name": "Lee Castell", "password": null});
    contains(&made.json(), &merged(full, &kept), "");
    let path = format!("/users/{}", made.id());
    let read = admin.get(&path).await.expect(200);
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
    let changed = admin
        .patch(
            &path,
            &made.etag(),
            &json!({"role": "manager", "job_title": null}),
        )
        .await
        .expect(200);
    contains(
        &changed.json(),
        &json!({"role": "manager", "job_title": null, "department": "Trading", "version": 2}),
        "",
    );
    admin
        .patch(&path, &made.etag(), &json!({"role": "viewer"}))
        .await
        .problem(412, "stale_version");
    admin
        .call("PATCH", &path)
        .patch(&json!({"role": "viewer"}))
        .send()
        .await
        .problem(428, "precondition_required");
    let same = admin
        .patch(&path, &changed.etag(), &json!({"role": "manager"}))
        .await
        .expect(200);
    assert_eq!(same.etag(), changed.etag());
    let history = admin
        .get(&format!("{path}/history"))
        .await
        .expect(200)
        .json();
    let actions: Vec<&Value> = history["items"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(actions, ["update", "create"]);
    assert!(
        !history.to_string().contains("argon2"),
        "no hash in the history"
    );
    admin.get("/users/999999").await.problem(404, "not_found");
    admin
        .delete(&path, &changed.etag())
        .await
        .problem(405, "method_not_allowed");
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let admin = app.admin().await;
    let body = json!({
        "username": "two words", "email": "nobody", "role": "emperor", "password": "short", "phone": "1", "time_zone": "Mars/Olympus",
        "page_size": 33, "theme": "pink", "first_name": "x".repeat(101), "preferences": [], "is_active": "yes", "last_login_at": null,
        "display_name": "x", "colour": "red",
    });
    let found = admin.post("/users", &body).await.wrong_fields();
    let wanted = [
        ("/username", "invalid_characters"),
        ("/role", "unknown_code"),
        ("/password", "too_short"),
        ("/page_size", "not_offered"),
        ("/theme", "unknown_code"),
        ("/first_name", "too_long"),
        ("/is_active", "wrong_type"),
        ("/last_login_at", "read_only"),
        ("/display_name", "read_only"),
        ("/colour", "unknown_field"),
    ];
    for place in expected(&wanted) {
        assert!(found.contains(&place), "{place:?} is missing in {found:?}");
    }
    for pointer in ["/email", "/phone", "/preferences", "/time_zone"] {
        assert!(
            found.iter().any(|(place, _)| place == pointer),
            "{pointer} is missing in {found:?}"
        );
    }
    let bare = admin.post("/users", &json!({})).await.wrong_fields();
    let wanted = [
        ("/email", "required"),
        ("/password", "required"),
        ("/username", "required"),
    ];
    assert_eq!(bare, expected(&wanted));
}

async fn names_and_addresses_are_unique_for_ever(app: &mut App) {
    let admin = app.admin().await;
    let made = admin.create("/users", &draft("lee")).await;
    let off = admin
        .patch(
            &format!("/users/{}", made.id()),
            &made.etag(),
            &json!({"is_active": false}),
        )
        .await;
    off.expect(200);
    for (fields, pointer) in [
        (json!({"username": "LEE"}), "/username"),
        (json!({"email": "LEE@PROJECTMEATS.EXAMPLE"}), "/email"),
    ] {
        let refused = admin
            .post("/users", &merged(draft("priya"), &fields))
            .await
            .problem(409, "duplicate");
        assert_eq!(refused.errors[0].pointer.as_deref(), Some(pointer));
        assert_eq!(
            refused.existing.map(|existing| existing.id),
            Some(made.id())
        );
    }
    // A username that equals another user's address would be ambiguous at sign-in.
    let odd = merged(
        draft("priya"),
        &json!({"username": "lee@projectmeats.example"}),
    );
    admin.post("/users", &odd).await.problem(409, "duplicate");
}

async fn weak_passwords_are_refused(app: &mut App) {
    let admin = app.admin().await;
    let with = |password: &str| merged(draft("priya-nandan"), &json!({"password": password}));
    for (password, code) in [
        ("elevenchars", "too_short"),
        (&*"x".repeat(257), "too_long"),
        ("Priya-Nandan", "too_common"),
        ("priya-nandan@projectmeats.example", "too_common"),
        ("projectmeats", "too_common"),
        ("password1234", "too_common"),
        ("123456789012", "too_common"),
    ] {
        let found = admin.post("/users", &with(password)).await.wrong_fields();
        assert_eq!(found, expected(&[("/password", code)]), "{password}");
    }
    for (n, password) in [
        "  spaces at both ends  ",
        "Ünïcödé Fleischhändler",
        &(100..185).map(|n| n.to_string()).collect::<String>(),
        "𝕄𝕖𝕒𝕥 𝕓𝕣𝕠𝕜𝕖𝕣 𝟜𝟙",
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("user{n}");
        let draft = merged(draft(&name), &json!({"password": password}));
        admin.create("/users", &draft).await;
        app.sign_in(&name, password).await;
        let trimmed = app
            .client()
            .login(&name, password.trim(), domain::auth::RefreshIn::Body)
            .await;
        assert_eq!(
            trimmed.is_ok(),
            password.trim() == password,
            "passwords are checked exactly as typed"
        );
    }
}

async fn the_last_administrator_stays(app: &mut App) {
    let admin = app.admin().await;
    let path = format!("/users/{}", admin.id());
    for patch in [json!({"role": "manager"}), json!({"is_active": false})] {
        let etag = admin.get(&path).await.etag();
        let refused = admin.patch(&path, &etag, &patch).await;
        let refused = refused.problem(422, "validation_failed");
        assert_eq!(refused.errors[0].code, "last_admin", "{patch}");
    }
    app.admin().await;
    let second = app.user(UserRole::Admin).await;
    // Two administrators demote each other concurrently: one of them stays.
    let paths = [path, format!("/users/{}", second.id())];
    let etags = [
        admin.get(&paths[0]).await.etag(),
        admin.get(&paths[1]).await.etag(),
    ];
    let demote = json!({"role": "viewer"});
    let both = (
        second.patch(&paths[0], &etags[0], &demote),
        admin.patch(&paths[1], &etags[1], &demote),
    );
    let (one, other) = tokio::join!(both.0, both.1);
    let worked = [one.status, other.status]
        .iter()
        .filter(|status| **status == 200)
        .count();
    assert_eq!(
        worked,
        1,
        "{} {} / {} {}",
        one.status,
        one.text(),
        other.status,
        other.text()
    );
}

async fn passwords_never_come_out(app: &mut App) {
    let broker = app.broker().await;
    let admin = app.admin().await;
    for path in [
        "/users",
        "/me",
        &format!("/users/{}", broker.id()),
        &format!("/users/{}/history", broker.id()),
        "/auth/sessions",
    ] {
        let text = admin.get(path).await.expect(200).text();
        for secret in ["argon2", PASSWORD, "password_hash", "token_hash"] {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
        assert!(!text.contains("\"password\":\""), "{path}");
    }
}

/// Written by hand, apart from the permission function: only administrators create users, change roles, or change others.
async fn managers_make_no_administrators(app: &mut App) {
    let people = People::new(app).await;
    let other = people.admin.create("/users", &draft("lee")).await;
    for person in [&people.manager, &people.broker, &people.viewer] {
        for role in ["admin", "manager", "broker", "viewer"] {
            let new = merged(draft(&format!("made-{role}")), &json!({"role": role}));
            person.post("/users", &new).await.problem(403, "forbidden");
            let own = format!("/users/{}", person.id());
            for path in [&own, &other.path()] {
                let now = people.admin.get(path).await.expect(200);
                if now.json()["role"] == role {
                    continue;
                }
                let body = json!({"role": role});
                let refused = person.patch(path, &now.etag(), &body).await;
                refused.problem(403, "forbidden");
                let whole = people.admin.get(path).await.expect(200);
                assert_eq!(whole.json(), now.json(), "{role}");
            }
            let me = person.get("/me").await.expect(200);
            let patch = json!({"role": role});
            let refused = person.patch("/me", &me.etag(), &patch).await;
            refused.refuses(&[("/role", "read_only")]);
        }
    }
    let body = json!({"role": "admin"});
    let raised = people
        .admin
        .patch(&other.path(), &other.etag(), &body)
        .await;
    assert_eq!(raised.expect(200).json()["role"], "admin");
}
