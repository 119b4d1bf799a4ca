//! Merges two concurrent changes of a record: before, yours, theirs, result. Only fields that both changed ask for a choice.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::button::{Button, ButtonStyle};
use super::field_spec::{FieldGroup, label_of_field, spec_of};
use super::form::patch_between;
use super::live;
use super::map_of;
use super::record_inputs::value_view;
use super::record_parts::block;

/// The three versions of a record in a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What both started from.
    pub base: Map<String, Value>,
    /// The values.
    pub mine: Map<String, Value>,
    /// What the server holds now.
    pub theirs: Map<String, Value>,
    /// The user who saved meanwhile.
    pub by: String,
    /// When, as text.
    pub at: String,
}

/// The fields that one or both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sides {
    both: Vec<String>,
    one: Vec<String>,
}

impl Conflict {
    fn sides(&self) -> Sides {
        let mine = patch_between(&self.base, &self.mine);
        let theirs = patch_between(&self.base, &self.theirs);
        let differs = |name: &String| mine.get(name) != theirs.get(name);
        let (both, mut one): (Vec<String>, Vec<String>) = mine
            .keys()
            .cloned()
            .partition(|name| theirs.contains_key(name) && differs(name));
        one.extend(
            theirs
                .keys()
                .filter(|name| !mine.contains_key(*name))
                .cloned(),
        );
        Sides { both, one }
    }

    /// The outcome: theirs, with my changes, and for what both changed the chosen side.
    #[must_use]
    pub fn result(&self, keeps_mine: &BTreeMap<String, bool>) -> Map<String, Value> {
        let mut result = self.theirs.clone();
        for (name, value) in patch_between(&self.base, &self.mine) {
            if keeps_mine.get(&name).copied().unwrap_or(true) {
                result.insert(name, value);
            }
        }
        result
    }
}

/// The merge of two concurrent changes. `on_save` gets the result; `on_back` returns to the form.
#[component]
pub fn MergeView(
    /// The conflict to merge.
    conflict: Conflict,
    /// The fields, for their labels and kinds.
    groups: &'static [FieldGroup],
    /// The choice lists, for the labels of codes.
    choices: Arc<Choices>,
    /// The record's name, over the title.
    title: String,
    /// Whether the result is being saved.
    #[prop(into)]
    saving: Signal<bool>,
    /// Called with the result.
    on_save: Callback<Map<String, Value>>,
    /// Called to keep editing the user's version.
    on_back: Callback<()>,
    /// Called to discard the user's version.
    on_discard: Callback<()>,
    /// Draws the consequences of a result after each choice.
    #[prop(optional_no_strip)]
    follows: Option<Callback<Map<String, Value>, AnyView>>,
) -> AnyView {
    let sides = conflict.sides();
    let conflict = Arc::new(conflict);
    let picks = sides.both.iter().map(|name| (name.clone(), true));
    let picks = RwSignal::new(map_of(picks));
    let count = sides.both.len();
    let sentence = match count {
        0 => "You changed different fields. All changes are kept.".to_owned(),
        1 => "You both changed one field. Choose its value; all other changes are kept.".to_owned(),
        _ => format!(
            "You both changed {count} fields. Choose their values; all other changes are kept."
        ),
    };
    let table = merge_table(&conflict, groups, &choices, picks);
    let summary = format!(
        "{} saved {}, while you were editing. {sentence}",
        conflict.by, conflict.at
    );
    let then = follows.map(|follows| {
        let conflict = Arc::clone(&conflict);
        let figures = live(move || Some(follows.run(conflict.result(&picks.get()))));
        let nothing = || ().into_any();
        block("Calculated from the result", nothing(), nothing(), figures)
    });
    let save = move |()| on_save.run(conflict.result(&picks.get_untracked()));
    super::dom::focus_soon("main h1");
    view! {
        <header class="head">
            <div class="title">
                <span class="up">{title}</span>
                <h1 tabindex="-1">"Two people changed this record"</h1>
            </div>
            <div class="actions row">
                <Button label="Discard my changes" look=ButtonStyle::Quiet on_press=on_discard/>
                <Button label="Keep editing" on_press=on_back/>
                <Button label="Save result" look=ButtonStyle::Primary on_press=save busy=saving key="save"/>
            </div>
            <p class="summary">{summary}</p>
        </header>
        <section class="block" aria-label="Fields">{table}</section>
        {then}
    }
    .into_any()
}

/// The chosen side by field: `true` for mine.
pub type Picks = RwSignal<BTreeMap<String, bool>>;

