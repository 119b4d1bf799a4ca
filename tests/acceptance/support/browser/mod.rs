//! A Chromium led over WebDriver (W3C): just the calls that the walks need.
//!
//! The crates for this switch `serde_json/preserve_order` on, and with it in the server under test; these calls do not.

mod controls;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::http;
use crate::support::{App, environment};

/// How long a walk waits for something to show: a loaded machine takes long to start the app.
const PATIENCE: Duration = Duration::from_secs(45);

/// Keys that are no characters.
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

/// A browser with a profile of its own.
pub(crate) struct Browser {
    http: reqwest::Client,
    session: String,
    origin: String,
    requests: Vec<String>,
    _profile: tempfile::TempDir,
}

/// What the window is like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Window {
    /// 1440 x 900, a mouse.
    Desk,
    /// 390 x 844, a finger.
    Phone,
}

impl Browser {
    /// Starts one on the browser app of a server.
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

    async fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        send(&self.http, method, &format!("{}{path}", self.session), body).await
    }

    /// Goes to an address of the app.
    pub(crate) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.origin);
        self.call(Method::POST, "/url", &json!({"url": url})).await;
    }

    pub(crate) async fn reload(&self) {
        self.call(Method::POST, "/refresh", &json!({})).await;
    }

    /// Gives the page another size, in pixels.
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

    /// Waits until a script answers something that is neither null nor false.
    pub(crate) async fn wait(&self, what: &str, text: &str, arguments: Value) -> Value {
        let limit = Instant::now() + PATIENCE;
        loop {
            let answer = self.script(text, arguments.clone()).await;
            if !answer.is_null() && answer != json!(false) {
                return answer;
            }
            if Instant::now() > limit {
                let page = self
                    .script(
                        "return location.href + '\\n' + document.body.innerText",
                        json!([]),
                    )
                    .await;
                panic!(
                    "{what}: waited in vain on {}",
                    page.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Takes a picture of what the window shows and keeps it among the build's temporary files, where people look at it.
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

    /// Shows the page as on another medium: `print`; nothing for the screen.
    pub(crate) async fn media(&self, media: &str) {
        self.devtools("Emulation.setEmulatedMedia", &json!({"media": media}))
            .await;
    }

    async fn devtools(&self, command: &str, parameters: &Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.call(Method::POST, "/goog/cdp/execute", &body).await;
    }

    /// Prints the page, and counts the sheets.
    pub(crate) async fn pages_on_paper(&self) -> usize {
        let letter = json!({"page": {"width": 21.59, "height": 27.94}, "margin": {}});
        let document = self.call(Method::POST, "/print", &letter).await;
        let document = BASE64_STANDARD
            .decode(document.as_str().unwrap_or_default())
            .expect("a document");
        let text = String::from_utf8_lossy(&document);
        text.matches("/Type /Page\n").count()
    }

    /// Waits until words stand somewhere on the page.
    pub(crate) async fn sees(&self, words: &str) {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.wait(&format!("the words «{words}»"), script, json!([words]))
            .await;
    }

    /// Waits until words are gone.
    pub(crate) async fn misses(&self, words: &str) {
        let script = "return !document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.wait(&format!("no words «{words}»"), script, json!([words]))
            .await;
    }

    /// Waits until the address is another.
    pub(crate) async fn arrives(&self, path: &str) {
        let script = "return location.pathname.startsWith(arguments[0])";
        self.wait(&format!("the address {path}"), script, json!([path]))
            .await;
    }

    /// Insists that nothing sticks out at the side.
    pub(crate) async fn fits(&self, place: &str) {
        let script = "const wide = document.documentElement.clientWidth;
            const scrolled = (e) => { for (let p = e.parentElement; p; p = p.parentElement)
                if (p !== document.body && getComputedStyle(p).overflowX !== 'visible') return true; return false; };
            const out = [...document.querySelectorAll('main *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > wide + 1
                && !e.closest('.unseen') && !scrolled(e)).map((e) => e.outerHTML.slice(0, 120));
            return {scrolls: document.documentElement.scrollWidth > wide, out: out.slice(0, 3)};";
        let found = self.script(script, json!([])).await;
        assert_eq!(
            found,
            json!({"scrolls": false, "out": []}),
            "{place} is too wide"
        );
    }

    /// Ends the browser, and insists that it complained of nothing but these statuses and asked no other host.
    pub(crate) async fn close(self, statuses: &[&str]) {
        self.end(&["SEVERE", "WARNING"], statuses).await;
    }

    /// The same on pages that are not ours, where warnings are no concern of ours, but errors are.
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
            .filter(|text| {
                !statuses
                    .iter()
                    .any(|status| text.contains(&format!("status of {status}")))
            })
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

/// Addresses that leave the browser for nobody.
fn is_local(url: &str) -> bool {
    ["data:", "blob:", "about:", "chrome:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

impl Drop for Browser {
    fn drop(&mut self) {
        // After a failed walk nobody ended it: no panic here, and no waiting for an answer.
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
