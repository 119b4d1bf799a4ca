//! Tests of the rules of receivables.

use super::*;
use crate::choices::Choices;
use crate::fields::{CheckContext, Rules, read_body};
use serde_json::{Value, json};

fn settle(body: Value) -> (ReceivableDraft, Vec<(String, String)>) {
    let mut draft: ReceivableDraft = read_body(body, &[]).unwrap();
    let errors = draft.validate(CheckContext {
        today: NaiveDate::from_ymd_opt(2026, 3, 8).unwrap(),
        choices: &Choices::default(),
        is_zone: |_| true,
    });
    let found = errors
        .iter()
        .map(|error| {
            (
                error.pointer.clone().unwrap_or_default(),
                error.code.clone(),
            )
        })
        .collect();
    (draft, found)
}

fn line(more: &Value) -> Value {
    let mut line = json!({
        "description": "Trim 85's", "units": 20, "weight": "40218.50", "price": "3.4750", "basis": "per_lb",
    });
    for (name, value) in more.as_object().unwrap() {
        line[name] = value.clone();
    }
    line
}

fn refused(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

#[test]
fn the_amount_is_the_sum_of_rounded_lines() {
    let (draft, errors) = settle(json!({
        "customer_id": 1, "freight_amount": "100.00", "tax_amount": null,
        "lines": [line(&json!({"computed_amount": "1.00"})), {"description": "Pallets", "amount": "12.34"}],
    }));
    assert_eq!(errors, []);
    let first = draft.lines.first().and_then(|line| line.computed_amount);
    assert_eq!(first, Some(Money::of(13_975_929)));
    assert_eq!(draft.amount(), Some(Money::of(13_975_929 + 10_000 + 1_234)));
}

#[test]
fn another_amount_needs_a_reason() {
    let with = |more: Value| settle(json!({"customer_id": 1, "lines": [line(&more)]})).1;
    let reason = "/lines/0/amount_reason";
    assert_eq!(
        with(json!({"amount": "139759.30"})),
        refused(reason, "required")
    );
    assert_eq!(
        with(json!({"amount": "139759.30", "amount_reason": "rounded"})),
        []
    );
    assert_eq!(with(json!({"amount": "139759.29"})), []);
    assert_eq!(
        with(json!({"price": null})),
        refused("/lines/0/amount", "required")
    );
    assert_eq!(
        with(json!({"price": "0.0000"})),
        refused("/lines", "must_be_positive")
    );
}

#[test]
fn only_an_opening_balance_is_typed_whole() {
    let opening = |more: Value| {
        let mut body = json!({"customer_id": 1, "kind": "opening_balance"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        settle(body).1
    };
    assert_eq!(opening(json!({"opening_amount": "500.00"})), []);
    assert_eq!(
        opening(json!({})),
        refused("/opening_amount", "must_be_positive")
    );
    assert_eq!(opening(json!({"lines": [line(&json!({}))]})), []);
    let both = json!({"opening_amount": "1.00", "lines": [line(&json!({}))]});
    assert_eq!(opening(both), refused("/opening_amount", "must_be_empty"));
    assert_eq!(
        settle(json!({"customer_id": 1})).1,
        refused("/lines", "required")
    );
    let unordered = json!({"customer_id": 1, "lines": [line(&json!({"po_line_id": 4}))]});
    assert_eq!(
        settle(unordered).1,
        refused("/lines/0/po_line_id", "needs_order")
    );
}
