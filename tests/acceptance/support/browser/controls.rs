//! Finds controls by their visible text, and operates them.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Browser, PATIENCE, keys, try_send};

/// WebDriver's key for element references.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds controls by visible text: a label, an `aria-label`, or the text of a button or link.
const FIND: &str = r#"
const [kind, words, nth] = arguments;
const clean = (text) => (text || '').replace(/\s+/g, ' ').replace(/ required$/, '').trim();
const shown = (element) => element.checkVisibility({visibilityProperty: true}) && !element.closest('[inert]');
const named = (element) => {
    const labels = [...(element.labels || [])].map((label) => clean(label.textContent));
    const by = (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => clean(document.getElementById(id)?.textContent));
    return [element.getAttribute('aria-label'), ...labels, ...by].includes(words);
};
const open = [...document.querySelectorAll('dialog[open]')].at(-1) || document;
const all = (selector) => [...open.querySelectorAll(selector)].filter(shown);
const found = {
    field: () => all('input, textarea, select').filter(named),
    button: () => all('button, [role=button], [role=menuitem], summary').filter((e) => clean(e.textContent) === words || e.getAttribute('aria-label') === words),
    link: () => all('a[href]').filter((e) => clean(e.textContent) === words || e.getAttribute('aria-label') === words),
    option: () => [...document.querySelectorAll('[role=option]')].filter((e) => clean(e.textContent).startsWith(words)),
    heading: () => all('h1, h2').filter((e) => clean(e.textContent) === words),
}[kind]();
// In a dialog people bring into sight what its foot covers.
if (open !== document) found[nth]?.scrollIntoView({block: 'nearest'});
return found[nth] || null;
"#;

impl Browser {
    async fn find(&self, kind: &str, words: &str, nth: usize) -> String {
        let found = self
            .wait(
                &format!("{kind} «{words}»"),
                FIND,
                json!([kind, words, nth]),
            )
            .await;
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    async fn click_on(&self, kind: &str, words: &str, nth: usize) {
        let limit = Instant::now() + PATIENCE;
        loop {
            let element = self.find(kind, words, nth).await;
            let url = format!("{}/element/{element}/click", self.session);
            let answer = try_send(&self.http, Method::POST, &url, &json!({})).await;
            // The page may redraw in between, or a toast may still cover the control.
            match answer {
                Ok(_) => return,
                Err(problem) if Instant::now() > limit => panic!("{kind} «{words}»: {problem}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Presses a button.
    pub(crate) async fn press(&self, words: &str) {
        self.click_on("button", words, 0).await;
    }

    /// Selects a radio button or a checkbox.
    pub(crate) async fn tick(&self, words: &str) {
        self.click_on("field", words, 0).await;
    }

    /// Clicks a link.
    pub(crate) async fn follow(&self, words: &str) {
        self.click_on("link", words, 0).await;
    }

    /// Waits for a heading.
    pub(crate) async fn heading(&self, words: &str) {
        self.find("heading", words, 0).await;
    }

    /// Replaces the content of a field.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        self.fill_nth(label, 0, text).await;
    }

    /// Like [`Self::fill`], for one of several fields with the same label, as in the lines of an order.
    pub(crate) async fn fill_nth(&self, label: &str, nth: usize, text: &str) {
        let element = self.find("field", label, nth).await;
        let path = format!("/element/{element}/value");
        let keys = format!("{}a{}{text}", keys::CONTROL, keys::NULL);
        self.call(Method::POST, &path, &json!({"text": keys})).await;
    }

    /// Selects an option of a drop-down by its text.
    pub(crate) async fn choose_nth(&self, label: &str, nth: usize, option: &str) {
        let element = self.find("field", label, nth).await;
        let script = "const [select, words] = arguments; const option = [...select.options].find((o) => o.textContent.trim() === words);
            if (!option) return [...select.options].map((o) => o.textContent).join('|');
            select.value = option.value; select.dispatchEvent(new Event('change', {bubbles: true})); return null;";
        let missing = self
            .script(script, json!([{ELEMENT: element}, option]))
            .await;
        assert!(
            missing.is_null(),
            "«{label}» offers {missing}, not «{option}»"
        );
    }

    /// Picks a record by typing part of its name.
    pub(crate) async fn pick(&self, label: &str, typed: &str, name: &str) {
        self.pick_nth(label, 0, typed, name).await;
    }

    /// Like [`Self::pick`], in one of several fields with the same label.
    pub(crate) async fn pick_nth(&self, label: &str, nth: usize, typed: &str, name: &str) {
        self.fill_nth(label, nth, typed).await;
        self.find("option", name, 0).await;
        self.keys(keys::ENTER).await;
        self.holds_nth(label, nth, name).await;
    }

    /// Waits until a field has a value.
    pub(crate) async fn holds(&self, label: &str, value: &str) {
        self.holds_nth(label, 0, value).await;
    }

    async fn holds_nth(&self, label: &str, nth: usize, value: &str) {
        let read = FIND.replace(
            "return found[nth] || null;",
            "return found[nth]?.value === arguments[3];",
        );
        let what = format!("«{value}» in «{label}»");
        let arguments = json!(["field", label, nth, value]);
        self.wait(&what, &read, arguments).await;
    }

    /// The value of a field.
    pub(crate) async fn value(&self, label: &str) -> String {
        self.value_nth(label, 0).await
    }

    /// Like [`Self::value`], of one of several fields with the same label. Found and read at once, because a page may redraw.
    async fn value_nth(&self, label: &str, nth: usize) -> String {
        let read = FIND.replace(
            "return found[nth] || null;",
            "return found[nth]?.value ?? null;",
        );
        let what = format!("the value of «{label}»");
        let value = self.wait(&what, &read, json!(["field", label, nth])).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Presses keys at the current focus.
    pub(crate) async fn keys(&self, text: &str) {
        let pressed: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                [
                    json!({"type": "keyDown", "value": key}),
                    json!({"type": "keyUp", "value": key}),
                ]
            })
            .collect();
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]});
        self.call(Method::POST, "/actions", &actions).await;
    }

    /// Presses a key while holding another.
    pub(crate) async fn hold(&self, held: &str, key: &str) {
        let press = |kind: &str, value: &str| json!({"type": kind, "value": value});
        let pressed = [
            press("keyDown", held),
            press("keyDown", key),
            press("keyUp", key),
            press("keyUp", held),
        ];
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]});
        self.call(Method::POST, "/actions", &actions).await;
    }

    /// Signs in on the sign-in page.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) {
        self.heading("Sign in").await;
        self.fill("Username", username).await;
        self.fill("Password", password).await;
        self.press("Sign in").await;
        self.misses("Forgot your password?").await;
    }
}
