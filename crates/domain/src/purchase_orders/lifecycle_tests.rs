//! Tests of the life of an order.

use proptest::prelude::*;

use super::*;
use crate::choices::{FixedChoice, LogisticsScenario, LotTestResult, lists};
use crate::id::Id;
use crate::purchase_orders::order_fixtures::{
    choices, context, cooks, day, issue, issue_plainly, order, pointers,
};
use crate::purchase_orders::*;
use crate::record::Resource;

#[test]
fn a_load_goes_its_way() {
    let lists = choices();
    let broker = context(&lists, UserRole::Broker);
    let mut po = order(1);
    issue_plainly(&mut po).unwrap();
    po.confirm(
        &ConfirmOrder::default(),
        context(&choices(), UserRole::Broker),
    )
    .unwrap();
    po.ship(
        &ShipOrder {
            shipped_on: Some(day("2026-03-04")),
            ..ShipOrder::default()
        },
        broker,
        &StepFacts::default(),
    )
    .unwrap();
    assert_eq!(
        po.deliver(
            &DeliverOrder {
                delivered_on: Some(day("2026-03-03")),
                ..DeliverOrder::default()
            },
            broker
        )
        .map_err(pointers),
        Err(vec!["/delivered_on".to_owned()])
    );
    po.deliver(
        &DeliverOrder {
            delivered_on: Some(day("2026-03-06")),
            ..DeliverOrder::default()
        },
        broker,
    )
    .unwrap();
    let close = CloseOrder {
        unbilled_reason: Some("old system".to_owned()),
        r#override: None,
    };
    let none = StepFacts::default();
    assert_eq!(
        po.clone().close(&close, broker, &none).map_err(pointers),
        Err(vec!["/lines/0/actual_weight".to_owned()])
    );
    let weight = LineWeight {
        id: Some(Id::new(1)),
        actual_weight: "40127.50".parse().ok(),
        weight_source: Some("bol".to_owned()),
        ..LineWeight::default()
    };
    po.weigh(
        &WeighOrder {
            lines: vec![weight],
            ..WeighOrder::default()
        },
        broker,
    )
    .unwrap();
    assert!(!po.totals.is_estimated);
    assert_eq!(
        po.totals.sell_total.map(|m| m.to_string()).as_deref(),
        Some("44140.25")
    );
    let claimed = StepFacts {
        open_claims: vec!["CLM-2026-0001".to_owned()],
        ..StepFacts::default()
    };
    let blocked = TransitionError::ClaimsOpen("Open claims: CLM-2026-0001".to_owned());
    assert_eq!(po.clone().close(&close, broker, &claimed), Err(blocked));
    let mut passing = close.clone();
    passing.r#override = Some(Override {
        rule: OverridableRule::ClaimsOpen,
        reason: "the carrier pays next year".to_owned(),
    });
    assert_eq!(
        po.clone().close(&passing, broker, &claimed),
        Err(TransitionError::Forbidden)
    );
    let manager = context(&lists, UserRole::Manager);
    let outcome = po.clone().close(&passing, manager, &claimed).unwrap();
    assert_eq!(outcome.overridden, Some(OverridableRule::ClaimsOpen));
    let outcome = po.clone().close(&passing, broker, &none).unwrap();
    assert_eq!(outcome.overridden, None);
    po.close(&close, broker, &none).unwrap();
    assert_eq!(
        po.allows_change(&po.draft()),
        Err(TransitionError::IllegalTransition)
    );
}

#[test]
fn issuing_names_all_that_is_missing() {
    let mut po = order(0);
    po.details.customer_id = None;
    let found = pointers(issue_plainly(&mut po).unwrap_err());
    assert_eq!(found, ["/customer_id", "/lines"]);
    assert_eq!(po.status, OrderStatus::Draft);
}

