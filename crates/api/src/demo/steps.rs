//! Drafts and actions of the demo's orders.

use domain::Id;
use domain::choices::{LogisticsScenario, lists};
use domain::purchase_orders::{
    Appointment, CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, IssueOrder, LineDraft,
    LineWeight, OrderAction, OrderHeader, Override, PurchaseOrder, PurchaseOrderDraft, ShipOrder,
    StepContext, StepOutcome, WeighOrder,
};
use domain::record::Instant;
use storage::{Expected, StoreError, Transaction, purchase_orders};

use super::demo_seed::DemoSeed;
use super::goods::supply_line;
use super::orders::{DemoOrder, Fate, Haul};
use super::people::primary_contact;
use super::places::dock_of;

impl DemoSeed {
    /// Takes an action on an order.
    pub(super) fn step(
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
                po.issue(&body, context, facts)
            }
            OrderAction::Confirm => po
                .confirm(
                    &ConfirmOrder {
                        supplier_confirmation_number: Some(format!("SC-{digits}")),
                    },
                    context,
                )
                .map(|()| StepOutcome::default()),
            OrderAction::Ship => {
                let body = ShipOrder {
                    shipped_on: shipped.map(|day| self.day(day)),
                    seal_out: Some(format!("SL{digits}")),
                    ..ShipOrder::default()
                };
                po.ship(&body, context, facts)
            }
            OrderAction::Weigh => {
                let weighed = |(line, sold): (
                    &domain::purchase_orders::OrderLine,
                    &super::orders::DemoLine,
                )| LineWeight {
                    id: line.details.id,
                    actual_units: line.details.ordered_units,
                    actual_weight: sold.actual.and_then(|(weight, _)| weight.parse().ok()),
                    weight_source: sold.actual.map(|(_, source)| source.to_owned()),
                };
                let lines = po.lines.iter().zip(order.lines).map(weighed).collect();
                let body = WeighOrder {
                    accept_variance: true,
                    lines,
                    ..WeighOrder::default()
                };
                po.weigh(&body, context).map(|()| StepOutcome::default())
            }
            OrderAction::Deliver => {
                let body = DeliverOrder {
                    delivered_on: delivered.map(|day| self.day(day)),
                    seal_in: Some(format!("SL{digits}")),
                };
                po.deliver(&body, context).map(|()| StepOutcome::default())
            }
            OrderAction::Close => {
                let reason = format!("Invoiced and paid in the previous system, INV {digits}");
                let body = CloseOrder {
                    unbilled_reason: Some(reason),
                    ..CloseOrder::default()
                };
                po.close(&body, context, facts)
            }
            OrderAction::Cancel | OrderAction::StepBack | OrderAction::Invoice => {
                let Fate::Cancelled { reason, .. } = order.fate else {
                    return Ok(StepOutcome::default());
                };
                po.cancel(
                    &CancelOrder {
                        reason: reason.to_owned(),
                    },
                    context,
                )
                .map(|()| StepOutcome::because(Some(reason.to_owned())))
            }
        })?;
        Ok(())
    }

    /// An order as a broker enters it.
    pub(super) fn order(&self, order: &DemoOrder) -> Result<PurchaseOrderDraft, StoreError> {
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
            supplier_id: Some(self.id(order.supplier)?),
            customer_id: order.customer.map(|code| self.id(code)).transpose()?,
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
            mapping_id: supply_line(order.supplier, order.plant, order.customer)
                .map(|key| self.id(key))
                .transpose()?,
            carrier_id: order.carrier.map(|code| self.id(code)).transpose()?,
            ship_from_plant_id: Some(self.id(order.plant)?),
            ship_to_location_id: order
                .customer
                .and_then(dock_of)
                .map(|key| self.id(key))
                .transpose()?,
            supplier_contact_id: primary_contact(order.supplier)
                .map(|key| self.id(key))
                .transpose()?,
            customer_contact_id: order
                .customer
                .and_then(primary_contact)
                .map(|key| self.id(key))
                .transpose()?,
            ..OrderHeader::default()
        };
        Ok(PurchaseOrderDraft {
            header,
            lines: order
                .lines
                .iter()
                .map(|line| {
                    Ok(LineDraft {
                        product_id: Some(self.id(line.product)?),
                        ..line.draft()
                    })
                })
                .collect::<Result<_, StoreError>>()?,
            ..PurchaseOrderDraft::default()
        })
    }
}
