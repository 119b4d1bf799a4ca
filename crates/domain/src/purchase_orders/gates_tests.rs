//! Tests every gate against every field that it reads, in every status in which it is bound.

#[path = "gates_cases.rs"]
mod cases;

use super::*;
use crate::choices::FixedChoice as _;
use crate::fields::Draft;
use crate::id::Id;
use crate::purchase_orders::order_fixtures::day;
use crate::purchase_orders::*;
use crate::record::Resource;
use crate::settings::MarginFloorRule;
use cases::{Load, load, walk_round};

fn changed(
    before: &PurchaseOrder,
    after: &Load,
    passed: Option<Override>,
    role: UserRole,
) -> Result<StepOutcome, TransitionError> {
    before.allows_change(&after.order.draft())?;
    let notes = ChangeNotes {
        reason: Some("it was the other one".to_owned()),
        passed,
        ..ChangeNotes::default()
    };
    let context = ChangeContext {
        today: day("2026-03-10"),
        role,
    };
    after
        .order
        .check_change(before, &notes, &after.facts, context)
}

/// The fields of a gate. Fields that only weighing sets have their own test.
fn fields(gate: &Gate) -> impl Iterator<Item = &'static str> {
    let all = gate.header.iter().chain(gate.line);
    all.copied().filter(|field| !field.starts_with("actual_"))
}

#[test]
fn no_gate_is_walked_round_by_a_later_change() {
    for gate in GATES {
        for status in gate.bound {
            for field in fields(gate) {
                let case = format!("{} by {field} in {status}", gate.name);
                let (prepare, change) = walk_round(gate.name, field).expect(&case);
                let mut before = load(*status);
                prepare(&mut before);
                before.order.recompute();
                let mut after = load(*status);
                prepare(&mut after);
                change(&mut after);
                after.order.recompute();
                assert_ne!(before.order.draft(), after.order.draft(), "{case}");
                let refused = changed(&before.order, &after, None, UserRole::Manager);
                assert!(refused.is_err(), "{case} passes");
            }
        }
    }
}

#[test]
fn gates_let_pass_what_they_do_not_refuse() {
    for status in OrderStatus::OPEN {
        let before = load(status);
        let mut after = load(status);
        after.order.details.notes = Some("called".to_owned());
        after.order.details.freight_cost = "90".parse().ok();
        after.order.details.carrier_release_number = Some("REL-2".to_owned());
        after.order.recompute();
        let outcome = changed(&before.order, &after, None, UserRole::Broker).unwrap();
        assert_eq!(outcome.overridden, None, "{status}");
    }
}

#[test]
fn a_manager_overrides_what_has_an_override() {
    for (gate, field, rule) in [
        ("credit", "sell_price", OverridableRule::CreditBlocked),
        (
            "carrier",
            "logistics_scenario",
            OverridableRule::TenderBlocked,
        ),
    ] {
        let (prepare, change) = walk_round(gate, field).unwrap();
        let mut before = load(OrderStatus::InTransit);
        prepare(&mut before);
        before.order.recompute();
        let mut after = load(OrderStatus::InTransit);
        prepare(&mut after);
        change(&mut after);
        after.order.recompute();
        let passed = || {
            Some(Override {
                rule,
                reason: "paid by wire".to_owned(),
            })
        };
        let by = |role| changed(&before.order, &after, passed(), role);
        assert_eq!(
            by(UserRole::Broker),
            Err(TransitionError::Forbidden),
            "{gate}"
        );
        let outcome = by(UserRole::Manager).unwrap();
        assert_eq!(outcome.overridden, Some(rule), "{gate}");
        let reason = outcome.reason.unwrap_or_default();
        assert!(
            reason.contains("paid by wire") && reason.contains("the other one"),
            "{reason}"
        );
    }
}

#[test]
fn a_margin_below_the_floor_needs_a_reason() {
    for (rule, role, reason, code) in [
        (
            MarginFloorRule::Warn,
            UserRole::Broker,
            None,
            Some("below_margin_floor"),
        ),
        (
            MarginFloorRule::Warn,
            UserRole::Broker,
            Some("keeps the account"),
            None,
        ),
        (
            MarginFloorRule::Stop,
            UserRole::Manager,
            None,
            Some("below_margin_floor"),
        ),
        (
            MarginFloorRule::Stop,
            UserRole::Broker,
            Some("keeps the account"),
            Some("needs_manager"),
        ),
        (
            MarginFloorRule::Stop,
            UserRole::Manager,
            Some("keeps the account"),
            None,
        ),
    ] {
        let mut before = load(OrderStatus::Issued);
        before.facts.margin_floor.per_lb = "0.0950".parse().ok();
        before.facts.margin_floor.rule = rule;
        let mut after = load(OrderStatus::Issued);
        after.facts.margin_floor = before.facts.margin_floor;
        after.order.details.freight_cost = "300".parse().ok();
        after.order.recompute();
        let notes = ChangeNotes {
            margin_reason: reason.map(str::to_owned),
            ..ChangeNotes::default()
        };
        let context = ChangeContext {
            today: day("2026-03-10"),
            role,
        };
        let found = after
            .order
            .check_change(&before.order, &notes, &after.facts, context);
        match (found, code) {
            (Ok(outcome), None) => assert_eq!(outcome.reason.as_deref(), reason),
            (Err(TransitionError::Invalid(errors)), Some(code)) => {
                let found: Vec<String> = errors.into_vec().into_iter().map(|e| e.code).collect();
                assert_eq!(found, [code], "{rule} {role}");
            }
            (found, code) => panic!("{rule} {role}: {found:?}, not {code:?}"),
        }
    }
}