#[test]
fn credit_blocks_and_a_manager_overrides() {
    let facts = CreditFacts {
        limit: Some("44000.00".parse().unwrap()),
        ..CreditFacts::default()
    };
    assert!(
        issue(
            &mut order(1),
            &IssueOrder::default(),
            CreditFacts {
                limit: Some("44000.01".parse().unwrap()),
                ..facts
            },
            UserRole::Broker
        )
        .is_ok()
    );
    let tight = CreditFacts {
        exposure: "0.01".parse().unwrap(),
        ..facts
    };
    assert!(matches!(
        issue(
            &mut order(1),
            &IssueOrder::default(),
            tight,
            UserRole::Admin
        ),
        Err(TransitionError::CreditBlocked(_))
    ));
    let body = IssueOrder {
        r#override: Some(Override {
            reason: "paid by wire".to_owned(),
            ..Override::default()
        }),
        ..IssueOrder::default()
    };
    assert_eq!(
        issue(&mut order(1), &body, tight, UserRole::Broker),
        Err(TransitionError::Forbidden)
    );
    assert_eq!(
        issue(&mut order(1), &body, tight, UserRole::Manager),
        Ok(StepOutcome::overriding(
            OverridableRule::CreditBlocked,
            "paid by wire".to_owned()
        ))
    );
    assert!(
        credit_gate(
            CreditFacts {
                hold: true,
                ..CreditFacts::default()
            },
            Money::ZERO,
            day("2026-03-10")
        )
        .is_some()
    );
}

#[test]
fn losing_money_must_be_meant() {
    let mut po = order(1);
    po.lines[0].details.sell_price = "0.90".parse().ok();
    po.recompute();
    assert_eq!(
        pointers(issue_plainly(&mut po).unwrap_err()),
        ["/accept_negative_margin"]
    );
    let body = IssueOrder {
        accept_negative_margin: true,
        ..IssueOrder::default()
    };
    assert!(issue(&mut po, &body, CreditFacts::default(), UserRole::Broker).is_ok());
}

#[test]
fn positive_lots_need_a_cook_and_pending_ones_wait() {
    let mut po = order(1);
    po.lines[0].details.lot_test_result = LotTestResult::Positive;
    assert_eq!(
        pointers(
            issue(
                &mut po.clone(),
                &IssueOrder::default(),
                CreditFacts::default(),
                UserRole::Broker
            )
            .unwrap_err()
        ),
        ["/lines/0/test_class", "/lines/0/test_class"]
    );
    po.lines[0].details.test_class = Some(lists::TEST_COOKER_ONLY.to_owned());
    let cook = CreditFacts {
        cooks_product: true,
        ..CreditFacts::default()
    };
    issue(&mut po, &IssueOrder::default(), cook, UserRole::Broker).unwrap();
    po.confirm(
        &ConfirmOrder::default(),
        context(&choices(), UserRole::Broker),
    )
    .unwrap();
    po.lines[0].details.lot_test_result = LotTestResult::Pending;
    let lists = choices();
    let ship = ShipOrder {
        shipped_on: Some(day("2026-03-04")),
        ..ShipOrder::default()
    };
    assert_eq!(
        po.ship(&ship, context(&lists, UserRole::Broker), &cooks())
            .map_err(pointers),
        Err(vec!["/lines/0/lot_test_result".to_owned()])
    );
}

#[test]
fn the_scenario_decides_what_shipping_needs() {
    let lists = choices();
    let mut po = order(1);
    po.details.logistics_scenario = LogisticsScenario::WePickup;
    po.details.delivery_appointment = None;
    po.details.ship_from_plant_id = None;
    po.details.ship_to_location_id = None;
    po.lines[0].details.max_age = Some("d5".to_owned());
    po.lines[0].details.production_date = Some(day("2026-02-20"));
    po.status = OrderStatus::Confirmed;
    let ship = ShipOrder {
        shipped_on: Some(day("2026-03-04")),
        ..ShipOrder::default()
    };
    let found = pointers(
        po.ship(
            &ship,
            context(&lists, UserRole::Broker),
            &StepFacts::default(),
        )
        .unwrap_err(),
    );
    assert_eq!(
        found,
        [
            "/carrier_release_number",
            "/pickup_appointment",
            "/delivery_appointment",
            "/ship_from_plant_id",
            "/ship_to_location_id",
            "/carrier_id",
            "/freight_cost",
            "/lines/0/production_date"
        ]
    );
}

