//! Merges the lines of two concurrent changes. Lines match by id; only a field that both changed asks for a choice.

use std::collections::BTreeMap;

use domain::choices::Choices;
use serde_json::{Map, Value};

use super::fields::LINE;
use crate::ui::field_text::shown;

/// The lines of each side as fields of their own: `line 1 buying price`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SplitLines {
    pub(super) base: Map<String, Value>,
    pub(super) mine: Map<String, Value>,
    pub(super) theirs: Map<String, Value>,
}

type Line = Map<String, Value>;

/// The value of a line that a side does not have.
const GONE: &str = "removed";

fn lines_of(side: &Map<String, Value>) -> Vec<&Line> {
    let lines = side
        .get("lines")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    lines.iter().filter_map(Value::as_object).collect()
}

fn id_of(line: &Line) -> Option<i64> {
    line.get("id").and_then(Value::as_i64)
}

fn find(side: &Map<String, Value>, id: i64) -> Option<&Line> {
    lines_of(side)
        .into_iter()
        .find(|line| id_of(line) == Some(id))
}

fn ids_of(side: &Map<String, Value>) -> Vec<i64> {
    lines_of(side).into_iter().filter_map(id_of).collect()
}

/// What a line is called: by its place before the changes, else by its product.
fn name_of(base: &Map<String, Value>, id: i64, any: &Line) -> String {
    match ids_of(base).iter().position(|other| *other == id) {
        Some(place) => format!("line {}", place + 1),
        None => format!("added line {}", product(any)),
    }
}

