//! Valid bodies of receivables.

use domain::receivables::Receivable;
use serde_json::{Value, json};

use super::samples::{Sample, Unique, World, order};

impl Sample for Receivable {
    const NAME: &'static str = "number";
    const NAME_MAX: usize = 50;
    const UNIQUE: Option<Unique> = Some(Unique {
        field: "number",
        loosely: true,
        for_ever: true,
    });
    const NEEDED: &'static [&'static str] = &["/customer_id", "/lines"];
    const VARIES: &'static [&'static str] = &["customer_id", "invoice_date", "due_date"];
    const SET: Option<(&'static str, [&'static str; 4])> = None;
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "status";

    async fn setup(world: &mut World) {
        let made = world.broker.create("/purchase-orders", &order(world)).await;
        world.order = made.id();
    }

    fn sorted(n: u32) -> Value {
        json!({
            "invoice_date": format!("2026-02-{:02}", 20 - n), "due_date": format!("2026-03-{:02}", 9 + n),
            "freight_amount": format!("{n}.00"),
        })
    }

    async fn apart(world: &World) -> Value {
        let other = json!({"name": "Apart from the world"});
        let other = world.broker.create("/customers", &other).await.id();
        json!({"customer_id": other, "purchase_order_id": null})
    }

    fn minimal(world: &World, n: u32) -> Value {
        json!({
            "number": format!("R-{n:03}"), "customer_id": world.customer, "due_date": "2999-12-31",
            "lines": [{"description": "Trim", "amount": "100.00"}],
        })
    }

    fn full(world: &World, n: u32) -> Value {
        json!({
            "number": format!("BILL-{n:03}"), "kind": "invoice", "customer_id": world.customer,
            "purchase_order_id": world.order, "invoice_date": "2026-03-08", "payment_terms": "net_15",
            "due_date": "2026-03-20", "due_date_reason": "agreed by phone", "customer_po_number": "CP-0041",
            "corrects_id": null, "credit_reason": null,
            "freight_amount": "300.00", "tax_amount": "1.00", "opening_amount": null, "notes": "second reminder",
            "owner_id": world.broker.id().get(),
            "lines": [
                {
                    "po_line_id": null, "description": "Trim 85's - Tested", "units": 20, "weight": "40218.50",
                    "weight_unit": "lb", "price": "3.4750", "basis": "per_lb", "computed_amount": "139759.29",
                    "amount": "139759.30", "difference": "0.01", "amount_reason": "rounded up",
                },
                {
                    "po_line_id": null, "description": "Pallets", "units": null, "weight": null, "weight_unit": "kg",
                    "price": null, "basis": null, "computed_amount": null, "amount": "12.34", "difference": null, "amount_reason": null,
                },
            ],
        })
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "customer_id": "12", "kind": "gift", "invoice_date": 20_260_308, "freight_amount": 12.5, "status": "issued",
            "balance": "1.00", "lines": [
                {"description": 7, "weight": "12.345", "basis": "per_stone", "colour": 5},
                "a line",
            ],
        });
        (
            body,
            &[
                ("/customer_id", "invalid_id"),
                ("/kind", "unknown_code"),
                ("/invoice_date", "wrong_type"),
                ("/freight_amount", "expected_decimal_string"),
                ("/status", "read_only"),
                ("/balance", "read_only"),
                ("/lines/0/description", "wrong_type"),
                ("/lines/0/weight", "too_many_decimals"),
                ("/lines/0/basis", "unknown_code"),
                ("/lines/0/colour", "unknown_field"),
                ("/lines/1", "wrong_type"),
            ],
        )
    }
}
