//! Generated API clients work: they sign in, create, filter, change, archive and issue an order.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::choices::UserRole;
use tokio::sync::OnceCell;

use crate::support::app::PASSWORD;
use crate::support::{App, environment, on_both_databases};

on_both_databases!(a_python_client_works, a_typescript_client_works);

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients");

/// Runs a program to completion without blocking the server under test, and asserts success.
async fn run(what: &str, mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .expect("a thread")
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{what}: {}", said.join("\n"));
    said.concat()
}

/// Creates a folder for the client of a language, with the served document in it.
async fn folder(app: &App, language: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("clients")
        .join(language);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    fs::create_dir_all(&folder).expect("a folder");
    let document = app
        .call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200);
    fs::write(folder.join("openapi.json"), document.text()).expect("a file");
    folder
}

/// Runs an example as a broker of this server.
async fn run_example(app: &mut App, mut command: Command) {
    let broker = app.user(UserRole::Broker).await;
    command
        .env("PROJECTMEATS_URL", app.origin())
        .env("PROJECTMEATS_USERNAME", &broker.username)
        .env("PROJECTMEATS_PASSWORD", PASSWORD)
        .env("NO_PROXY", "127.0.0.1");
    let said = run("the example", command).await;
    assert_eq!(said.trim(), "done");
}

/// Generates the Python client once for all tests, because the document is the same on every database.
async fn python_client(app: &App) -> &'static Path {
    static CLIENT: OnceCell<PathBuf> = OnceCell::const_new();
    let generate = async || {
        let folder = folder(app, "python").await;
        let settings = Path::new(SOURCES).join("python/generator.yml");
        let mut generate = Command::new(python("openapi-python-client"));
        generate
            .args(["generate", "--fail-on-warning", "--meta", "none"])
            .args(["--path", "openapi.json"])
            .args(["--output-path", "projectmeats_client"])
            .arg("--config")
            .arg(settings)
            .current_dir(&folder);
        run("openapi-python-client", generate).await;
        folder
    };
    CLIENT.get_or_init(generate).await
}

/// A program of the virtual environment.
fn python(program: &str) -> PathBuf {
    environment::clients().join("python/bin").join(program)
}

async fn a_python_client_works(app: &mut App) {
    let client = python_client(app).await;
    let mut example = Command::new(python("python"));
    example
        .arg(Path::new(SOURCES).join("python/example.py"))
        .env("PYTHONPATH", client)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run_example(app, example).await;
}

/// Generates the types and compiles the example once for all tests, under strict checks.
async fn typescript_client(app: &App) -> &'static Path {
    static CLIENT: OnceCell<PathBuf> = OnceCell::const_new();
    let generate = async || {
        let folder = folder(app, "typescript").await;
        let modules = environment::clients().join("typescript/node_modules");
        let node = |script: &str| {
            let mut command = Command::new("node");
            command.arg(modules.join(script)).current_dir(&folder);
            command
        };
        for file in ["example.ts", "tsconfig.json", "package.json"] {
            let source = Path::new(SOURCES).join("typescript").join(file);
            fs::copy(source, folder.join(file)).expect("a copy");
        }
        std::os::unix::fs::symlink(&modules, folder.join("node_modules")).expect("a link");
        let mut types = node("openapi-typescript/bin/cli.js");
        types.args(["openapi.json", "--output", "schema.ts"]);
        run("openapi-typescript", types).await;
        run("tsc", node("typescript/bin/tsc")).await;
        folder
    };
    CLIENT.get_or_init(generate).await
}

async fn a_typescript_client_works(app: &mut App) {
    let client = typescript_client(app).await;
    let mut example = Command::new("node");
    example.arg(client.join("build/example.js"));
    run_example(app, example).await;
}