fn product(line: &Line) -> &str {
    line.get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Takes the lines of three sides apart.
pub(super) fn split_lines(
    base: &Map<String, Value>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    choices: &Choices,
) -> SplitLines {
    let mut apart = SplitLines::default();
    let mut ids = ids_of(base);
    ids.extend(
        ids_of(theirs)
            .into_iter()
            .filter(|id| find(base, *id).is_none()),
    );
    for id in ids {
        let sides = [find(base, id), find(mine, id), find(theirs, id)];
        let Some(any) = sides.into_iter().flatten().next() else {
            continue;
        };
        let name = name_of(base, id, any);
        let all_have_it = sides.iter().all(Option::is_some);
        for (side, into) in
            sides
                .into_iter()
                .zip([&mut apart.base, &mut apart.mine, &mut apart.theirs])
        {
            if all_have_it {
                for spec in LINE {
                    let value = side
                        .and_then(|line| line.get(spec.name))
                        .unwrap_or(&Value::Null);
                    let text = if value.is_null() {
                        Value::Null
                    } else {
                        Value::String(shown(value, Some(spec.kind), choices))
                    };
                    into.insert(format!("{name} {}", spec.label), text);
                }
            } else {
                into.insert(
                    name.clone(),
                    whole(side, sides.first().copied().flatten().is_some(), choices),
                );
            }
        }
    }
    for (index, line) in lines_of(mine)
        .into_iter()
        .filter(|line| id_of(line).is_none())
        .enumerate()
    {
        apart
            .mine
            .insert(new_name(index), whole(Some(line), false, choices));
    }
    apart
}

fn new_name(index: usize) -> String {
    format!("your new line {}", index + 1)
}

/// A short description of a line, or that it was removed.
fn whole(line: Option<&Line>, was_there: bool, choices: &Choices) -> Value {
    match line {
        None if was_there => Value::String(GONE.to_owned()),
        None => Value::Null,
        Some(line) => {
            let descriptions = [
                "description",
                "ordered_weight",
                "weight_unit",
                "buy_price",
                "buy_basis",
                "sell_price",
                "sell_basis",
            ];
            let parts: Vec<String> = descriptions
                .iter()
                .filter_map(|name| {
                    let value = line.get(*name).filter(|value| !value.is_null())?;
                    let kind = super::fields::line_spec(name).map(|spec| spec.kind);
                    Some(shown(value, kind, choices))
                })
                .collect();
            Value::String(parts.join(" "))
        }
    }
}

/// The lines of the result; `takes_mine` says for a part of [`split_lines`] whether my side was chosen.
pub(super) fn join_lines(
    base: &Map<String, Value>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    takes_mine: &dyn Fn(&str) -> bool,
) -> Vec<Value> {
    let mut found: BTreeMap<i64, Value> = BTreeMap::new();
    let mut order: Vec<i64> = Vec::new();
    // My order of the lines holds where I changed it, else theirs.
    let kept_ids: Vec<i64> = ids_of(mine)
        .into_iter()
        .filter(|id| find(base, *id).is_some())
        .collect();
    let base_ids: Vec<i64> = ids_of(base)
        .into_iter()
        .filter(|id| kept_ids.contains(id))
        .collect();
    let (first, second) = if kept_ids == base_ids {
        (ids_of(theirs), ids_of(mine))
    } else {
        (ids_of(mine), ids_of(theirs))
    };
    for id in first.into_iter().chain(second) {
        if !order.contains(&id) {
            order.push(id);
        }
    }
    for id in &order {
        let (before, my, their) = (find(base, *id), find(mine, *id), find(theirs, *id));
        let Some(any) = [before, my, their].into_iter().flatten().next() else {
            continue;
        };
        let name = name_of(base, *id, any);
        let line = match (before, my, their) {
            (Some(before), Some(my), Some(their)) => {
                Some(one(before, my, their, &name, takes_mine))
            }
            // They added it.
            (None, _, Some(their)) => Some(their.clone()),
            // I took it away; theirs stays only where it was chosen.
            (Some(_), None, Some(their)) => (!takes_mine(&name)).then(|| their.clone()),
            // They removed it: mine returns as a new line if I changed it and it was chosen.
            (Some(before), Some(my), None) => (my != before && takes_mine(&name)).then(|| {
                let mut line = my.clone();
                line.insert("id".to_owned(), Value::Null);
                line
            }),
            _ => None,
        };
        if let Some(line) = line {
            found.insert(*id, Value::Object(line));
        }
    }
    let mut lines: Vec<Value> = order.iter().filter_map(|id| found.remove(id)).collect();
    let fresh = lines_of(mine)
        .into_iter()
        .filter(|line| id_of(line).is_none());
    lines.extend(fresh.cloned().map(Value::Object));
    lines
}

/// One line that all sides have.
fn one(
    before: &Line,
    my: &Line,
    their: &Line,
    name: &str,
    takes_mine: &dyn Fn(&str) -> bool,
) -> Line {
    let mut line = their.clone();
    for spec in LINE {
        let (old, new) = (before.get(spec.name), my.get(spec.name));
        if old != new && takes_mine(&format!("{name} {}", spec.label)) {
            line.insert(spec.name.to_owned(), new.cloned().unwrap_or_default());
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn side(lines: Value) -> Map<String, Value> {
        json!({"lines": lines}).as_object().cloned().unwrap()
    }

    fn line(id: i64, product: &str, price: &str) -> Value {
        json!({"id": id, "description": product, "buy_price": price})
    }

    #[test]
    fn fields_of_lines_are_chosen_one_by_one() {
        let base = side(json!([
            line(1, "Trim 50's", "1.0000"),
            line(2, "Trim 85's", "2.0000")
        ]));
        let mine = side(
            json!([line(1, "Trim 50's", "1.1000"), line(2, "Trim 85's", "2.0000"), {"id": null, "description": "Skin"}]),
        );
        let theirs = side(json!([
            line(1, "Trim 50's", "1.2000"),
            line(2, "Trim 85", "2.0000")
        ]));
        let apart = split_lines(&base, &mine, &theirs, &Choices::default());
        assert_eq!(
            apart.base.get("line 1 buying price"),
            Some(&json!("1.0000"))
        );
        assert_eq!(
            apart.mine.get("line 1 buying price"),
            Some(&json!("1.1000"))
        );
        assert_eq!(apart.theirs.get("line 2 product"), Some(&json!("Trim 85")));
        assert_eq!(apart.mine.get("your new line 1"), Some(&json!("Skin")));
        let both = join_lines(&base, &mine, &theirs, &|_| true);
        let expected = json!([line(1, "Trim 50's", "1.1000"), line(2, "Trim 85", "2.0000"), {"id": null, "description": "Skin"}]);
        assert_eq!(Value::Array(both), expected);
        let theirs_chosen =
            join_lines(&base, &mine, &theirs, &|name| name != "line 1 buying price");
        assert_eq!(theirs_chosen.first(), Some(&line(1, "Trim 50's", "1.2000")));
    }

    #[test]
    fn a_line_taken_away_stays_away_unless_the_other_side_is_chosen() {
        let base = side(json!([line(1, "A", "1.0000"), line(2, "B", "2.0000")]));
        let mine = side(json!([line(1, "A", "1.0000")]));
        let theirs = side(json!([line(1, "A", "1.0000"), line(2, "B", "2.5000")]));
        assert_eq!(
            join_lines(&base, &mine, &theirs, &|_| true),
            [line(1, "A", "1.0000")]
        );
        assert_eq!(join_lines(&base, &mine, &theirs, &|_| false).len(), 2);
        let apart = split_lines(&base, &mine, &theirs, &Choices::default());
        assert_eq!(apart.mine.get("line 2"), Some(&json!("removed")));
        // They removed a line that I changed: mine returns as a new line.
        let back = join_lines(&base, &theirs, &mine, &|_| true);
        assert_eq!(
            back.get(1),
            Some(&json!({"id": null, "description": "B", "buy_price": "2.5000"}))
        );
    }
}