/// The fields that differ, in four columns. Fields that both changed have a choice.
pub fn merge_table(
    conflict: &Arc<Conflict>,
    groups: &'static [FieldGroup],
    choices: &Arc<Choices>,
    picks: Picks,
) -> AnyView {
    let sides = conflict.sides();
    let text = {
        let (conflict, choices) = (Arc::clone(conflict), Arc::clone(choices));
        move |side: fn(&Conflict) -> &Map<String, Value>, name: &str| {
            let value = side(&conflict).get(name).unwrap_or(&Value::Null);
            let kind = spec_of(groups, name).map(|spec| spec.kind);
            value_view(value, kind, &choices, false)
        }
    };
    let choose = {
        let text = text.clone();
        move |name: String| {
            let mine = text(|conflict| &conflict.mine, &name);
            let theirs = text(|conflict| &conflict.theirs, &name);
            let before = text(|conflict| &conflict.base, &name);
            let key = name.clone();
            let is_mine =
                Memo::new(move |_| picks.with(|picks| picks.get(&key).copied().unwrap_or(true)));
            let pick = {
                let name = name.clone();
                move |mine: bool| {
                    picks.update(|picks| {
                        let _before = picks.insert(name.clone(), mine);
                    })
                }
            };
            let result = {
                let (text, name) = (text.clone(), name.clone());
                move || {
                    if is_mine.get() {
                        text(|conflict| &conflict.mine, &name)
                    } else {
                        text(|conflict| &conflict.theirs, &name)
                    }
                }
            };
            let (pick_mine, pick_theirs) = (pick.clone(), pick);
            view! {
                <tr>
                    <th scope="row" class="head-cell">{label_of_field(groups, &name)}</th>
                    <td class="half-cell muted" data-label="Before">{before}</td>
                    <td data-label="Yours">
                        <label>
                            <input type="radio" class="check" name=name.clone() prop:checked=move || is_mine.get() on:change=move |_| pick_mine(true)/>
                            <span>{mine}</span>
                        </label>
                    </td>
                    <td data-label="Theirs">
                        <label>
                            <input type="radio" class="check" name=name prop:checked=move || !is_mine.get() on:change=move |_| pick_theirs(false)/>
                            <span>{theirs}</span>
                        </label>
                    </td>
                    <td class="strong whole-cell" data-label="Result">{result}</td>
                </tr>
            }
        }
    };
    let keep = {
        let conflict = Arc::clone(conflict);
        move |name: String| {
            let mine_changed = patch_between(&conflict.base, &conflict.mine).contains_key(&name);
            let before = text(|conflict| &conflict.base, &name);
            let dash = || super::format::UNKNOWN.into_any();
            let mine = if mine_changed {
                text(|conflict| &conflict.mine, &name)
            } else {
                dash()
            };
            let theirs = if mine_changed {
                dash()
            } else {
                text(|conflict| &conflict.theirs, &name)
            };
            let result = if mine_changed {
                text(|conflict| &conflict.mine, &name)
            } else {
                text(|conflict| &conflict.theirs, &name)
            };
            view! {
                <tr>
                    <th scope="row" class="head-cell">{label_of_field(groups, &name)}</th>
                    <td class="half-cell muted" data-label="Before">{before}</td>
                    <td data-label="Yours">{mine}</td>
                    <td data-label="Theirs">{theirs}</td>
                    <td class="strong whole-cell" data-label="Result">{result}</td>
                </tr>
            }
        }
    };
    let both = (!sides.both.is_empty()).then(|| {
        let rows = sides.both.into_iter().map(choose).collect_view();
        view! { <tbody><tr class="group-row"><th scope="rowgroup" colspan="5">"Changed by both"</th></tr>{rows}</tbody> }
    });
    let one = (!sides.one.is_empty()).then(|| {
        let rows = sides.one.into_iter().map(keep).collect_view();
        view! { <tbody><tr class="group-row"><th scope="rowgroup" colspan="5">"Changed by one of you, kept"</th></tr>{rows}</tbody> }
    });
    let theirs_head = format!("Theirs, {}", conflict.by);
    view! {
            <div class="scroll" tabindex="0" role="group" aria-label="Fields that differ">
                <table class="table plain merge cards">
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            <th scope="col">"Before"</th>
                            <th scope="col">"Yours"</th>
                            <th scope="col">{theirs_head}</th>
                            <th scope="col">"Result"</th>
                        </tr>
                    </thead>
                    {both}
                    {one}
                </table>
            </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn only_what_both_changed_asks() {
        let conflict = Conflict {
            base: object(json!({"name": "A", "code": "X", "city": "Omaha", "phone": null})),
            mine: object(json!({"name": "B", "code": "Y", "city": "Omaha", "phone": "1"})),
            theirs: object(json!({"name": "C", "code": "X", "city": "Dallas", "phone": "1"})),
            by: "Sam".to_owned(),
            at: "today".to_owned(),
        };
        let sides = conflict.sides();
        assert_eq!(sides.both, ["name"]);
        assert_eq!(sides.one, ["code", "phone", "city"]);
        let theirs = conflict.result(&BTreeMap::from([("name".to_owned(), false)]));
        assert_eq!(
            Value::Object(theirs),
            json!({"name": "C", "code": "Y", "city": "Dallas", "phone": "1"})
        );
    }
}
