//! Amounts and sums against a separate model with rational numbers (`trade.md` 3.1): one rounding per line, half away from
//! zero, and totals are sums of rounded lines.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use crate::support::reply::contains;
use crate::support::samples::{links, merged, order};
use crate::support::{App, World, on_both_databases, random};

on_both_databases!(
    random_orders_add_up,
    the_trade_examples_add_up,
    a_side_without_price_leaves_no_margin
);

/// Conversion factor scaled by 10^8: the pound is exactly 0.45359237 kg.
const KG: i128 = 45_359_237;
const LB: i128 = 100_000_000;

/// An exact fraction.
#[derive(Debug, Clone, Copy)]
struct Ratio(i128, i128);

impl Ratio {
    fn times(self, other: Self) -> Self {
        Self(self.0 * other.0, self.1 * other.1)
    }

    /// The nearest whole number of 10^-`decimals`, ties away from zero.
    fn rounded(self, decimals: u32) -> i128 {
        let (dividend, divisor) = (self.0 * 10_i128.pow(decimals), self.1);
        let doubled = 2 * dividend.abs() + divisor;
        let size = doubled / (2 * divisor);
        if dividend < 0 { -size } else { size }
    }
}

/// A line of the model, with numbers in their smallest units.
#[derive(Debug, Clone)]
struct Line {
    ordered: i128,
    actual: Option<i128>,
    units: i128,
    kg: bool,
    buy: (i128, &'static str),
    sell: Option<(i128, &'static str)>,
}

impl Line {
    fn weight(&self) -> Ratio {
        Ratio(self.actual.unwrap_or(self.ordered), 100)
    }

    fn in_lb(&self, hundredths: i128) -> i128 {
        let factor = if self.kg { Ratio(LB, KG) } else { Ratio(1, 1) };
        Ratio(hundredths, 100).times(factor).rounded(2)
    }

    fn amount(&self, (price, basis): (i128, &'static str)) -> i128 {
        let price = Ratio(price, 10_000);
        let quantity = match (basis, self.kg) {
            ("per_lb", false) | ("per_kg", true) => self.weight(),
            ("per_lb", true) => self.weight().times(Ratio(LB, KG)),
            ("per_kg", false) => self.weight().times(Ratio(KG, LB)),
            ("per_cwt", false) => self.weight().times(Ratio(1, 100)),
            ("per_cwt", true) => self.weight().times(Ratio(LB, KG * 100)),
            ("per_case", _) => Ratio(self.units, 1),
            _ => Ratio(1, 1),
        };
        quantity.times(price).rounded(2)
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "description": "Trim", "ordered_weight": shown(self.ordered, 2), "ordered_units": self.units.to_string().parse::<i64>().ok(),
            "weight_unit": if self.kg { "kg" } else { "lb" }, "buy_price": shown(self.buy.0, 4), "buy_basis": self.buy.1,
            "zero_price_reason": "a sample",
        });
        if let Some((price, basis)) = self.sell {
            body["sell_price"] = json!(shown(price, 4));
            body["sell_basis"] = json!(basis);
        }
        body
    }
}

/// Formats a whole number of 10^-`decimals` as a plain decimal.
fn shown(value: i128, decimals: u32) -> String {
    let unit = 10_i128.pow(decimals);
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::try_from(decimals).unwrap_or_default();
    format!(
        "{sign}{}.{:0width$}",
        value.abs() / unit,
        value.abs() % unit
    )
}

/// The expected fields of the order.
fn expected(lines: &[Line], freight: i128) -> Value {
    let each: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "buy_amount": shown(line.amount(line.buy), 2), "sell_amount": line.sell.map(|sell| shown(line.amount(sell), 2)),
                "ordered_weight_lb": shown(line.in_lb(line.ordered), 2),
                "actual_weight_lb": line.actual.map(|actual| shown(line.in_lb(actual), 2)), "is_estimated": line.actual.is_none(),
            })
        })
        .collect();
    let weight: i128 = lines
        .iter()
        .map(|line| line.in_lb(line.actual.unwrap_or(line.ordered)))
        .sum();
    let buy: i128 = lines.iter().map(|line| line.amount(line.buy)).sum();
    let sell: Option<i128> = lines
        .iter()
        .map(|line| line.sell.map(|sell| line.amount(sell)))
        .sum();
    let margin = sell.map(|sell| sell - buy - freight);
    json!({
        "lines": each, "weight_lb": shown(weight, 2), "buy_total": shown(buy, 2), "sell_total": sell.map(|sell| shown(sell, 2)),
        "margin": margin.map(|margin| shown(margin, 2)), "margin_per_lb": margin.map(|margin| shown(Ratio(margin, weight).rounded(4), 4)),
        "ordered_weight_lb": shown(lines.iter().map(|line| line.in_lb(line.ordered)).sum(), 2),
        "is_estimated": lines.iter().any(|line| line.actual.is_none()), "is_overweight": weight > 4_250_000,
    })
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let basis =
        || prop::sample::select(vec!["per_lb", "per_cwt", "per_kg", "per_case", "per_load"]);
    let line = (
        1_i128..6_000_000,
        prop::option::of(1_i128..6_000_000),
        0_i128..2_000,
        any::<bool>(),
        (0_i128..5_000_000, basis()),
        prop::option::weighted(0.8, (0_i128..5_000_000, basis())),
    );
    let line = line.prop_map(|(ordered, actual, units, kg, buy, sell)| Line {
        ordered,
        actual,
        units,
        kg,
        buy,
        sell,
    });
    prop::collection::vec(line, 1..7)
}