#[test]
fn what_is_issued_keeps_its_parties_and_lines() {
    let mut po = order(2);
    issue_plainly(&mut po).unwrap();
    let mut draft = po.draft();
    draft.header.customer_id = Some(Id::new(9));
    draft.lines.pop();
    assert_eq!(
        po.allows_change(&draft).map_err(pointers),
        Err(vec!["/customer_id".to_owned(), "/lines".to_owned()])
    );
    let mut fine = po.draft();
    fine.header.notes = Some("call the dock".to_owned());
    assert_eq!(po.allows_change(&fine), Ok(()));
}

use OrderAction as A;
use OrderStatus as S;

/// An independent copy of the table in `trade.md` 6.1, as triples of status, step and next status.
const TABLE: &[(S, A, S)] = &[
    (S::Draft, A::Issue, S::Issued),
    (S::Draft, A::Cancel, S::Cancelled),
    (S::Issued, A::Confirm, S::Confirmed),
    (S::Issued, A::Cancel, S::Cancelled),
    (S::Issued, A::StepBack, S::Draft),
    (S::Confirmed, A::Ship, S::InTransit),
    (S::Confirmed, A::Cancel, S::Cancelled),
    (S::Confirmed, A::StepBack, S::Issued),
    (S::InTransit, A::Deliver, S::Delivered),
    (S::InTransit, A::Weigh, S::InTransit),
    (S::InTransit, A::StepBack, S::Confirmed),
    (S::Delivered, A::Weigh, S::Delivered),
    (S::Delivered, A::Close, S::Closed),
    (S::Delivered, A::StepBack, S::InTransit),
    (S::Closed, A::StepBack, S::Delivered),
];

#[test]
fn every_step_is_in_the_table_and_no_other() {
    for status in OrderStatus::ALL {
        for action in OrderAction::ALL {
            let billed = *action == OrderAction::Invoice && status.is_open();
            let expected = TABLE
                .iter()
                .find(|(from, step, _)| from == status && step == action)
                .map(|(_, _, to)| *to)
                .or_else(|| billed.then_some(*status));
            assert_eq!(status.after(*action), expected, "{status} {action}");
        }
    }
}

proptest! {
    #[test]
    fn a_refused_step_changes_nothing(steps in prop::collection::vec(0_usize..9, 1..30)) {
        let lists = choices();
        let mut po = order(1);
        for step in steps {
            let before = po.clone();
            let context = context(&lists, UserRole::Manager);
            let action = OrderAction::ALL[step];
            let outcome = match action {
                OrderAction::Issue => issue(&mut po, &IssueOrder::default(), CreditFacts::default(), UserRole::Manager).map(drop),
                OrderAction::Confirm => po.confirm(&ConfirmOrder::default(), context),
                OrderAction::Ship => po.ship(&ShipOrder { shipped_on: Some(day("2026-03-04")), ..ShipOrder::default() }, context, &StepFacts::default()).map(drop),
                OrderAction::Deliver => po.deliver(&DeliverOrder { delivered_on: Some(day("2026-03-05")), ..DeliverOrder::default() }, context),
                OrderAction::Weigh => po.weigh(&WeighOrder { accept_variance: true, lines: vec![LineWeight { id: Some(Id::new(1)), actual_weight: "39000".parse().ok(), weight_source: Some("bol".to_owned()), ..LineWeight::default() }], ..WeighOrder::default() }, context),
                OrderAction::Invoice => po.invoice(&InvoiceOrder::default(), context).map(drop),
                OrderAction::Close => po.close(&CloseOrder { unbilled_reason: Some("r".to_owned()), r#override: None }, context, &StepFacts::default()).map(drop),
                OrderAction::Cancel => po.cancel(&CancelOrder { reason: "r".to_owned() }, context),
                OrderAction::StepBack => po.step_back(&StepBack { reason: "r".to_owned() }, context),
            };
            match before.status.after(action) {
                Some(_) if action == OrderAction::Invoice && !before.can_be_billed() => {
                    prop_assert_eq!(outcome, Err(TransitionError::IllegalTransition));
                }
                None => {
                    prop_assert_eq!(outcome, Err(TransitionError::IllegalTransition));
                    prop_assert_eq!(&po, &before);
                }
                Some(next) if outcome.is_ok() => prop_assert_eq!(po.status, next),
                Some(_) => prop_assert_eq!(po.status, before.status),
            }
        }
    }
}
