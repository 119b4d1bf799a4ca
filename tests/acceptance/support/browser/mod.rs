//! Chromium controlled over WebDriver (W3C), with only the commands that the tests need.
//!
//! Existing WebDriver crates enable `serde_json/preserve_order`, which would affect the server under test.

mod controls;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::http;
use crate::support::{App, environment};

/// Longest wait for the page: a loaded machine takes long to start the app.
const PATIENCE: Duration = Duration::from_secs(45);

/// Polls a check in the page; answers with its value in an array, or with an empty one after a second.
const POLL: &str =
    "const given = [...arguments], done = given.pop(), end = performance.now() + 1000;
    const check = function () { CHECK
    };
    const look = () => {
        try {
            const found = check(...given);
            if (found !== null && found !== undefined && found !== false) done([found]);
            else if (performance.now() > end) done([]);
            else setTimeout(look, 10);
        } catch (error) {
            done(String(error));
        }
    };
    look();";

/// Keys that are not characters.
pub(crate) mod keys {
    pub(crate) const ENTER: &str = "\u{e007}";
    pub(crate) const ESCAPE: &str = "\u{e00c}";
    pub(crate) const BACKSPACE: &str = "\u{e003}";
    pub(crate) const CONTROL: &str = "\u{e009}";
    pub(crate) const UP: &str = "\u{e013}";
    pub(crate) const TAB: &str = "\u{e004}";
    pub(crate) const END: &str = "\u{e010}";
    pub(crate) const NULL: &str = "\u{e000}";
}

/// A browser with its own profile.
pub(crate) struct Browser {
    http: reqwest::Client,
    session: String,
    origin: String,
    requests: Vec<String>,
    _profile: tempfile::TempDir,
}

/// Size and pointer of the window.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Window {
    /// 1440 x 900 with a mouse.
    Desk,
    /// 390 x 844 with touch.
    Phone,
}

