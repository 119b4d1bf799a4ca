//! Claims: their columns and lists, and what other records ask of them. Their steps, which issue credit memos, are in
//! [`crate::claims`].

mod blockers;
mod undo;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::carriers::Carrier;
use domain::choices::Currency;
use domain::claims::{
    Claim, ClaimClock, ClaimDraft, ClaimEvent, ClaimFilter, ClaimKind, ClaimParty, ClaimSort,
    ClaimStatus, ClaimSummary, last_delivery,
};
use domain::customers::Customer;
use domain::filter::Range;
use domain::purchase_orders::{OrderLine, PurchaseOrder};
use domain::receivables::Receivable;
use domain::suppliers::Supplier;
use domain::text::name_key;
use domain::{Id, Money};
use serde_json::{Value as Json, json};

use crate::audit;
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::entity_store::entity_table::entity_table;
use crate::entity_store::links::Linked;
use crate::entity_store::{ReadStore, WriteStore};
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::locks;
use crate::numbers::number_sort;
use crate::paging::SortColumn;
use crate::records::{Unique, UniqueScope};
use crate::schema::{claim_events, claims};
use crate::search::Found;

pub(crate) use blockers::{of_order, open_numbers, open_of, standing_on};
pub(crate) use undo::settled_by;

/// Must match the partial index.
pub(crate) const OPEN: &str = "claims.status IN ('pending', 'approved')";
/// Must match the partial index.
const ON_THE_CLOCK: &str = "claims.status = 'pending' AND claims.party = 'carrier'";
const DELIVERED_ON: &str = "(SELECT delivered_on FROM purchase_orders WHERE purchase_orders.id = claims.purchase_order_id)";

entity_table! {
    Claim, ClaimDraft, ClaimSummary in claims;
    derived {
        status: ClaimStatus = "claims.status",
        approved: Option<Money> = "claims.approved",
        settled: Option<Money> = "claims.settled",
        document: Option<String> = "claims.document",
        decision_reason: Option<String> = "claims.decision_reason",
        credit_memo_id: Option<Id<Receivable>> = "claims.credit_memo_id",
        credit_memo_number: Option<String> = "(SELECT number FROM receivables WHERE receivables.id = claims.credit_memo_id)",
        delivered_on: Option<NaiveDate> = DELIVERED_ON,
        line_id: Option<Id<OrderLine>> = "(SELECT line_id FROM claim_events WHERE claim_events.id = claims.event_id)",
        line_description: Option<String> = "(SELECT line_description FROM claim_events WHERE claim_events.id = claims.event_id)",
    }
    links {
        purchase_order_id => purchase_orders.number,
        customer_id => customers.name,
        supplier_id => suppliers.name,
        carrier_id => carriers.name,
    }
    draft {
        kind: ClaimKind,
        party: ClaimParty,
        customer_id: Option<Id<Customer>>,
        supplier_id: Option<Id<Supplier>>,
        carrier_id: Option<Id<Carrier>>,
    }
    required {
        number: String,
        event_id: Id<ClaimEvent>,
        purchase_order_id: Id<PurchaseOrder>,
        happened_on: NaiveDate,
        claimed: Money,
    }
    computed |draft, linked| {
        number_key: String = name_key(draft.number.as_deref().unwrap_or_default()),
        number_sort: String = number_sort(draft.number.as_deref().unwrap_or_default()),
        party_key: String = name_key(&party_name(linked)),
    }
    record |parts| {
        currency: Currency::default(),
        status: parts.derived.status,
        allowed_actions: status.allowed_actions().to_vec(),
        purchase_order_number: parts.linked.required("purchase_order_id"),
        party_name: party_name(&parts.linked),
        customer_name: parts.linked.name("customer_id"),
        supplier_name: parts.linked.name("supplier_id"),
        carrier_name: parts.linked.name("carrier_id"),
        line_id: parts.derived.line_id,
        line_description: parts.derived.line_description.clone(),
        approved: parts.derived.approved,
        settled: parts.derived.settled,
        document: parts.derived.document.clone(),
        decision_reason: parts.derived.decision_reason.clone(),
        credit_memo_id: parts.derived.credit_memo_id,
        credit_memo_number: parts.derived.credit_memo_number.clone(),
        delivered_on: parts.derived.delivered_on,
        clock: clock(parts.details.party, status, delivered_on, parts.today),
        archived_links: parts.linked.archived(),
    }
    list_row {
        number: String,
        kind: ClaimKind,
        party: ClaimParty,
        event_id: Id<ClaimEvent>,
        purchase_order_id: Id<PurchaseOrder>,
        happened_on: NaiveDate,
        claimed: Money,
    }
    sort_only { number_sort: String, party_key: String, }
    row |row, related, today| {
        status: related.derived.status,
        party_name: party_name(&related.linked),
        purchase_order_number: related.linked.required("purchase_order_id"),
        approved: related.derived.approved,
        settled: related.derived.settled,
        clock: clock(code(&row.cells.party)?, status, related.derived.delivered_on, today),
        archived_links: related.linked.archived(),
    }
}