async fn random_orders_add_up(app: &mut App) {
    let mut world = World::new(app).await;
    links(&mut world).await;
    let mut runner = random::runner();
    for round in 0..25 {
        let lines = lines().new_tree(&mut runner).expect("lines").current();
        let freight: i128 = round * 12_345 % 300_000;
        let mut body = order(&world);
        let picked = json!({"product_id": world.product});
        let drafts = lines
            .iter()
            .map(|line| merged(picked.clone(), &line.body()));
        body["lines"] = drafts.collect();
        body["logistics_scenario"] = json!("we_pickup");
        body["freight_cost"] = json!(shown(freight, 2));
        body["carrier_id"] = world.links["carrier_id"].clone();
        body["release_format"] = json!("carrier_release");
        body["carrier_release_number"] = json!("R-1");
        body["pickup_appointment"] = json!({"method": "first_come_first_serve"});
        let unweighed: Vec<Line> = lines
            .iter()
            .map(|line| Line {
                actual: None,
                ..line.clone()
            })
            .collect();
        let mut order = world.broker.create("/purchase-orders", &body).await;
        contains(
            &order.json(),
            &expected(&unweighed, freight),
            &format!("{lines:?}"),
        );
        let day = super::today(&order);
        let steps = [
            ("issue", json!({"accept_negative_margin": true})),
            ("confirm", json!({})),
            ("ship", json!({"shipped_on": day})),
        ];
        for (action, body) in steps {
            order = world.broker.act(&order, action, &body).await.expect(200);
        }
        let answered = order.json();
        let ids = answered["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| &line["id"]);
        let weighed: Vec<Value> = ids
            .zip(&lines)
            .filter_map(|(id, line)| Some(json!({"id": id, "actual_weight": shown(line.actual?, 2), "weight_source": "scale_ticket"})))
            .collect();
        if !weighed.is_empty() {
            order = world
                .broker
                .act(
                    &order,
                    "weigh",
                    &json!({"accept_variance": true, "lines": weighed}),
                )
                .await
                .expect(200);
        }
        contains(
            &order.json(),
            &expected(&lines, freight),
            &format!("{lines:?}"),
        );
        let rows = world
            .broker
            .query(
                "/purchase-orders",
                &[("q", order.json()["number"].as_str().unwrap_or_default())],
            )
            .await
            .json();
        for sum in [
            "buy_total",
            "sell_total",
            "margin",
            "margin_per_lb",
            "weight_lb",
            "is_estimated",
            "is_overweight",
        ] {
            assert_eq!(rows["items"][0][sum], order.json()[sum], "{sum} in the row");
        }
    }
}

async fn the_trade_examples_add_up(app: &mut App) {
    let world = World::new(app).await;
    let priced = |weight: &str, unit: &str, price: &str, basis: &str| json!({"description": "Trim", "ordered_weight": weight, "weight_unit": unit, "buy_price": price, "buy_basis": basis, "ordered_units": 3});
    let cases = [
        (
            priced("40127.50", "lb", "122.75", "per_cwt"),
            "49256.51",
            "1.2275",
            "40127.50",
        ),
        (
            priced("18143.69", "kg", "2.71", "per_kg"),
            "49169.40",
            "1.2292",
            "39999.99",
        ),
        (
            priced("13388.25", "lb", "9.45", "per_kg"),
            "57388.04",
            "4.2864",
            "13388.25",
        ),
        (
            priced("100.00", "lb", "250.57", "per_cwt"),
            "250.57",
            "2.5057",
            "100.00",
        ),
        (
            priced("1.00", "lb", "0.0050", "per_lb"),
            "0.01",
            "0.0050",
            "1.00",
        ),
        (
            priced("1.00", "lb", "0.0049", "per_lb"),
            "0.00",
            "0.0049",
            "1.00",
        ),
        (
            priced("60.00", "lb", "33.3333", "per_case"),
            "100.00",
            "1.6667",
            "60.00",
        ),
        (
            priced("400.00", "lb", "1980.005", "per_load"),
            "1980.01",
            "4.9500",
            "400.00",
        ),
    ];
    for (line, amount, per_lb, weight) in cases {
        let body = json!({"supplier_id": world.supplier, "lines": [line]});
        let made = world.broker.create("/purchase-orders", &body).await.json();
        let wanted = json!({"buy_amount": amount, "buy_price_per_lb": per_lb, "ordered_weight_lb": weight, "sell_amount": null});
        contains(&made["lines"][0], &wanted, &line.to_string());
        assert_eq!(made["buy_total"], amount, "{line}");
    }
}

async fn a_side_without_price_leaves_no_margin(app: &mut App) {
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"][0]["sell_price"] = Value::Null;
    body["lines"][0]["sell_basis"] = Value::Null;
    let made = world.broker.create("/purchase-orders", &body).await.json();
    contains(
        &made,
        &json!({"buy_total": "49100.00", "sell_total": null, "margin": null, "margin_per_lb": null}),
        "",
    );
    // Freight counts only if we arrange the truck.
    for (scenario, margin) in [
        ("we_pickup", "1520.00"),
        ("supplier_delivery", "3500.00"),
        ("customer_pickup", "3500.00"),
    ] {
        let mut body = order(&world);
        body["logistics_scenario"] = json!(scenario);
        body["freight_cost"] = json!("1980.00");
        assert_eq!(
            world.broker.create("/purchase-orders", &body).await.json()["margin"],
            margin,
            "{scenario}"
        );
    }
    let huge = json!({"description": "Huge", "ordered_weight": "999999999.00", "buy_price": "999999999.0000", "buy_basis": "per_lb"});
    let reply = world
        .broker
        .post(
            "/purchase-orders",
            &json!({"supplier_id": world.supplier, "lines": [huge]}),
        )
        .await;
    let refused = reply.problem(422, "validation_failed");
    let pointer = refused.errors[0].pointer.as_deref();
    assert_eq!(pointer, Some("/lines/0/buy_price"));
}