impl Browser {
    /// Starts a browser for the app of a server.
    pub(crate) async fn open(app: &App, window: Window) -> Self {
        let profile = tempfile::Builder::new()
            .prefix("projectmeats-browser-")
            .tempdir()
            .expect("a folder");
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--no-proxy-server".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=en-US".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut options = json!({"binary": environment::chromium()});
        match window {
            Window::Desk => arguments.push("--window-size=1440,900".to_owned()),
            Window::Phone => {
                options["mobileEmulation"] = json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true}});
            }
        }
        options["args"] = json!(arguments);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let http = http();
        let driver = environment::driver_url();
        let answer = send(&http, Method::POST, &format!("{driver}/session"), &wanted).await;
        let id = answer["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no browser: {answer}"));
        Self {
            http,
            session: format!("{driver}/session/{id}"),
            origin: app.origin(),
            requests: Vec::new(),
            _profile: profile,
        }
    }

    /// Sets the cookie of a session, as if the browser had been closed and opened again.
    pub(crate) async fn continue_session(&self, refresh_token: &str) {
        let cookie = json!({
            "url": self.origin, "name": "pm_refresh", "value": refresh_token, "httpOnly": true, "sameSite": "Strict",
        });
        self.devtools("Network.setCookie", &cookie).await;
        // Without this mark the app asks to sign in; a page of the API is the cheapest of the same origin.
        self.go("/health/live").await;
        let mark = "localStorage.setItem('signed-in', 'yes')";
        self.script(mark, json!([])).await;
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        send(&self.http, method, &format!("{}{path}", self.session), body).await
    }

    /// Opens a path of the app.
    pub(crate) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.origin);
        self.call(Method::POST, "/url", &json!({"url": url})).await;
    }

    pub(crate) async fn reload(&self) {
        self.call(Method::POST, "/refresh", &json!({})).await;
    }

    /// Resizes the page, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 640});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics)
            .await;
    }

    /// Runs a script in the page.
    pub(crate) async fn script(&self, text: &str, arguments: Value) -> Value {
        self.call(
            Method::POST,
            "/execute/sync",
            &json!({"script": text, "args": arguments}),
        )
        .await
    }

    /// Waits until a script returns a value other than null and false. The page itself polls: a command of WebDriver costs more than
    /// most checks.
    pub(crate) async fn wait(&self, what: &str, text: &str, arguments: Value) -> Value {
        let limit = Instant::now() + PATIENCE;
        let polling = POLL.replace("CHECK", text);
        let body = json!({"script": polling, "args": arguments});
        let url = format!("{}/execute/async", self.session);
        loop {
            // Opening another page ends the script with an error.
            let answer = try_send(&self.http, Method::POST, &url, &body).await;
            if let Ok(Value::Array(found)) = &answer
                && let Some(found) = found.first()
            {
                return found.clone();
            }
            if answer != Ok(json!([])) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            if Instant::now() > limit {
                let page = self
                    .script(
                        "return location.href + '\\n' + document.body.innerText",
                        json!([]),
                    )
                    .await;
                panic!(
                    "{what}: waited in vain on {} {}",
                    page.as_str().unwrap_or_default(),
                    answer.unwrap_or_else(Value::String)
                );
            }
        }
    }

    /// Saves a screenshot among the build's temporary files, for people to inspect.
    pub(crate) async fn photograph(&self, name: &str) {
        let picture = self.call(Method::GET, "/screenshot", &Value::Null).await;
        let picture = BASE64_STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .expect("a picture");
        assert!(picture.len() > 10_000, "{name} shows hardly anything");
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("photographs");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("a file");
    }

    /// Emulates another medium: `print`, or empty for the screen.
    pub(crate) async fn media(&self, media: &str) {
        self.devtools("Emulation.setEmulatedMedia", &json!({"media": media}))
            .await;
    }

    /// Lets requests to matching addresses fail, until called again.
    pub(crate) async fn block(&self, addresses: &[&str]) {
        self.devtools("Network.enable", &json!({})).await;
        self.devtools("Network.setBlockedURLs", &json!({"urls": addresses}))
            .await;
    }

    async fn devtools(&self, command: &str, parameters: &Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.call(Method::POST, "/goog/cdp/execute", &body).await;
    }

    /// Prints the page and returns the number of pages.
    pub(crate) async fn pages_on_paper(&self) -> usize {
        let letter = json!({"page": {"width": 21.59, "height": 27.94}, "margin": {}});
        let document = self.call(Method::POST, "/print", &letter).await;
        let document = BASE64_STANDARD
            .decode(document.as_str().unwrap_or_default())
            .expect("a document");
        let text = String::from_utf8_lossy(&document);
        text.matches("/Type /Page\n").count()
    }

    /// Waits until a text appears on the page.
    pub(crate) async fn sees(&self, words: &str) {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.wait(&format!("the words «{words}»"), script, json!([words]))
            .await;
    }

    /// Waits until a text is gone.
    pub(crate) async fn misses(&self, words: &str) {
        let script = "return !document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.wait(&format!("no words «{words}»"), script, json!([words]))
            .await;
    }

    /// Waits until the URL has a path.
    pub(crate) async fn arrives(&self, path: &str) {
        let script = "return location.pathname.startsWith(arguments[0])";
        self.wait(&format!("the address {path}"), script, json!([path]))
            .await;
    }

    /// Asserts that nothing overflows the page's width.
    pub(crate) async fn fits(&self, place: &str) {
        let script = "const wide = document.documentElement.clientWidth;
            const scrolled = (e) => { for (let p = e.parentElement; p; p = p.parentElement)
                if (p !== document.body && getComputedStyle(p).overflowX !== 'visible') return true; return false; };
            const all = [...document.querySelectorAll('main *, dialog[open] *')].filter((e) => e.checkVisibility());
            if (all.length < 3) return 'an empty page';
            const outside = ({left, right}) => right > wide + 1 || left < -1;
            const out = all.filter((e) => outside(e.getBoundingClientRect()) && !e.closest('.unseen') && !scrolled(e)).map((e) => e.outerHTML.slice(0, 120));
            return {scrolls: document.documentElement.scrollWidth > wide, out: out.slice(0, 3)};";
        let found = self.script(script, json!([])).await;
        assert_eq!(
            found,
            json!({"scrolls": false, "out": []}),
            "{place} is too wide"
        );
    }

    /// Closes the browser; asserts that it logged only these statuses and contacted no other host. A status may be followed by a
    /// part of the URL; "401" alone is the refresh without a session, with which the app starts.
    pub(crate) async fn close(self, statuses: &[&str]) {
        self.end(&["SEVERE", "WARNING"], statuses).await;
    }

    /// Like [`Self::close`] for third-party pages, where warnings are ignored.
    pub(crate) async fn close_foreign(self, statuses: &[&str]) {
        self.end(&["SEVERE"], statuses).await;
    }

    async fn end(mut self, levels: &[&str], statuses: &[&str]) {
        let console = self
            .call(Method::POST, "/se/log", &json!({"type": "browser"}))
            .await;
        let complaints: Vec<String> = console
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| levels.iter().any(|level| entry["level"] == *level))
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .filter(|text| !statuses.iter().any(|expected| is_expected(text, expected)))
            .collect();
        self.note_requests().await;
        let foreign: Vec<&String> = self
            .requests
            .iter()
            .filter(|url| !url.starts_with(&self.origin) && !is_local(url))
            .collect();
        self.call(Method::DELETE, "", &Value::Null).await;
        assert!(complaints.is_empty(), "the console says: {complaints:#?}");
        assert!(foreign.is_empty(), "requests to other hosts: {foreign:?}");
        assert!(self.requests.len() > 3, "the requests were recorded");
    }

    async fn note_requests(&mut self) {
        let entries = self
            .call(Method::POST, "/se/log", &json!({"type": "performance"}))
            .await;
        for entry in entries.as_array().into_iter().flatten() {
            let message: Value =
                serde_json::from_str(entry["message"].as_str().unwrap_or_default())
                    .unwrap_or_default();
            if message["message"]["method"] == "Network.requestWillBeSent" {
                let url = message["message"]["params"]["request"]["url"]
                    .as_str()
                    .unwrap_or_default();
                self.requests.push(url.to_owned());
            }
        }
    }
}

