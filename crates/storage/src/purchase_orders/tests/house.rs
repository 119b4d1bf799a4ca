//! Test fixture: a company with a supplier, a customer and a manager, and operations on its orders.

use domain::choices::{Choices, UserRole};
use domain::contact_details::Address;
use domain::customers::{Customer, CustomerDraft};
use domain::list::ListQuery;
use domain::locations::{Location, LocationDraft};
use domain::plants::{Plant, PlantDraft};
use domain::products::{Product, ProductDraft};
use domain::purchase_orders::{
    Appointment, CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, InvoiceOrder, IssueOrder,
    LineDraft, LineWeight, OrderAction, OrderHeader, OrderLine, PurchaseOrder, PurchaseOrderDraft,
    PurchaseOrderFilter, PurchaseOrderSort, ShipOrder, StepBack, StepContext, StepFacts,
    StepOutcome, TransitionError, WeighOrder,
};
use domain::record::{Instant, Resource};
use domain::suppliers::{Supplier, SupplierDraft};
use domain::users::User;
use domain::{Id, Money, PriceBasis};

use crate::testing::{context, day, noon, user};
use crate::{
    Expected, ReadRepository, Repository, Store, StoreError, WriteContext, purchase_orders,
};

pub(super) struct House<'a> {
    pub(super) store: &'a Store,
    pub(super) context: WriteContext,
    pub(super) supplier: Supplier,
    pub(super) customer: Customer,
    product: Product,
    pub(super) plant: Plant,
    pub(super) dock: Location,
}

impl<'a> House<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        let lee: Id<User> = user(store, "lee", UserRole::Manager);
        let context = context(lee, UserRole::Manager);
        let draft = SupplierDraft {
            name: "Brindlemoor Beef Packing".to_owned(),
            address: sample_road(),
            payment_terms: Some("net_7".to_owned()),
            ..SupplierDraft::default()
        };
        let supplier = store
            .write(&context, |tx| Supplier::create(tx, draft.clone()))
            .unwrap();
        let draft = CustomerDraft {
            name: "Wexcombe Grinding Company".to_owned(),
            address: sample_road(),
            payment_terms: Some("net_15".to_owned()),
            credit_limit: Some(Money::of(10_000_000)),
            ..CustomerDraft::default()
        };
        let customer = store
            .write(&context, |tx| Customer::create(tx, draft.clone()))
            .unwrap();
        let draft = ProductDraft {
            code: "TRIM".to_owned(),
            description: "Trim".to_owned(),
            species: "beef".to_owned(),
            test_class: "not_applicable".to_owned(),
            ..ProductDraft::default()
        };
        let product = store
            .write(&context, |tx| Product::create(tx, draft.clone()))
            .unwrap();
        let draft = PlantDraft {
            name: "Works".to_owned(),
            ..PlantDraft::default()
        };
        let plant = store
            .write(&context, |tx| Plant::create(tx, draft.clone()))
            .unwrap();
        let draft = LocationDraft {
            customer_id: Some(customer.value.id),
            name: "Dock".to_owned(),
            address: sample_road(),
            ..LocationDraft::default()
        };
        let dock = store
            .write(&context, |tx| Location::create(tx, draft.clone()))
            .unwrap();
        Self {
            store,
            context,
            supplier: supplier.value,
            customer: customer.value,
            product: product.value,
            plant: plant.value,
            dock: dock.value,
        }
    }

    pub(super) fn draft(&self) -> PurchaseOrderDraft {
        PurchaseOrderDraft {
            header: OrderHeader {
                supplier_id: Some(self.supplier.id),
                customer_id: Some(self.customer.id),
                pickup_date: Some(day(3, 4)),
                ship_from_plant_id: Some(self.plant.id),
                ship_to_location_id: Some(self.dock.id),
                delivery_appointment: Some(Appointment {
                    at: Some(Instant(noon(3, 6))),
                    method: Some("email".to_owned()),
                    ..Appointment::default()
                }),
                temperature_setpoint_f: "28.5".parse().ok(),
                ..OrderHeader::default()
            },
            lines: ["Trim 50's", "Café chucks", "Knuckles"]
                .map(|description| self.line(description))
                .to_vec(),
            ..PurchaseOrderDraft::default()
        }
    }

    /// A line that can be issued.
    pub(super) fn line(&self, description: &str) -> LineDraft {
        LineDraft {
            product_id: Some(self.product.id),
            ..line(description)
        }
    }

    pub(super) fn create(&self, draft: &PurchaseOrderDraft) -> Result<PurchaseOrder, StoreError> {
        self.store
            .write(&self.context, |tx| {
                purchase_orders::create(tx, draft.clone())
            })
            .map(|written| written.value)
    }

    pub(super) fn get(&self, id: Id<PurchaseOrder>) -> PurchaseOrder {
        self.store
            .read(|conn| purchase_orders::get(conn, id))
            .unwrap()
    }

    pub(super) fn update(
        &self,
        order: &PurchaseOrder,
        change: impl Fn(&mut PurchaseOrderDraft),
    ) -> Result<PurchaseOrder, StoreError> {
        let expected = Expected::Version(vec![order.version]);
        self.store
            .write(&self.context, |tx| {
                purchase_orders::update(tx, order.id, &expected, |now| {
                    let mut draft = now.draft();
                    change(&mut draft);
                    Ok(draft)
                })
            })
            .map(|written| written.value)
    }

    pub(super) fn act(
        &self,
        order: &PurchaseOrder,
        action: OrderAction,
        step: impl Fn(&mut PurchaseOrder, &StepFacts) -> Result<StepOutcome, TransitionError>,
    ) -> Result<PurchaseOrder, StoreError> {
        let expected = Expected::Version(vec![order.version]);
        self.store
            .write(&self.context, |tx| {
                purchase_orders::act(tx, order.id, &expected, action, &step)
            })
            .map(|written| written.value)
    }

    pub(super) fn issue(&self, order: &PurchaseOrder) -> Result<PurchaseOrder, StoreError> {
        let choices = Choices::default();
        let step = StepContext {
            today: self.context.today,
            choices: &choices,
            role: UserRole::Manager,
        };
        self.act(order, OrderAction::Issue, |order, facts| {
            take(order, OrderAction::Issue, step, facts)
        })
    }

    pub(super) fn list(
        &self,
        change: impl Fn(&mut ListQuery<PurchaseOrderFilter, PurchaseOrderSort>),
    ) -> Vec<String> {
        let mut query = ListQuery::default();
        change(&mut query);
        let mut numbers = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .store
                .read(|conn| PurchaseOrder::list(conn, day(3, 2), &query, after.as_ref()))
                .unwrap();
            numbers.extend(page.items.into_iter().map(|row| row.number));
            match page.next {
                Some(next) => after = Some(next),
                None => return numbers,
            }
        }
    }
}