#[test]
fn gates_name_fields_that_exist() {
    let (header, line) = (OrderHeader::fields(), LineDraft::fields());
    let weighed = ["actual_units", "actual_weight"];
    for gate in GATES {
        assert!(
            gate.header
                .iter()
                .all(|field| header.contains(field) || *field == "costs"),
            "{}",
            gate.name
        );
        let known = |field: &&str| line.contains(field) || weighed.contains(field);
        assert!(gate.line.iter().all(known), "{}", gate.name);
    }
}

#[test]
fn what_is_locked_is_refused_and_nothing_else() {
    let header = OrderHeader::fields();
    for status in OrderStatus::ALL
        .iter()
        .filter(|status| !status.is_read_only())
    {
        let before = load(*status).order;
        let draft = before.draft();
        let values = super::super::field_changes::object_of(&draft.header);
        for field in &header {
            let mut other = values.clone();
            let now = if values.get(*field).is_none_or(serde_json::Value::is_null) {
                sample(field)
            } else {
                serde_json::Value::Null
            };
            other.insert((*field).to_owned(), now);
            let Ok(other) = serde_json::from_value(serde_json::Value::Object(other)) else {
                continue;
            };
            let after = PurchaseOrderDraft {
                header: other,
                ..draft.clone()
            };
            if after == draft {
                continue;
            }
            let fixed = matches!(status.header_lock(field), FieldLock::Fixed(_));
            assert_eq!(
                before.allows_change(&after).is_err(),
                fixed,
                "{field} in {status}"
            );
        }
    }
}

fn sample(field: &str) -> serde_json::Value {
    match field {
        _ if field.ends_with("_id") => 9.into(),
        _ if field.ends_with("_date") => "2026-03-09".into(),
        _ => "net_7".into(),
    }
}

#[test]
fn the_record_of_a_shipped_load_is_replaced_with_a_reason_and_never_left_blank() {
    let before = load(OrderStatus::Delivered);
    let mut after = load(OrderStatus::Delivered);
    after.order.details.carrier_release_number = Some("REL-2".to_owned());
    let asked = |notes: &ChangeNotes, after: &Load| {
        let context = ChangeContext {
            today: day("2026-03-10"),
            role: UserRole::Broker,
        };
        after
            .order
            .check_change(&before.order, notes, &after.facts, context)
    };
    let Err(TransitionError::Invalid(errors)) = asked(&ChangeNotes::default(), &after) else {
        panic!("no reason was asked for");
    };
    assert!(errors.has("/change_reason"));
    let notes = ChangeNotes {
        reason: Some("misread".to_owned()),
        ..ChangeNotes::default()
    };
    assert_eq!(
        asked(&notes, &after).unwrap().reason.as_deref(),
        Some("misread")
    );
    // Even where the scenario does not require it.
    let mut blank = load(OrderStatus::Delivered);
    blank.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
    blank.order.details.pickup_appointment = None;
    let Err(TransitionError::Invalid(errors)) = asked(&notes, &blank) else {
        panic!("it was left blank");
    };
    assert!(errors.has("/pickup_appointment"));
    // A location replaces the plant.
    let mut moved = load(OrderStatus::Delivered);
    moved.order.details.ship_from_plant_id = None;
    moved.order.details.ship_from_location_id = Some(Id::new(4));
    assert!(asked(&notes, &moved).is_ok());
}

#[test]
fn weighing_leaves_the_record_whole() {
    let mut load = load(OrderStatus::InTransit);
    let line = &mut load.order.lines[0];
    line.details.ordered_units = None;
    line.weights.actual_units = Some(20);
    let entry = LineWeight {
        id: line.details.id,
        ..LineWeight::default()
    };
    let body = WeighOrder {
        lines: vec![entry],
        ..WeighOrder::default()
    };
    let lists = crate::choices::Choices::default();
    let context = StepContext {
        today: day("2026-03-10"),
        choices: &lists,
        role: UserRole::Broker,
    };
    let Err(TransitionError::Invalid(errors)) = load.order.weigh(&body, context) else {
        panic!("the containers are gone");
    };
    assert!(errors.has("/lines/0/ordered_units"));
}
