//! A load that passes every gate, and for each field of a gate a value that fails.

use crate::carriers::AuthorityStatus;
use crate::choices::{
    Edibility, LogisticsScenario, LotTestResult, ReleaseFormat, WeightBasis, lists,
};
use crate::id::Id;
use crate::pricing::{PriceBasis, WeightUnit};
use crate::purchase_orders::order_fixtures::{day, order};
use crate::purchase_orders::*;

/// A load that passes every gate, in a given status, with the records that it refers to.
pub(super) struct Load {
    pub(super) order: PurchaseOrder,
    pub(super) facts: StepFacts,
}

fn appointment() -> Option<Appointment> {
    Some(Appointment {
        method: Some(lists::FIRST_COME.to_owned()),
        ..Appointment::default()
    })
}

pub(super) fn load(status: OrderStatus) -> Load {
    let mut order = order(1);
    let header = &mut order.details;
    header.logistics_scenario = LogisticsScenario::WePickup;
    header.carrier_id = Some(Id::new(1));
    header.freight_cost = "100".parse().ok();
    header.release_format = Some(ReleaseFormat::Both);
    header.carrier_release_number = Some("REL-1".to_owned());
    header.supplier_confirmation_number = Some("SC-1".to_owned());
    header.pickup_appointment = appointment();
    header.delivery_appointment = appointment();
    let at_home = PartySnapshot {
        address: "1 Sample Road".to_owned(),
        ..PartySnapshot::default()
    };
    order.supplier_snapshot = Some(at_home.clone());
    order.customer_snapshot = Some(at_home.clone());
    order.shipped_on = status.is_shipped().then(|| day("2026-03-04"));
    order.status = status;
    let product = ProductFacts {
        code: "TRIM".to_owned(),
        description: "Trim 50's".to_owned(),
        species: "chicken".to_owned(),
        weight_basis: WeightBasis::Catch,
        unit_weight: "2000".parse().ok(),
        unit_weight_unit: WeightUnit::Lb,
        band: (None, None),
        edibility: Edibility::Edible,
        test_class: "tested".to_owned(),
        country_of_origin: None,
    };
    let line = &mut order.lines[0].details;
    line.test_class = Some("tested".to_owned());
    line.country_of_origin = Some("USA".to_owned());
    let facts = StepFacts {
        credit: CreditFacts {
            limit: "44000".parse().ok(),
            exposure: "44000".parse().unwrap(),
            is_retail: true,
            edible_only: true,
            ..CreditFacts::default()
        },
        supplier: at_home.clone(),
        customer: Some(at_home.clone()),
        carrier: Some(CarrierFacts {
            name: "Northquill".to_owned(),
            is_truck: true,
            usdot_number: Some("99000011".to_owned()),
            authority: AuthorityStatus::Active,
            insurance_expires_on: Some(day("2026-12-31")),
            snapshot: at_home,
        }),
        products: [(Id::new(3), product)].into(),
        ..StepFacts::default()
    };
    order.recompute();
    Load { order, facts }
}

pub(super) type Set = fn(&mut Load);

