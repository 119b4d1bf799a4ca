//! Years of orders, oldest first: most are closed, the last ones are open, some are cancelled.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta};
use domain::carriers::Carrier;
use domain::choices::{Currency, LogisticsScenario, WeightBasis};
use domain::plants::Plant;
use domain::products::Product;
use domain::purchase_orders::{
    LineDraft, LineWeights, LinkNames, Move, OrderHeader, OrderLine, OrderStatus, PurchaseOrder,
    Totals,
};
use domain::record::{Instant, Stamps};
use domain::users::User;
use domain::{Id, Money, PriceAmount, PriceBasis, WeightAmount, WeightUnit};
use serde::{Deserialize, Serialize};

use super::words::{self, Dice, GOODS};
use crate::transaction::WriteContext;

/// Days over which the orders are spread: five years.
const DAYS: u64 = 1_826;
/// Pounds per load.
const LOAD: i64 = 40_000;
/// Maximum change of a price per week, in tenths of a percent.
const STEP: i64 = 8;

/// A party to trade with.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Trader {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) terms: Option<String>,
}

/// Carriers, origins and goods of loads.
pub(super) struct Loads {
    pub(super) carriers: Vec<Id<Carrier>>,
    pub(super) plants: Vec<Id<Plant>>,
    pub(super) products: Vec<Id<Product>>,
}

/// An iterator over the orders.
pub(super) struct Orders<'a> {
    context: &'a WriteContext,
    actor: Id<User>,
    owners: &'a [Id<User>],
    sellers: &'a [Trader],
    buyers: &'a [Trader],
    loads: Loads,
    count: u32,
    place: u32,
    /// The next number of each year.
    next: HashMap<i32, i64>,
    /// Prices by goods and week.
    prices: Vec<Vec<i64>>,
}

impl<'a> Orders<'a> {
    pub(super) fn new(
        context: &'a WriteContext,
        actor: Id<User>,
        owners: &'a [Id<User>],
        (sellers, buyers): (&'a [Trader], &'a [Trader]),
        loads: Loads,
        count: u32,
        next: HashMap<i32, i64>,
    ) -> Self {
        Self {
            context,
            actor,
            owners,
            sellers,
            buyers,
            loads,
            count,
            place: 0,
            next,
            prices: GOODS
                .iter()
                .zip(0..)
                .map(|((_, price, ..), place)| walk(*price, place))
                .collect(),
        }
    }

    /// The next number of each year, after all orders are made.
    pub(super) const fn next_numbers(&self) -> &HashMap<i32, i64> {
        &self.next
    }

