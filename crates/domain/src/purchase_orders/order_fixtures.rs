//! Orders, contexts and steps for the tests of orders.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::*;
use crate::all_choices::all_choices;
use crate::choices::{ChoiceEntry, Choices, UserRole, lists};
use crate::id::Id;
use crate::record::Stamps;
use crate::users::User;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn choices() -> Choices {
    let entry = ChoiceEntry {
        id: None,
        code: "bol".to_owned(),
        label: "BOL".to_owned(),
        position: 1,
        retired: false,
    };
    all_choices(BTreeMap::from([(
        lists::WEIGHT_SOURCE.to_owned(),
        vec![entry],
    )]))
}

pub(super) fn order(lines: usize) -> PurchaseOrder {
    let line = |id: i64| {
        let details = LineDraft {
            id: Some(Id::new(id)),
            product_id: Some(Id::new(3)),
            description: "Trim 50's".to_owned(),
            ordered_units: Some(20),
            ordered_weight: "40000".parse().ok(),
            buy_price: "1.00".parse().ok(),
            buy_basis: Some(crate::PriceBasis::PerLb),
            sell_price: "1.10".parse().ok(),
            sell_basis: Some(crate::PriceBasis::PerLb),
            ..LineDraft::default()
        };
        OrderLine::compute(1, details, LineWeights::default())
    };
    let at = day("2026-03-02").and_hms_opt(9, 0, 0).unwrap();
    let user: Id<User> = Id::new(1);
    let mut order = PurchaseOrder {
        id: Id::new(1),
        version: 1,
        status: OrderStatus::Draft,
        allowed_actions: vec![],
        details: OrderHeader {
            number: Some("PO-2026-0001".to_owned()),
            supplier_id: Some(Id::new(1)),
            customer_id: Some(Id::new(1)),
            order_date: Some(day("2026-03-02")),
            ship_from_plant_id: Some(Id::new(1)),
            ship_to_location_id: Some(Id::new(1)),
            customer_terms: Some("net_15".to_owned()),
            delivery_appointment: Some(Appointment {
                method: Some(lists::FIRST_COME.to_owned()),
                ..Appointment::default()
            }),
            ..OrderHeader::default()
        },
        lines: (1..).take(lines).map(line).collect(),
        costs: Vec::new(),
        is_margin_estimated: false,
        currency: crate::choices::Currency::default(),
        totals: Totals::default(),
        supplier_name: "S".to_owned(),
        customer_name: Some("C".to_owned()),
        links: LinkNames::default(),
        shipped_on: None,
        delivered_on: None,
        carrier_snapshot: None,
        ship_from_snapshot: None,
        ship_to_snapshot: None,
        supplier_snapshot: None,
        customer_snapshot: None,
        cancel_reason: None,
        unbilled_reason: None,
        billing_difference: None,
        is_prepaid: false,
        invoices: vec![],
        moves: vec![],
        stamps: Stamps {
            owner_name: "O".to_owned(),
            created_at: at,
            created_by: user,
            created_by_name: "O".to_owned(),
            updated_at: at,
            updated_by: user,
            updated_by_name: "O".to_owned(),
            archived_at: None,
            archived_by: None,
        },
    };
    order.recompute();
    order
}

pub(super) fn context(choices: &Choices, role: UserRole) -> StepContext<'_> {
    StepContext {
        today: day("2026-03-10"),
        choices,
        role,
    }
}

pub(super) fn issue(
    order: &mut PurchaseOrder,
    body: &IssueOrder,
    credit: CreditFacts,
    role: UserRole,
) -> Result<StepOutcome, TransitionError> {
    let lists = choices();
    let at_home = PartySnapshot {
        address: "1 Sample Road".to_owned(),
        ..PartySnapshot::default()
    };
    let facts = StepFacts {
        credit,
        supplier: at_home.clone(),
        customer: Some(at_home),
        ..StepFacts::default()
    };
    order.issue(body, context(&lists, role), &facts)
}

pub(super) fn issue_plainly(order: &mut PurchaseOrder) -> Result<StepOutcome, TransitionError> {
    let (body, credit) = (IssueOrder::default(), CreditFacts::default());
    issue(order, &body, credit, UserRole::Broker)
}

/// Data of a customer that cooks what it buys.
pub(super) fn cooks() -> StepFacts {
    StepFacts {
        credit: CreditFacts {
            cooks_product: true,
            ..CreditFacts::default()
        },
        ..StepFacts::default()
    }
}

pub(super) fn pointers(refusal: TransitionError) -> Vec<String> {
    match refusal {
        TransitionError::Invalid(errors) => errors
            .iter()
            .filter_map(|error| error.pointer.clone())
            .collect(),
        other => panic!("{other:?}"),
    }
}