/// For a field: sets a value that the gate accepts, and one that it rejects.
pub(super) fn walk_round(gate: &str, field: &str) -> Option<(Set, Set)> {
    let as_is: Set = |_| {};
    if gate == "margin floor" {
        return below_floor(field);
    }
    Some(match (gate, field) {
        (_, "customer_id") => (as_is, |l| l.order.details.customer_id = Some(Id::new(9))),
        (_, "for_stock") => (as_is, |l| l.order.details.for_stock = true),
        (_, "carrier_id") => (as_is, |l| l.order.details.carrier_id = Some(Id::new(9))),
        (_, "product_id") => (as_is, |l| {
            l.order.lines[0].details.product_id = Some(Id::new(9))
        }),
        ("confirmation" | "scenario", "release_format") => (
            |l| {
                let header = &mut l.order.details;
                header.logistics_scenario = LogisticsScenario::SupplierDelivery;
                header.release_format = None;
                header.supplier_confirmation_number = None;
                header.carrier_release_number = None;
            },
            |l| l.order.details.release_format = Some(ReleaseFormat::Both),
        ),
        (_, "supplier_confirmation_number") => (as_is, |l| {
            l.order.details.supplier_confirmation_number = None
        }),
        ("scenario", "logistics_scenario") => (
            |l| {
                l.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
                l.order.details.freight_cost = None;
            },
            |l| l.order.details.logistics_scenario = LogisticsScenario::WePickup,
        ),
        (_, "carrier_release_number") => (as_is, |l| l.order.details.carrier_release_number = None),
        (_, "pickup_appointment") => (as_is, |l| l.order.details.pickup_appointment = None),
        (_, "delivery_appointment") => (as_is, |l| l.order.details.delivery_appointment = None),
        (_, "ship_from_plant_id") => (as_is, |l| l.order.details.ship_from_plant_id = None),
        (_, "ship_from_location_id") => (
            |l| {
                l.order.details.ship_from_plant_id = None;
                l.order.details.ship_from_location_id = Some(Id::new(1));
            },
            |l| l.order.details.ship_from_location_id = None,
        ),
        (_, "ship_to_location_id") => (as_is, |l| l.order.details.ship_to_location_id = None),
        (_, "ship_to_plant_id") => (
            |l| {
                l.order.details.ship_to_location_id = None;
                l.order.details.ship_to_plant_id = Some(Id::new(1));
            },
            |l| l.order.details.ship_to_plant_id = None,
        ),
        ("scenario", "freight_cost") => (as_is, |l| l.order.details.freight_cost = None),
        ("loss", "freight_cost") => (as_is, |l| {
            l.order.details.freight_cost = "99999".parse().ok()
        }),
        ("loss", "costs") => (as_is, |l| l.order.costs.push(cost("99999"))),
        ("loss", "logistics_scenario") => (
            |l| {
                l.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
                l.order.details.freight_cost = "99999".parse().ok();
            },
            |l| l.order.details.logistics_scenario = LogisticsScenario::WePickup,
        ),
        ("record", "logistics_scenario") => (
            |l| {
                l.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
                l.facts.carrier.as_mut().unwrap().snapshot.address.clear();
            },
            |l| l.order.details.logistics_scenario = LogisticsScenario::WePickup,
        ),
        ("carrier", "logistics_scenario") => (
            |l| {
                l.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
                l.facts.carrier.as_mut().unwrap().insurance_expires_on = Some(day("2026-03-03"));
            },
            |l| l.order.details.logistics_scenario = LogisticsScenario::WePickup,
        ),
        (_, "description") => (as_is, |l| l.order.lines[0].details.description.clear()),
        ("goods" | "record", "ordered_units") => (
            |l| l.order.lines[0].details.buy_basis = Some(PriceBasis::PerCase),
            |l| l.order.lines[0].details.ordered_units = None,
        ),
        ("goods" | "record", "ordered_weight") => {
            (as_is, |l| l.order.lines[0].details.ordered_weight = None)
        }
        ("goods", "buy_price") => (as_is, |l| l.order.lines[0].details.buy_price = None),
        ("goods", "buy_basis") => (as_is, |l| l.order.lines[0].details.buy_basis = None),
        ("goods", "sell_basis") => (
            |l| l.order.lines[0].details.ordered_units = None,
            |l| l.order.lines[0].details.sell_basis = Some(PriceBasis::PerCase),
        ),
        (_, "country_of_origin") => (as_is, |l| l.order.lines[0].details.country_of_origin = None),
        ("net weight", "weight_basis") => (
            |l| l.order.lines[0].details.ordered_units = Some(30),
            |l| l.order.lines[0].details.weight_basis = WeightBasis::Net,
        ),
        ("net weight", "ordered_units") => {
            (net, |l| l.order.lines[0].details.ordered_units = Some(21))
        }
        ("net weight", "ordered_weight") => (net, |l| {
            l.order.lines[0].details.ordered_weight = "30000".parse().ok();
        }),
        ("net weight", "weight_unit") => (net, |l| {
            // A lower price per pound, so that no other gate rejects the change.
            l.order.lines[0].details.weight_unit = WeightUnit::Kg;
        }),
        (_, "test_class") => (
            |l| {
                let product = l.facts.products.values_mut().next().unwrap();
                product.test_class = lists::TEST_POSITIVE.to_owned();
                l.facts.credit.cooks_product = true;
                l.order.lines[0].details.test_class = Some(lists::TEST_POSITIVE.to_owned());
            },
            |l| l.order.lines[0].details.test_class = Some("not_applicable".to_owned()),
        ),
        ("test class", "lot_test_result") => (as_is, |l| {
            l.order.lines[0].details.lot_test_result = LotTestResult::Positive;
        }),
        ("lot on hold", "lot_test_result") => (as_is, |l| {
            l.order.lines[0].details.lot_test_result = LotTestResult::Pending;
        }),
        (_, "max_age") => (
            |l| l.order.lines[0].details.production_date = Some(day("2026-01-01")),
            |l| l.order.lines[0].details.max_age = Some("d5".to_owned()),
        ),
        (_, "production_date") => (
            |l| {
                l.order.lines[0].details.max_age = Some("d5".to_owned());
                l.order.lines[0].details.production_date = Some(day("2026-03-03"));
            },
            |l| l.order.lines[0].details.production_date = None,
        ),
        ("selling price", "sell_price") => (as_is, |l| l.order.lines[0].details.sell_price = None),
        ("selling price", "sell_basis") => (as_is, |l| l.order.lines[0].details.sell_basis = None),
        ("loss", "ordered_units") => (
            |l| {
                flat_sale(l);
                l.order.lines[0].details.buy_price = "2000".parse().ok();
                l.order.lines[0].details.buy_basis = Some(PriceBasis::PerCase);
            },
            |l| l.order.lines[0].details.ordered_units = Some(40),
        ),
        ("loss", "ordered_weight") => (flat_sale, |l| {
            l.order.lines[0].details.ordered_weight = "50000".parse().ok();
        }),
        ("loss", "weight_unit") => (flat_sale, |l| {
            l.order.lines[0].details.weight_unit = WeightUnit::Kg;
        }),
        ("loss", "buy_price") => (as_is, |l| {
            l.order.lines[0].details.buy_price = "2".parse().ok()
        }),
        ("loss", "buy_basis") => (
            |l| {
                l.order.lines[0].details.buy_price = "100".parse().ok();
                l.order.lines[0].details.buy_basis = Some(PriceBasis::PerCwt);
            },
            |l| l.order.lines[0].details.buy_basis = Some(PriceBasis::PerLb),
        ),
        ("loss", "sell_price") => (as_is, |l| {
            l.order.lines[0].details.sell_price = "0.5".parse().ok()
        }),
        ("loss", "sell_basis") => (as_is, |l| {
            l.order.lines[0].details.sell_basis = Some(PriceBasis::PerCwt);
        }),
        ("credit", "ordered_units") => (
            |l| {
                l.order.lines[0].details.sell_price = "2200".parse().ok();
                l.order.lines[0].details.sell_basis = Some(PriceBasis::PerCase);
            },
            |l| l.order.lines[0].details.ordered_units = Some(21),
        ),
        ("credit", "ordered_weight") => (as_is, |l| {
            l.order.lines[0].details.ordered_weight = "40001".parse().ok();
        }),
        ("credit", "weight_unit") => (as_is, |l| {
            l.order.lines[0].details.weight_unit = WeightUnit::Kg;
        }),
        ("credit", "sell_price") => (as_is, |l| {
            l.order.lines[0].details.sell_price = "1.2".parse().ok()
        }),
        ("credit", "sell_basis") => (
            |l| {
                l.order.lines[0].details.sell_price = "110".parse().ok();
                l.order.lines[0].details.sell_basis = Some(PriceBasis::PerCwt);
            },
            |l| l.order.lines[0].details.sell_basis = Some(PriceBasis::PerLb),
        ),
        _ => return None,
    })
}

