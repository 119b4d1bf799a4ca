//! Guarantees of the outermost layer, for any handler.

use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::header::{ALLOW, RETRY_AFTER};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use domain::Problem;
use tempfile::TempDir;

use super::*;
use crate::auth::{Keys, Passwords};
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::metrics::Metrics;
use crate::openapi::Document;
use crate::security_headers::DOCS_POLICY;
use crate::throttle::Throttle;

fn config(folder: &TempDir) -> Config {
    let file = folder.path().join("test.db");
    Config {
        database_url: Secret::new(format!("sqlite://{}", file.display())),
        data_dir: folder.path().to_owned(),
        ..Config::default()
    }
}

fn state(config: Config) -> Data<State> {
    let store = crate::open_store(&config).unwrap();
    store.migrate().unwrap();
    let clock = std::sync::Arc::new(Clock::default());
    let throttle = Throttle::new(&config, std::sync::Arc::clone(&clock)).unwrap();
    Data::new(State::new(
        config.clone(),
        store,
        clock,
        Keys::of("0123456789abcdef0123456789abcdef", None),
        Passwords::new(config.hash_cost).unwrap(),
        throttle,
        Metrics::new().unwrap(),
    ))
}

/// Answers one request on an app that also has misbehaving handlers.
async fn ask(state: &Data<State>, request: TestRequest) -> HttpResponse {
    let document = Document::shared().unwrap();
    let app = App::new()
        .app_data(state.clone())
        .app_data(Data::from(document.routes()))
        .app_data(Data::from(document))
        .wrap(from_fn(answer))
        .configure(crate::openapi::configure)
        .route("/panic", web::get().to(panicking))
        .route("/endless", web::get().to(endless))
        .default_service(web::to(crate::web::fallback));
    match init_service(app).await.call(request.to_request()).await {
        Ok(response) => response.into_parts().1,
        Err(error) => error.error_response(),
    }
}

async fn panicking() -> HttpResponse {
    panic!("secret of the house");
}

async fn endless() -> HttpResponse {
    tokio::time::sleep(Duration::from_secs(60)).await;
    HttpResponse::Ok().finish()
}

async fn problem(response: HttpResponse) -> Problem {
    let bytes = to_bytes(response.into_body()).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn header(response: &HttpResponse, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

#[actix_web::test]
async fn a_panic_is_a_problem_that_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = state(config(&folder));
    let request = TestRequest::get()
        .uri("/panic")
        .insert_header(("x-request-id", "walk-1"));
    let response = ask(&state, request).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(header(&response, "x-request-id"), "walk-1");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let problem = problem(response).await;
    assert_eq!(
        (problem.code.as_str(), problem.request_id.as_deref()),
        ("internal_error", Some("walk-1"))
    );
    assert!(!format!("{problem:?}").contains("secret"));
    assert_eq!(state.running.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn endless_work_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let state = state(Config {
        request_timeout: Duration::from_millis(100),
        ..config(&folder)
    });
    let response = ask(&state, TestRequest::get().uri("/endless")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(RETRY_AFTER));
    assert_eq!(problem(response).await.code, "timeout");
}

#[actix_web::test]
async fn every_answer_carries_the_headers() {
    let folder = tempfile::tempdir().unwrap();
    let tls = Config {
        public_url: Some("https://orders.example.com".to_owned()),
        ..config(&folder)
    };
    let state = state(tls);
    for path in [
        "/health/live",
        "/nothing",
        "/api/v1/suppliers",
        "/api/docs/",
        "/api/v1/x/",
        "/panic",
    ] {
        let response = ask(&state, TestRequest::get().uri(path)).await;
        let csp = header(&response, "content-security-policy");
        let wanted = if path == "/api/docs/" {
            DOCS_POLICY
        } else {
            "default-src 'none'; frame-ancestors 'none'"
        };
        assert_eq!(csp, wanted, "{path}");
        assert_eq!(
            header(&response, "strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
        assert_eq!(header(&response, "x-frame-options"), "DENY", "{path}");
        assert_eq!(
            header(&response, "referrer-policy"),
            "strict-origin-when-cross-origin"
        );
        for absent in [
            "server",
            "x-powered-by",
            "x-xss-protection",
            "access-control-allow-origin",
        ] {
            assert!(!response.headers().contains_key(absent), "{path}: {absent}");
        }
        assert_eq!(header(&response, "x-request-id").len(), 20, "{path}");
    }
}

#[actix_web::test]
async fn methods_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let state = state(config(&folder));
    let path = "/api/v1/suppliers/7";
    let all = "GET, PUT, PATCH, DELETE";
    let refused = ask(&state, TestRequest::post().uri(path)).await;
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&refused, ALLOW.as_str()), all);
    let options = ask(
        &state,
        TestRequest::default().method(Method::OPTIONS).uri(path),
    )
    .await;
    assert_eq!(options.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&options, ALLOW.as_str()), all);
    let head = TestRequest::default()
        .method(Method::HEAD)
        .uri("/health/live");
    assert_eq!(ask(&state, head).await.status(), StatusCode::OK);
    let moved = ask(&state, TestRequest::get().uri("/api/v1/suppliers/?q=a")).await;
    assert_eq!(moved.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(header(&moved, "location"), "/api/v1/suppliers?q=a");
    let page = TestRequest::get()
        .uri(path)
        .insert_header(("accept", "text/html"));
    assert_eq!(ask(&state, page).await.status(), StatusCode::NOT_ACCEPTABLE);
}
