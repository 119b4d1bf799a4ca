//! Tells the demo's story day by day, each event by the person and on the day it belongs to.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use domain::choices::{Choices, LogisticsScenario, UserRole, lists};
use domain::customers::Customer;
use domain::fields::CheckContext;
use domain::purchase_orders::{
    Appointment, CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, IssueOrder, LineWeight,
    OrderAction, OrderHeader, Override, PurchaseOrder, PurchaseOrderDraft, ShipOrder, StepContext,
    WeighOrder,
};
use domain::record::Instant;
use domain::suppliers::Supplier;
use domain::users::User;
use domain::{FieldErrors, Id};
use storage::{
    Expected, Store, StoreError, Transaction, WriteContext, choices, customers, purchase_orders,
    settings, suppliers, users,
};

use super::MARKER;
use super::orders::{DemoOrder, Fate, Haul, ORDERS};
use super::parties::{CUSTOMERS, DemoCustomer, DemoSupplier, SUPPLIERS};
use super::users::USERS;

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database holds somebody's own records.
    #[error(
        "the database is not a demo: it has users of its own; choose an empty one with PROJECTMEATS_DATABASE_URL or PROJECTMEATS_DATA_DIR"
    )]
    NotADemo,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the demo in an empty database; keeps what an earlier demo has made. `password_hash` is for [`super::SIGN_IN`].
/// Answers whether anything was made.
///
/// # Errors
/// When the database is somebody's own, or refuses.
pub fn seed(store: &Store, now: NaiveDateTime, password_hash: &str) -> Result<bool, SeedError> {
    let (marked, used) = store.read(|conn| {
        Ok((
            settings::get(conn, MARKER)?.is_some(),
            users::any_exists(conn)?,
        ))
    })?;
    if marked {
        return Ok(false);
    }
    if used {
        return Err(SeedError::NotADemo);
    }
    let context = WriteContext::of_the_program(now);
    store.write(&context, |tx| {
        let choices = choices::all(tx.conn)?;
        let mut story = Story {
            today: now.date(),
            choices,
            people: BTreeMap::new(),
            suppliers: BTreeMap::new(),
            customers: BTreeMap::new(),
        };
        story.tell(tx, password_hash)?;
        settings::set(tx.conn, MARKER, &now.date().to_string(), now)
    })?;
    Ok(true)
}

struct Story {
    today: NaiveDate,
    choices: Choices,
    people: BTreeMap<&'static str, (Id<User>, UserRole)>,
    suppliers: BTreeMap<&'static str, Id<Supplier>>,
    customers: BTreeMap<&'static str, Id<Customer>>,
}

/// Something that happens: its day relative to the day of seeding, its place in that day, and what it is.
type Event = (i64, usize, Happening);