    fn order(&mut self, place: u32) -> Option<PurchaseOrder> {
        let mut dice = Dice::new(3, place);
        let past = u64::from(place) * DAYS / u64::from(self.count.max(1));
        let day = self
            .context
            .today
            .checked_sub_days(Days::new(DAYS - 1 - past.min(DAYS - 1)))?;
        let supplier = skewed(&mut dice, self.sellers)?;
        let customer = skewed(&mut dice, self.buyers)?;
        let status = self.status(place, &mut dice);
        let owner = words::owner(self.owners, dice.below(1_000)).unwrap_or(self.actor);
        let created_at =
            day.and_time(NaiveTime::MIN) + TimeDelta::minutes(480 + i64::from(dice.below(540)));
        let pickup = day.checked_add_days(Days::new(2 + u64::from(dice.below(3))))?;
        let delivery = pickup.checked_add_days(Days::new(1 + u64::from(dice.below(3))))?;
        let number = self.next.entry(day.year()).or_insert(1);
        let drawn = *number;
        *number += 1;
        let reached = |state: OrderStatus| status != OrderStatus::Cancelled && status >= state;
        let weighed = reached(OrderStatus::Delivered);
        let moves = steps(status, owner, created_at);
        let updated_at = moves.last().map_or(created_at, |step| step.at.0);
        let archived =
            matches!(status, OrderStatus::Closed | OrderStatus::Cancelled) && dice.below(33) == 0;
        let scenario = match dice.below(10) {
            0 => LogisticsScenario::WePickup,
            1 | 2 => LogisticsScenario::CustomerPickup,
            _ => LogisticsScenario::SupplierDelivery,
        };
        let mut order = PurchaseOrder {
            costs: Vec::new(),
            is_margin_estimated: false,
            id: Id::new(0),
            version: i64::try_from(moves.len()).unwrap_or(1),
            status,
            allowed_actions: Vec::new(),
            details: OrderHeader {
                number: Some(crate::numbers::ORDERS.show(day.year(), drawn)),
                supplier_id: Some(Id::new(supplier.id)),
                customer_id: Some(Id::new(customer.id)),
                order_date: Some(day),
                pickup_date: Some(pickup),
                delivery_date: Some(delivery),
                logistics_scenario: scenario,
                carrier_id: dice.pick(&self.loads.carriers).copied(),
                ship_from_plant_id: dice.pick(&self.loads.plants).copied(),
                freight_cost: (scenario == LogisticsScenario::WePickup)
                    .then(|| Money::of(150_000 + i64::from(dice.below(100_000)))),
                supplier_confirmation_number: reached(OrderStatus::Confirmed)
                    .then(|| format!("SC-{}", 100_000 + place)),
                carrier_release_number: reached(OrderStatus::InTransit)
                    .then(|| format!("REL-{}", 200_000 + place)),
                customer_po_number: Some(format!("CP-{}", 300_000 + place)),
                supplier_terms: supplier.terms.clone(),
                customer_terms: customer.terms.clone(),
                owner_id: Some(owner),
                ..OrderHeader::default()
            },
            lines: self.lines(&mut dice, past, weighed),
            currency: Currency::default(),
            totals: Totals::default(),
            supplier_name: supplier.name.clone(),
            customer_name: Some(customer.name.clone()),
            links: LinkNames::default(),
            shipped_on: reached(OrderStatus::InTransit).then_some(pickup),
            delivered_on: weighed.then_some(delivery),
            carrier_snapshot: None,
            ship_from_snapshot: None,
            ship_to_snapshot: None,
            supplier_snapshot: None,
            customer_snapshot: None,
            cancel_reason: (status == OrderStatus::Cancelled)
                .then(|| "customer cut its programme".to_owned()),
            unbilled_reason: (status == OrderStatus::Closed)
                .then(|| "billed in the old system".to_owned()),
            is_prepaid: false,
            billing_difference: None,
            invoices: Vec::new(),
            moves,
            stamps: Stamps {
                owner_name: String::new(),
                created_at,
                created_by: owner,
                created_by_name: String::new(),
                updated_at,
                updated_by: owner,
                updated_by_name: String::new(),
                archived_at: archived.then_some(updated_at),
                archived_by: archived.then_some(owner),
            },
        };
        order.recompute();
        Some(order)
    }

    /// The last twentieth is open, with earlier statuses for newer orders; 3 % are cancelled.
    fn status(&self, place: u32, dice: &mut Dice) -> OrderStatus {
        if dice.below(100) < 3 {
            return OrderStatus::Cancelled;
        }
        let open = (self.count / 20).max(1);
        match (self.count - place - 1) * 5 / open {
            0 => OrderStatus::Draft,
            1 => OrderStatus::Issued,
            2 => OrderStatus::Confirmed,
            3 => OrderStatus::InTransit,
            4 => OrderStatus::Delivered,
            _ => OrderStatus::Closed,
        }
    }

    fn lines(&self, dice: &mut Dice, past: u64, weighed: bool) -> Vec<OrderLine> {
        let count = match dice.below(100) {
            0..60 => 1,
            60..85 => 2,
            85..95 => 3,
            95..98 => 4,
            _ => 5,
        };
        (1..=count)
            .map(|no| self.line(dice, no, i64::from(count), past, weighed))
            .collect()
    }