fn party_name(linked: &Linked) -> String {
    ["customer_id", "supplier_id", "carrier_id"]
        .into_iter()
        .find_map(|field| linked.name(field))
        .unwrap_or_default()
}

/// The clock runs while a claim against a carrier is pending.
fn clock(
    party: ClaimParty,
    status: ClaimStatus,
    delivered_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<ClaimClock> {
    let runs = party == ClaimParty::Carrier && status == ClaimStatus::Pending;
    let delivered_on = delivered_on.filter(|_| runs)?;
    Some(ClaimClock::of(delivered_on, today))
}

/// Days left as bounds on the day of delivery: at most as many days are left to loads delivered until a day.
fn days_left(all: &mut Conditions, filter: &Range<i64>, today: NaiveDate) {
    let delivered = |comparison: &'static str, days: i64| {
        let day = last_delivery(today, days).unwrap_or(if days < 0 {
            NaiveDate::MIN
        } else {
            NaiveDate::MAX
        });
        Fragment::sql(format!("{ON_THE_CLOCK} AND {DELIVERED_ON}{comparison}"))
            .value(Value::Day(within_calendar(day)))
    };
    let (until, after) = (" <= ", " > ");
    let bounds = [
        (until, filter.eq),
        (after, filter.eq.map(|days| days.saturating_sub(1))),
        (after, filter.gte.map(|days| days.saturating_sub(1))),
        (after, filter.gt),
        (until, filter.lte),
        (until, filter.lt.map(|days| days.saturating_sub(1))),
    ];
    for (comparison, days) in bounds {
        if let Some(days) = days {
            all.push(delivered(comparison, days));
        }
    }
    let runs = Fragment::sql(format!("{ON_THE_CLOCK} AND {DELIVERED_ON} IS NOT NULL"));
    all.holds(runs, filter.is_null.map(|is_null| !is_null));
}

/// Both databases compare days of four-digit years.
fn within_calendar(day: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    day.clamp(first, last)
}

impl ReadStore for Claim {
    const CALLED: &'static str = "number";

    fn apply_filter(all: &mut Conditions, filter: &ClaimFilter, today: NaiveDate) {
        all.any_of(claims::status, &filter.status);
        all.holds(Fragment::sql(OPEN), filter.is_open);
        all.any_of(claims::party, &filter.party);
        all.any_of(claims::kind, &filter.kind);
        all.any_of(claims::purchase_order_id, &filter.purchase_order_id);
        all.any_of(claims::customer_id, &filter.customer_id);
        all.any_of(claims::supplier_id, &filter.supplier_id);
        all.any_of(claims::carrier_id, &filter.carrier_id);
        days_left(all, &filter.days_left, today);
        all.range(claims::happened_on, &filter.happened_on);
        all.range(claims::claimed, &filter.claimed);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, claims::id);
    }

    fn read_parts(
        conn: &mut DbConnection,
        _id: i64,
        draft: &mut ClaimDraft,
    ) -> Result<(), StoreError> {
        let event = draft.event_id.map_or(0, Id::get);
        draft.description = claim_events::table
            .find(event)
            .select(claim_events::description)
            .get_result(conn)?;
        Ok(())
    }

    fn sort_column(key: ClaimSort) -> SortColumn<ListRow> {
        match key {
            ClaimSort::Number => SortColumn::new("claims.number_sort", |row| {
                Value::Text(row.cells.number_sort.clone())
            }),
            ClaimSort::Claimed => {
                SortColumn::new("claims.claimed", |row| Value::Int(row.cells.claimed))
            }
            ClaimSort::PartyName => SortColumn::new("claims.party_key", |row| {
                Value::Text(row.cells.party_key.clone())
            }),
            _ => SortColumn::new("claims.happened_on", |row| {
                Value::Day(row.cells.happened_on)
            }),
        }
    }
}

impl WriteStore for Claim {
    const UNIQUE: &'static [Unique] = &[Unique {
        table: "claims",
        columns: &["number_key"],
        pointer: "/number",
        among: UniqueScope::Always,
    }];

    fn lock(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
        locks::claim(conn, id)
    }

    fn texts(&self) -> Vec<Option<&str>> {
        vec![
            self.details.number.as_deref(),
            Some(&self.party_name),
            Some(&self.purchase_order_number),
        ]
    }

    fn watched(&self) -> Result<Json, StoreError> {
        let mut watched = audit::watched(&self.details, &self.stamps)?;
        if let Json::Object(fields) = &mut watched {
            for (name, value) in [
                ("status", json!(self.status)),
                ("approved", json!(self.approved)),
                ("settled", json!(self.settled)),
                ("document", json!(self.document)),
                ("decision_reason", json!(self.decision_reason)),
                ("credit_memo_id", json!(self.credit_memo_id)),
            ] {
                fields.insert(name.to_owned(), value);
            }
        }
        Ok(watched)
    }
}