/// A line without a product.
pub(super) fn line(description: &str) -> LineDraft {
    LineDraft {
        description: description.to_owned(),
        ordered_units: Some(8),
        ordered_weight: "16000.00".parse().ok(),
        buy_price: "1.2275".parse().ok(),
        buy_basis: Some(PriceBasis::PerLb),
        sell_price: "1.30".parse().ok(),
        sell_basis: Some(PriceBasis::PerLb),
        ..LineDraft::default()
    }
}

fn sample_road() -> Address {
    Address {
        address_line1: Some("1 Sample Road".to_owned()),
        country: Some("USA".to_owned()),
        ..Address::default()
    }
}

/// Performs a step as a broker.
pub(super) fn take(
    order: &mut PurchaseOrder,
    action: OrderAction,
    step: StepContext<'_>,
    facts: &StepFacts,
) -> Result<StepOutcome, TransitionError> {
    let done = match action {
        OrderAction::Issue => {
            return order.issue(&IssueOrder::default(), step, facts);
        }
        OrderAction::Confirm => order.confirm(&ConfirmOrder::default(), step),
        OrderAction::Ship => {
            let body = ShipOrder {
                shipped_on: Some(day(3, 4)),
                ..ShipOrder::default()
            };
            return order.ship(&body, step, facts);
        }
        OrderAction::Deliver => {
            let body = DeliverOrder {
                delivered_on: Some(day(3, 6)),
                ..DeliverOrder::default()
            };
            order.deliver(&body, step)
        }
        OrderAction::Weigh => {
            let weigh = |line: &OrderLine| LineWeight {
                id: line.details.id,
                actual_units: line.details.ordered_units,
                actual_weight: "16012.50".parse().ok(),
                weight_source: Some("bol".to_owned()),
            };
            let lines = order.lines.iter().map(weigh).collect();
            let body = WeighOrder {
                accept_variance: true,
                lines,
                ..WeighOrder::default()
            };
            order.weigh(&body, step)
        }
        OrderAction::Close => {
            let body = CloseOrder {
                unbilled_reason: Some("billed in the old system".to_owned()),
                ..CloseOrder::default()
            };
            return order.close(&body, step, facts);
        }
        OrderAction::Cancel => order.cancel(&CancelOrder::default(), step),
        OrderAction::Invoice => order.invoice(&InvoiceOrder::default(), step).map(drop),
        OrderAction::StepBack => {
            let reason = "too early".to_owned();
            order.step_back(
                &StepBack {
                    reason: reason.clone(),
                },
                step,
            )?;
            return Ok(StepOutcome::because(Some(reason)));
        }
    };
    done.map(|()| StepOutcome::default())
}