/// Changes that lower the margin without making a loss, from 0.0975 per lb at most; the floor is 0.0950.
fn below_floor(field: &str) -> Option<(Set, Set)> {
    let as_is: Set = |l| floor(l, "0.0950");
    Some(match field {
        "freight_cost" => (as_is, |l| l.order.details.freight_cost = "300".parse().ok()),
        "costs" => (as_is, |l| l.order.costs.push(cost("200"))),
        "logistics_scenario" => (
            |l| {
                floor(l, "0.0950");
                l.order.details.logistics_scenario = LogisticsScenario::SupplierDelivery;
                l.order.details.freight_cost = "300".parse().ok();
            },
            |l| l.order.details.logistics_scenario = LogisticsScenario::WePickup,
        ),
        "ordered_units" => (
            |l| {
                floor(l, "0.0950");
                flat_sale(l);
                l.order.lines[0].details.buy_price = "1980".parse().ok();
                l.order.lines[0].details.buy_basis = Some(PriceBasis::PerCase);
            },
            |l| l.order.lines[0].details.ordered_units = Some(21),
        ),
        "ordered_weight" => (
            |l| {
                floor(l, "0.0950");
                flat_sale(l);
            },
            |l| l.order.lines[0].details.ordered_weight = "40500".parse().ok(),
        ),
        "weight_unit" => (
            |l| {
                floor(l, "0.0950");
                flat_sale(l);
                l.order.lines[0].details.buy_price = "40000".parse().ok();
                l.order.lines[0].details.buy_basis = Some(PriceBasis::PerLoad);
            },
            |l| l.order.lines[0].details.weight_unit = WeightUnit::Kg,
        ),
        "buy_price" => (as_is, |l| {
            l.order.lines[0].details.buy_price = "1.01".parse().ok();
        }),
        "buy_basis" => (
            |l| {
                floor(l, "0.8");
                l.order.lines[0].details.buy_price = "0.4".parse().ok();
                l.order.lines[0].details.buy_basis = Some(PriceBasis::PerKg);
            },
            |l| l.order.lines[0].details.buy_basis = Some(PriceBasis::PerLb),
        ),
        "sell_price" => (as_is, |l| {
            l.order.lines[0].details.sell_price = "1.09".parse().ok();
        }),
        "sell_basis" => (
            |l| {
                floor(l, "0.5");
                l.order.lines[0].details.buy_price = "0.1".parse().ok();
            },
            |l| l.order.lines[0].details.sell_basis = Some(PriceBasis::PerKg),
        ),
        _ => return None,
    })
}

fn floor(l: &mut Load, per_lb: &str) {
    l.facts.margin_floor.per_lb = per_lb.parse().ok();
}

fn cost(amount: &str) -> OrderCost {
    OrderCost::of(CostDraft {
        rate: amount.parse().ok(),
        ..CostDraft::default()
    })
}

fn net(l: &mut Load) {
    l.order.lines[0].details.weight_basis = WeightBasis::Net;
    l.facts.credit.limit = None;
}

fn flat_sale(l: &mut Load) {
    l.order.lines[0].details.sell_price = "44000".parse().ok();
    l.order.lines[0].details.sell_basis = Some(PriceBasis::PerLoad);
}