    fn line(&self, dice: &mut Dice, no: i32, count: i64, past: u64, weighed: bool) -> OrderLine {
        let kinds = u32::try_from(GOODS.len()).unwrap_or(1);
        let kind = usize::try_from(dice.below(kinds)).unwrap_or(0);
        let (name, base, unit_lb, fixed) = GOODS.get(kind).copied().unwrap_or_default();
        let week = usize::try_from(past / 7).unwrap_or(0);
        let walked = self.prices.get(kind).and_then(|weeks| weeks.get(week));
        let buy = walked.copied().unwrap_or(base);
        let sell = buy + 200 + i64::from(dice.below(1_300));
        let units = (LOAD / count / unit_lb.max(1)).max(1);
        let nominal = units * unit_lb * 100;
        let by_hundred = dice.below(2) == 0;
        let details = LineDraft {
            description: name.to_owned(),
            product_id: dice.pick(&self.loads.products).copied(),
            ordered_units: Some(units),
            ordered_weight: Some(WeightAmount::of(nominal)),
            weight_unit: WeightUnit::Lb,
            weight_basis: if fixed {
                WeightBasis::Net
            } else {
                WeightBasis::Catch
            },
            buy_price: Some(PriceAmount::of(if by_hundred { buy * 100 } else { buy })),
            buy_basis: Some(if by_hundred {
                PriceBasis::PerCwt
            } else {
                PriceBasis::PerLb
            }),
            sell_price: Some(PriceAmount::of(sell)),
            sell_basis: Some(PriceBasis::PerLb),
            lot_number: weighed.then(|| format!("L{}-{no}", dice.below(1_000_000))),
            ..LineDraft::default()
        };
        // Within 3 % of the nominal weight.
        let off = if fixed {
            0
        } else {
            nominal * (i64::from(dice.below(601)) - 300) / 10_000
        };
        let weights = if weighed {
            LineWeights {
                actual_units: Some(units),
                actual_weight: Some(WeightAmount::of(nominal + off)),
                weight_source: Some("bol".to_owned()),
                case_count: 0,
            }
        } else {
            LineWeights::default()
        };
        OrderLine::compute(no, details, weights)
    }
}

impl Iterator for Orders<'_> {
    type Item = PurchaseOrder;

    fn next(&mut self) -> Option<PurchaseOrder> {
        let place = self.place;
        if place >= self.count {
            return None;
        }
        self.place += 1;
        self.order(place)
    }
}

/// Chooses a trader; a fifth of them get four fifths of the orders.
fn skewed<'a>(dice: &mut Dice, traders: &'a [Trader]) -> Option<&'a Trader> {
    let (busy, others) = traders.split_at(traders.len().div_ceil(5));
    let group = if others.is_empty() || dice.below(10) < 8 {
        busy
    } else {
        others
    };
    dice.pick(group)
}

/// The status changes up to a status, six hours apart.
fn steps(status: OrderStatus, by: Id<User>, from: NaiveDateTime) -> Vec<Move> {
    use OrderStatus::{Cancelled, Closed, Confirmed, Delivered, Draft, InTransit, Issued};
    let all: &[OrderStatus] = match status {
        Cancelled => &[Draft, Issued, Cancelled],
        _ => &[Draft, Issued, Confirmed, InTransit, Delivered, Closed],
    };
    let last = all.iter().position(|state| *state == status).unwrap_or(0);
    all.iter()
        .take(last + 1)
        .zip(0..)
        .map(|(state, days)| Move {
            status: *state,
            at: Instant(from + TimeDelta::hours(6 * days)),
            by: Some(by),
            by_name: String::new(),
            reason: None,
        })
        .collect()
}

/// Weekly prices by a random walk that reverts to its base.
fn walk(base: i64, place: u32) -> Vec<i64> {
    let mut dice = Dice::new(4, place);
    let mut price = base;
    let weeks = DAYS / 7 + 1;
    (0..weeks)
        .map(|_| {
            let step = i64::from(dice.below(17)) - STEP;
            price += price * step / 1_000 + (base - price) / 50;
            price.max(1)
        })
        .collect()
}