/// Whether a message of the console reports an expected status.
fn is_expected(text: &str, expected: &str) -> bool {
    let (status, url) = match expected.split_once(' ') {
        Some(parts) => parts,
        None if expected == "401" => (expected, "/api/v1/auth/refresh"),
        None => (expected, ""),
    };
    text.contains(&format!("status of {status}")) && text.contains(url)
}

/// URLs without a network request.
fn is_local(url: &str) -> bool {
    ["data:", "blob:", "about:", "chrome:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A failed test does not end its session: no panic here, and no waiting for the response.
        let url = self.session.clone();
        let ended = std::thread::spawn(move || {
            crate::support::app::runtime().block_on(async move {
                let _ = http().delete(url).send().await;
            });
        });
        let _ = ended.join();
    }
}

async fn try_send(
    http: &reqwest::Client,
    method: Method,
    url: &str,
    body: &Value,
) -> Result<Value, String> {
    let mut request = http.request(method, url);
    if !body.is_null() {
        request = request.json(body);
    }
    let response = request.send().await.map_err(|error| error.to_string())?;
    let good = response.status().is_success();
    let answer: Value = response.json().await.map_err(|error| error.to_string())?;
    if good {
        Ok(answer["value"].clone())
    } else {
        Err(format!(
            "{}: {}",
            answer["value"]["error"], answer["value"]["message"]
        ))
    }
}

async fn send(http: &reqwest::Client, method: Method, url: &str, body: &Value) -> Value {
    match try_send(http, method.clone(), url, body).await {
        Ok(value) => value,
        Err(problem) => panic!("{method} {url}: {problem}"),
    }
}
