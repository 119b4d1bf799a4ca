//! The steps in the life of a record that its sheet names: the first that is allowed is the page's main action, the others
//! stand in its menu. A step that is taken for good asks why.

use leptos::prelude::*;
use serde_json::Value;

use crate::desk::Deed;
use crate::once::request_key;
use crate::record_page::OnPage;
use crate::records::Loaded;
use crate::trouble::Soon;
use crate::ui::button::{Button, Look};
use crate::ui::dialog::Dialog;
use crate::ui::dom::focus_soon;
use crate::ui::field::Field;
use crate::ui::icon::Icon;
use crate::ui::input::TextArea;
use crate::ui::live;
use crate::ui::menu::MenuItem;
use crate::ui::object;
use crate::wire::{self, Record};

/// What stands in the head of the page for the steps.
pub struct Deeds {
    /// The entries of the menu.
    pub items: Signal<Vec<MenuItem>>,
    /// The main action.
    pub main: AnyView,
    /// The dialog that asks why.
    pub dialog: AnyView,
}

/// The steps that a record allows now.
pub fn deeds(page: OnPage) -> Deeds {
    let deeds = page.sheet.deeds;
    let may = move |deed: &Deed| page.session.may(deed.asks, page.sheet.desk.kind);
    let allowed = Memo::new(move |_| {
        page.loaded.with(|loaded| {
            let now: Vec<&str> = wire::texts(&loaded.record, "allowed_actions").collect();
            let granted = deeds.iter().filter(|deed| may(deed));
            let codes = granted.map(|deed| deed.code);
            codes
                .filter(|code| !loaded.archived && now.contains(code))
                .collect::<Vec<_>>()
        })
    });
    let asking = RwSignal::new(None::<Deed>);
    let open = RwSignal::new(false);
    let start = move |deed: Deed| {
        if deed.reason.is_some() {
            asking.set(Some(deed));
            open.set(true);
        } else {
            run(page, deed, Record::new());
        }
    };
    let found = move |code: &str| deeds.iter().copied().find(|deed| deed.code == code);
    let first = move || allowed.with(|allowed| allowed.first().and_then(|code| found(code)));
    let items = Signal::derive(move || {
        let rest = allowed.get().into_iter().skip(1).filter_map(found);
        rest.map(|deed| {
            let mut item = MenuItem::new(
                deed.label,
                Some(Icon::Cancelled),
                Callback::new(move |()| start(deed)),
            );
            item.danger = deed.reason.is_some();
            item
        })
        .collect()
    });
    let main = live(move || {
        let deed = first()?;
        let look = if deed.reason.is_some() {
            Look::Danger
        } else {
            Look::Primary
        };
        Some(
            view! { <Button label=deed.label look=look on_press=move |()| start(deed)/> }
                .into_any(),
        )
    });
    let label = Signal::derive(move || {
        asking
            .get()
            .map(|deed| deed.label.to_owned())
            .unwrap_or_default()
    });
    let dialog = view! {
        <Dialog open=open label=label>
            {move || asking.get().map(|deed| why(page, deed, open))}
        </Dialog>
    };
    Deeds {
        items,
        main,
        dialog: dialog.into_any(),
    }
}

fn why(page: OnPage, deed: Deed, open: RwSignal<bool>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let go = move |()| {
        let text = reason.get_untracked().trim().to_owned();
        if text.is_empty() {
            missing.set(Some("Say why; it is kept with the record".to_owned()));
            return;
        }
        open.set(false);
        let body = object([("reason".to_owned(), Value::from(text))]);
        run(page, deed, body);
    };
    focus_soon("dialog[open] textarea");
    view! {
        <div class="body">
            <h2>{deed.label}</h2>
            <Field name="reason" label=deed.reason.unwrap_or_default() required=true error=missing>
                <TextArea value=reason on_change=move |text| reason.set(text)/>
            </Field>
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label=deed.label look=Look::Danger on_press=go/>
        </footer>
    }
    .into_any()
}

fn run(page: OnPage, deed: Deed, body: Record) {
    let (session, sheet) = (page.session, page.sheet);
    page.run(
        move |id, etag| -> Soon<Loaded> {
            Box::pin(async move {
                let api = session.api();
                let records = api.records(sheet.desk.path);
                let key = request_key();
                let now = records.act(id, deed.code, &etag, Some(&key), &body).await?;
                Ok(Loaded::of(sheet, now))
            })
        },
        move |now| page.say(format!("{}: done for {}", deed.label, now.label)),
    );
}