#[derive(Clone, Copy)]
enum Happening {
    Supplier(&'static DemoSupplier),
    ArchiveSupplier(&'static DemoSupplier),
    Customer(&'static DemoCustomer),
    ArchiveCustomer(&'static DemoCustomer),
    Hold(&'static DemoCustomer),
    Order(&'static DemoOrder),
    Step(&'static DemoOrder, OrderAction),
}

impl Story {
    fn tell(&mut self, tx: &mut Transaction<'_>, password_hash: &str) -> Result<(), StoreError> {
        for user in USERS {
            let context = WriteContext::of_the_program(self.at(-420, 8));
            let mut tx = tx.acting_as(&context);
            let hash = (user.username == super::SIGN_IN).then_some(password_hash);
            let made = users::create(&mut tx, user.draft(), hash)?;
            self.people.insert(user.username, (made.id, user.role));
        }
        let mut orders: BTreeMap<&'static str, Id<PurchaseOrder>> = BTreeMap::new();
        for (day, place, happening) in events() {
            self.happen(tx, &mut orders, day, place, happening)?;
        }
        Ok(())
    }

    fn happen(
        &mut self,
        tx: &mut Transaction<'_>,
        orders: &mut BTreeMap<&'static str, Id<PurchaseOrder>>,
        day: i64,
        place: usize,
        happening: Happening,
    ) -> Result<(), StoreError> {
        let actor = match happening {
            Happening::Supplier(party) => party.owner(),
            Happening::Customer(party) => party.owner(),
            Happening::ArchiveSupplier(_) | Happening::ArchiveCustomer(_) => "dana",
            Happening::Hold(_) => "sam",
            Happening::Step(order, OrderAction::Issue) if order.credit_override.is_some() => "sam",
            Happening::Order(order) | Happening::Step(order, _) => order.owner(),
        };
        let hour = 14 + u32::try_from(place).unwrap_or(0);
        let context = self.context(actor, day, hour);
        let mut tx = tx.acting_as(&context);
        match happening {
            Happening::Supplier(party) => {
                let mut draft = party.draft(self.today);
                draft.tidy();
                checked(draft.check(self.check_context()))?;
                draft.sort_sets();
                let made = suppliers::create(&mut tx, draft)?;
                self.suppliers.insert(party.code, made.id);
            }
            Happening::Customer(party) => {
                let mut draft = party.draft();
                draft.tidy();
                checked(draft.check(self.check_context()))?;
                draft.sort_sets();
                let made = customers::create(&mut tx, draft)?;
                self.customers.insert(party.code, made.id);
            }
            Happening::ArchiveSupplier(party) => {
                suppliers::archive(
                    &mut tx,
                    known(&self.suppliers, party.code)?,
                    &Expected::any(),
                )?;
            }
            Happening::ArchiveCustomer(party) => {
                customers::archive(
                    &mut tx,
                    known(&self.customers, party.code)?,
                    &Expected::any(),
                )?;
            }
            Happening::Hold(party) => {
                customers::update(
                    &mut tx,
                    known(&self.customers, party.code)?,
                    &Expected::any(),
                    |customer| {
                        let mut draft = customer.details.clone();
                        draft.credit_hold = true;
                        Ok(draft)
                    },
                )?;
            }
            Happening::Order(order) => {
                let mut draft = self.order(order)?;
                draft.tidy();
                checked(draft.check(self.check_context()))?;
                let made = purchase_orders::create(&mut tx, draft)?;
                orders.insert(order.digits, made.id);
            }
            Happening::Step(order, action) => {
                let id = known(orders, order.digits)?;
                self.step(&mut tx, id, order, action)?;
            }
        }
        Ok(())
    }

    fn step(
        &self,
        tx: &mut Transaction<'_>,
        id: Id<PurchaseOrder>,
        order: &DemoOrder,
        action: OrderAction,
    ) -> Result<(), StoreError> {
        let digits = order.digits;
        let (shipped, delivered, _) = order.journey();
        let context = StepContext {
            today: tx.context.today,
            choices: &self.choices,
            role: tx.context.role,
        };
        purchase_orders::act(tx, id, &Expected::any(), action, |po, facts| match action {
            OrderAction::Issue => {
                let passed = order.credit_override.map(|reason| Override {
                    reason: reason.to_owned(),
                    ..Override::default()
                });
                let body = IssueOrder {
                    r#override: passed,
                    ..IssueOrder::default()
                };
                po.issue(
                    &body,
                    context,
                    facts.credit,
                    facts.supplier.clone(),
                    facts.customer.clone(),
                )
            }
            OrderAction::Confirm => po
                .confirm(&ConfirmOrder {
                    supplier_confirmation_number: Some(format!("SC-{digits}")),
                })
                .map(|()| None),
            OrderAction::Ship => {
                let body = ShipOrder {
                    shipped_on: shipped.map(|day| self.day(day)),
                    seal_out: Some(format!("SL{digits}")),
                    ..ShipOrder::default()
                };
                po.ship(&body, context, facts.credit.cooks_product)
                    .map(|()| None)
            }
            OrderAction::Weigh => {
                let weighed = |(line, told): (
                    &domain::purchase_orders::OrderLine,
                    &super::orders::DemoLine,
                )| LineWeight {
                    id: line.details.id,
                    actual_units: line.details.ordered_units,
                    actual_weight: told.actual.and_then(|(weight, _)| weight.parse().ok()),
                    weight_source: told.actual.map(|(_, source)| source.to_owned()),
                };
                let lines = po.lines.iter().zip(order.lines).map(weighed).collect();
                po.weigh(&WeighOrder { lines }, context).map(|()| None)
            }
            OrderAction::Deliver => {
                let body = DeliverOrder {
                    delivered_on: delivered.map(|day| self.day(day)),
                    seal_in: Some(format!("SL{digits}")),
                };
                po.deliver(&body, context).map(|()| None)
            }
            OrderAction::Close => {
                let reason = format!("Billed and paid in the old books, INV {digits}");
                po.close(&CloseOrder {
                    unbilled_reason: Some(reason.clone()),
                })
                .map(|()| Some(reason))
            }
            OrderAction::Cancel | OrderAction::StepBack => {
                let Fate::Cancelled { reason, .. } = order.fate else {
                    return Ok(None);
                };
                po.cancel(
                    &CancelOrder {
                        reason: reason.to_owned(),
                    },
                    context,
                )
                .map(|()| Some(reason.to_owned()))
            }
        })?;
        Ok(())
    }

    fn order(&self, order: &DemoOrder) -> Result<PurchaseOrderDraft, StoreError> {
        let digits = order.digits;
        let picks_up = order.haul != Haul::Supplier;
        let (scheduled_pickup, scheduled_delivery) = order.scheduled;
        let dock = |day: Option<i64>, zone: &str| {
            day.map(|day| Appointment {
                at: Some(Instant(self.at(day, 11) + chrono::TimeDelta::minutes(30))),
                time_zone: Some(zone.to_owned()),
                method: Some("email".to_owned()),
                confirmation: Some(format!("APT-{digits}")),
            })
        };
        let pickup = Appointment {
            method: Some(lists::FIRST_COME.to_owned()),
            ..Appointment::default()
        };
        let header = OrderHeader {
            number: Some(format!(
                "PO-{}-{digits}",
                self.day(order.ordered).format("%Y")
            )),
            supplier_id: Some(known(&self.suppliers, order.supplier)?),
            customer_id: order
                .customer
                .map(|code| known(&self.customers, code))
                .transpose()?,
            for_stock: order.customer.is_none(),
            order_date: Some(self.day(order.ordered)),
            pickup_date: scheduled_pickup.map(|day| self.day(day)),
            delivery_date: scheduled_delivery.map(|day| self.day(day)),
            logistics_scenario: match order.haul {
                Haul::Supplier => LogisticsScenario::SupplierDelivery,
                Haul::Customer => LogisticsScenario::CustomerPickup,
                Haul::Ours(_) => LogisticsScenario::WePickup,
            },
            freight_cost: match order.haul {
                Haul::Ours(freight) => freight.and_then(|freight| freight.parse().ok()),
                Haul::Supplier | Haul::Customer => None,
            },
            carrier_release_number: picks_up.then(|| format!("REL-{digits}")),
            customer_po_number: order.customer.map(|_| format!("CP-{digits}")),
            temperature_setpoint_f: order.setpoint.parse().ok(),
            pickup_appointment: picks_up.then_some(pickup),
            delivery_appointment: if order.booked && order.haul != Haul::Customer {
                dock(scheduled_delivery, order.zone)
            } else {
                None
            },
            ..OrderHeader::default()
        };
        Ok(PurchaseOrderDraft {
            header,
            lines: order
                .lines
                .iter()
                .map(super::orders::DemoLine::draft)
                .collect(),
        })
    }

    fn context(&self, actor: &str, day: i64, hour: u32) -> WriteContext {
        let (id, role) = self.people.get(actor).copied().unzip();
        let now = self.at(day, hour);
        WriteContext {
            actor: id,
            role: role.unwrap_or_default(),
            today: now.date(),
            now,
            ..WriteContext::of_the_program(now)
        }
    }

    const fn check_context(&self) -> CheckContext<'_> {
        CheckContext {
            today: self.today,
            choices: &self.choices,
        }
    }

    fn day(&self, offset: i64) -> NaiveDate {
        let days = Days::new(offset.unsigned_abs());
        let moved = if offset < 0 {
            self.today.checked_sub_days(days)
        } else {
            self.today.checked_add_days(days)
        };
        moved.unwrap_or(self.today)
    }

    /// An instant on a day; hours past midnight run on, which keeps the order of events.
    fn at(&self, offset: i64, hour: u32) -> NaiveDateTime {
        self.day(offset).and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(i64::from(hour))
    }
}

/// Everything that happens, in order.
fn events() -> Vec<Event> {
    let back = |days: u64| -i64::try_from(days).unwrap_or(0);
    let mut events: Vec<Event> = Vec::new();
    for party in SUPPLIERS {
        events.push((-410, 0, Happening::Supplier(party)));
        events.extend(
            party
                .archived
                .map(|days| (back(days), 1, Happening::ArchiveSupplier(party))),
        );
    }
    for party in CUSTOMERS {
        events.push((-405, 0, Happening::Customer(party)));
        events.extend(
            party
                .hold
                .map(|days| (back(days), 0, Happening::Hold(party))),
        );
        events.extend(
            party
                .archived
                .map(|days| (back(days), 1, Happening::ArchiveCustomer(party))),
        );
    }
    for order in ORDERS {
        events.push((order.ordered, 0, Happening::Order(order)));
        let mut step = |day: i64, place: usize, action: OrderAction| {
            events.push((day, place, Happening::Step(order, action)))
        };
        if let Fate::Cancelled { on, .. } = order.fate {
            step(order.ordered, 1, OrderAction::Issue);
            step(on, 0, OrderAction::Cancel);
        } else if order.fate != Fate::Draft {
            step(order.ordered, 1, OrderAction::Issue);
            if order.fate != Fate::Issued {
                step(order.ordered + 1, 0, OrderAction::Confirm);
            }
        }
        let (shipped, delivered, closed) = order.journey();
        if let Some(day) = shipped {
            step(day, 2, OrderAction::Ship);
            step(delivered.unwrap_or(day), 4, OrderAction::Weigh);
        }
        if let Some(day) = delivered {
            step(day, 3, OrderAction::Deliver);
        }
        if let Some(day) = closed {
            step(day, 5, OrderAction::Close);
        }
    }
    events.sort_by_key(|(day, place, _)| (*day, *place));
    events
}

fn known<T>(ids: &BTreeMap<&'static str, Id<T>>, code: &str) -> Result<Id<T>, StoreError> {
    ids.get(code).copied().ok_or(StoreError::NotFound)
}

fn checked(errors: FieldErrors) -> Result<(), StoreError> {
    errors.into_result().map_err(StoreError::Invalid)
}
