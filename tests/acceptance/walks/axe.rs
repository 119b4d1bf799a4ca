//! axe-core reports no violations on any page: each list in the navigation, a record, its tabs and forms, and all other pages;
//! on a wide screen and on a phone, light and dark. On a narrow phone of 320 pixels nothing overflows.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::browser::{Browser, Window};
use crate::support::{App, environment, on_sqlite};

// The pages do not depend on the database.
on_sqlite!(a_wide_screen_is_for_everybody, a_phone_is_for_everybody);

/// Runs axe in one theme, and the color rules in the other.
const RUN: &str = "const found = [];
    const note = (theme, result) => result.violations.forEach((rule) => rule.nodes.forEach((node) =>
        found.push(`${theme} ${rule.impact} ${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} (${[...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ').slice(0, 240)})`)));
    const dress = async (theme) => {
        document.documentElement.dataset.theme = theme;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime < 1e6).forEach((animation) => animation.finish());
    };
    return (async () => {
        await dress('light');
        note('light', await axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}));
        await dress('dark');
        note('dark', await axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}}));
        return found;
    })();";

/// Distinct link targets on the page that match a pattern.
const LINKS: &str = "const pattern = new RegExp(arguments[1]);
    return [...new Set([...document.querySelectorAll(arguments[0])].map((link) => link.getAttribute('href')).filter((href) => pattern.test(href)))];";

/// Pages that no list links to.
const BESIDE: &[&str] = &[
    "/styleguide",
    "/profile",
    "/no-such-page",
    "/suppliers/999999",
    "/customers/1/statement",
];

async fn a_wide_screen_is_for_everybody(app: &mut App) {
    everything_is_for_everybody(app, Window::Desk).await;
}

async fn a_phone_is_for_everybody(app: &mut App) {
    everything_is_for_everybody(app, Window::Phone).await;
}

async fn everything_is_for_everybody(app: &App, window: Window) {
    let app = App::start_empty(app.database(), |config| {
        config.demo = true;
        config.web_dir = Some(PathBuf::from(environment::web_dir()));
    })
    .await;
    let sign_in = app.first_sign_in().expect("how to sign in");
    let inspector = Inspector {
        browser: Browser::open(&app, window).await,
        axe: std::fs::read_to_string(environment::axe()).expect("axe-core"),
    };
    let mut faults = Vec::new();
    inspector.visit("/").await;
    inspector.inspect("sign-in", &mut faults).await;
    let browser = &inspector.browser;
    browser.sign_in(&sign_in.username, &sign_in.password).await;
    inspector.visit("/purchase-orders").await;
    let places = inspector.links("nav a[href]", "^/").await;
    assert!(places.len() > 11, "places of the navigation: {places:?}");
    let beside = BESIDE.iter().map(|path| (*path).to_owned());
    let mut pages: Vec<String> = places.iter().cloned().chain(beside).collect();
    for place in &places {
        inspector.visit(place).await;
        let records = inspector
            .links("main a[href]", &format!("^{place}/[0-9]+$"))
            .await;
        let Some(record) = records.first() else {
            continue;
        };
        inspector.visit(record).await;
        let tabs = inspector.links("main a[href]", "^[^#]*[?]tab=").await;
        pages.extend(tabs);
        pages.extend([
            record.clone(),
            format!("{record}/edit"),
            format!("{place}/new"),
        ]);
    }
    // Overlays: the palette with more entries than fit, and the list of shortcuts.
    inspector.visit("/purchase-orders").await;
    let layers = [
        (
            "the palette",
            "document.querySelector('.find').click(); return true",
            ".palette[open] [role=option]",
        ),
        (
            "the keys",
            "document.querySelector('dialog[open]').close(); document.querySelector('.top [aria-label=\"Keyboard shortcuts\"]').click(); return true",
            "dialog[open] .keys",
        ),
    ];
    for (layer, open, part) in layers {
        browser.script(open, json!([])).await;
        let drawn = "return !!document.querySelector(arguments[0])";
        browser.wait(layer, drawn, json!([part])).await;
        inspector.inspect(layer, &mut faults).await;
    }
    let pages: BTreeSet<String> = pages.into_iter().collect();
    for page in &pages {
        inspector.visit(page).await;
        inspector.inspect(page, &mut faults).await;
        if matches!(window, Window::Phone) {
            browser.resize(320, 640).await;
            browser.fits(&format!("{page} at 320 pixels")).await;
            browser.resize(390, 844).await;
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults on {} pages:\n{}",
        faults.len(),
        pages.len(),
        faults.join("\n")
    );
    inspector.browser.close(&["401", "404"]).await;
}

/// A browser with axe-core. Scripts run through WebDriver are exempt from the content security policy.
struct Inspector {
    browser: Browser,
    axe: String,
}

impl Inspector {
    /// Opens a page and waits until it is rendered.
    async fn visit(&self, path: &str) {
        self.browser.go(path).await;
        // The style guide shows loading states that never end.
        let drawn = "return document.querySelector('main h1')?.textContent && !document.querySelector('#boot')
            && (location.pathname === '/styleguide' || !document.querySelector('[aria-busy=true], .bones'))";
        self.browser.wait(path, drawn, json!([])).await;
    }

    async fn links(&self, selector: &str, pattern: &str) -> Vec<String> {
        let found = self.browser.script(LINKS, json!([selector, pattern])).await;
        let found = found.as_array().into_iter().flatten();
        found.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    async fn inspect(&self, page: &str, faults: &mut Vec<String>) {
        self.browser.script(&self.axe, json!([])).await;
        let found = self.browser.script(RUN, json!([])).await;
        let found = found.as_array().into_iter().flatten();
        faults.extend(found.map(|fault| format!("{page}: {}", fault.as_str().unwrap_or_default())));
    }
}
