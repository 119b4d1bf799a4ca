//! Examples of the ledger and of claims: payments, postings, aging, statements, claims. They tell one story: a customer pays an invoice short.

use serde_json::{Value, json};

use super::examples::{EARLIER, LATER};

/// Body of an operation.
pub(super) fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "create_payment" => json!({
            "customer_id": 1, "received_on": "2026-03-20", "method": "check", "reference": "1048", "amount": "25000.00",
        }),
        "allocate_payment" | "allocate_receivable" => {
            json!({"allocations": [{"receivable_id": 23, "amount": "25000.00"}]})
        }
        "pay_receivable" => json!({"amount": "25000.00", "method": "check", "reference": "1048"}),
        "refund_payment" | "refund_receivable" => {
            json!({"amount": "50.00", "reason": "paid twice"})
        }
        "void_payment" => json!({"reason": "check returned unpaid"}),
        "write_off_receivable" => json!({"amount": "15.00", "reason": "wire fee"}),
        "open_claims" => json!({
            "kind": "shortage", "happened_on": "2026-03-06", "description": "500 lb short on combo 14", "claims": [
                {"party": "customer", "claimed": "1737.50"}, {"party": "supplier", "claimed": "1692.50"},
            ],
        }),
        "approve_claim" => json!({"approved": "1600.00"}),
        "settle_claim" => json!({"settled": "1600.00", "document": "scale ticket 7741"}),
        "deny_claim" => json!({"reason": "seal intact, no exception on the POD"}),
        "cancel_claim" => json!({"reason": "missing combo found at the dock"}),
        "reverse_posting" => json!({"reason": "applied to the wrong invoice"}),
        _ => return None,
    })
}

/// An order on a board.
fn board_order() -> Value {
    json!({
        "id": 12, "number": "PO-2026-0012", "status": "issued", "supplier_name": "Brindlemoor Beef Packing",
        "customer_name": "Wexcombe Grinding Company", "pickup_date": "2026-03-04", "delivery_date": "2026-03-06",
        "weight_lb": "40127.50", "owner_name": "Lee Castell",
    })
}

/// A row of a report.
fn report_row(key: &str, label: &str) -> Value {
    json!({
        "key": key, "label": label, "across_key": null, "across_label": null, "orders": 16, "weight_lb": "640380.50",
        "sell_total": "1651240.10", "buy_total": "1602118.44", "costs": "8420.00", "margin": "40701.66", "margin_per_lb": "0.0636",
        "previous": null,
    })
}

/// Response of a schema.
pub(super) fn answer(schema: &str) -> Option<Value> {
    Some(match schema {
        "OrderReport" => json!({
            "from": "2026-01-01", "to": "2026-03-31", "previous_from": "2025-10-03", "previous_to": "2025-12-31", "by": "customer",
            "across": null, "totals": report_row("", ""), "rows": [report_row("1", "Wexcombe Grinding Company")], "has_more": false,
        }),
        "LoadBoard" => json!({
            "from": "2026-03-02", "to": "2026-03-15", "has_more": false, "loads": [{
                "end": "delivery", "day": "2026-03-06", "at": "2026-03-06T16:00:00Z", "time_zone": "America/Chicago",
                "is_first_come": false, "needs_appointment": false, "is_done": false, "is_late": false, "dock": "Receiving dock",
                "carrier_name": "Northquill Refrigerated Lines", "order": board_order(),
            }],
        }),
        "Worklist" => json!({"kind": "to_confirm", "orders": [board_order()], "has_more": false}),
        "Home" => json!({
            "today": "2026-03-31", "waiting": [{"kind": "drafts", "count": 2}, {"kind": "to_invoice", "count": 1}],
            "months": [report_row("2026-03", "2026-03")],
            "receivables": {
                "current": "51000.00", "d1_30": "29592.50", "d31_60": "0.00", "d61_90": "0.00", "d90_plus": "0.00", "credits": "0.00",
                "unapplied": "0.00", "total": "80592.50",
            },
            "top_customers": [report_row("1", "Wexcombe Grinding Company")],
            "top_suppliers": [report_row("12", "Brindlemoor Beef Packing")],
        }),
        "Payment" => {
            let mut payment = json!({
                "allocations": [{
                    "receivable_id": 23, "receivable_number": "INV-2026-0007", "amount": "25000.00", "discount": "0.00",
                }],
                "notes": null, "currency": "USD", "allowed_actions": ["void"], "applied": "25000.00", "refunded": "0.00",
                "void_reason": null, "created_by": 3, "created_by_name": "Lee Castell", "updated_by": 3,
                "updated_by_name": "Lee Castell", "archived_by": null,
            });
            merge(&mut payment, row());
            payment
        }
        "Page_PaymentSummary" => page(row()),
        "Claim" => claim(),
        "Page_ClaimSummary" => page(claim_row()),
        "OpenedClaims" => json!({"items": [claim()]}),
        "OrderClaims" => json!({
            "loss": "0.00", "recovered": "0.00", "net_loss": "0.00", "open_count": 1, "items": [claim_row()],
        }),
        "Posting" => posting(),
        "Page_Posting" => page(posting()),
        "Aging" => {
            let mut customer =
                json!({"customer_id": 7, "customer_name": "Wexcombe Grinding Company"});
            merge(&mut customer, sums());
            json!({
                "as_of": "2026-03-31", "basis": "due_date", "edges": [30, 60, 90], "totals": sums(), "customers": [customer],
                "has_more": false,
            })
        }
        "Statement" => json!({
            "customer_id": 7, "customer_name": "Wexcombe Grinding Company", "from": "2026-03-01", "to": "2026-03-31",
            "opening_balance": "0.00", "closing_balance": "115059.29",
            "lines": [
                {
                    "posting_id": 41, "posted_on": "2026-03-08", "kind": "issue", "receivable_id": 23, "receivable_kind": "invoice",
                    "payment_id": null, "number": "INV-2026-0007", "document_date": "2026-03-08", "due_date": "2026-03-23",
                    "reference": "CP-0041", "amount": "140059.29", "balance": "140059.29",
                },
                {
                    "posting_id": 57, "posted_on": "2026-03-20", "kind": "payment", "receivable_id": null, "receivable_kind": null,
                    "payment_id": 5, "number": "PAY-2026-0007", "document_date": "2026-03-20", "due_date": null,
                    "reference": "1048", "amount": "-25000.00", "balance": "115059.29",
                },
            ],
        }),
        _ => return None,
    })
}

fn row() -> Value {
    json!({
        "id": 5, "version": 1, "number": "PAY-2026-0007", "standing": "applied", "customer_id": 7,
        "customer_name": "Wexcombe Grinding Company", "received_on": "2026-03-20", "method": "check", "reference": "1048",
        "amount": "25000.00", "unapplied": "0.00", "archived_links": [], "owner_id": 3, "owner_name": "Lee Castell",
        "created_at": EARLIER, "updated_at": LATER, "archived_at": null,
    })
}

fn claim_row() -> Value {
    json!({
        "id": 9, "version": 1, "number": "CLM-2026-0001", "status": "pending", "party": "carrier",
        "party_name": "Northquill Refrigerated Lines", "kind": "shortage", "event_id": 4, "purchase_order_id": 41,
        "purchase_order_number": "PO-2026-0041", "happened_on": "2026-03-06", "claimed": "1737.50", "approved": null, "settled": null,
        "clock": {"ends_on": "2026-12-06", "days_left": 57, "warning": "notice"}, "archived_links": [], "owner_id": 3,
        "owner_name": "Lee Castell", "created_at": EARLIER, "updated_at": EARLIER, "archived_at": null,
    })
}

fn claim() -> Value {
    let mut claim = json!({
        "customer_id": null, "supplier_id": null, "carrier_id": 3, "currency": "USD", "allowed_actions": ["approve", "deny", "cancel"],
        "description": "500 lb short on combo 14", "customer_name": null, "supplier_name": null,
        "carrier_name": "Northquill Refrigerated Lines", "line_id": null, "line_description": null, "document": null,
        "decision_reason": null, "credit_memo_id": null, "credit_memo_number": null, "delivered_on": "2026-03-06", "created_by": 3,
        "created_by_name": "Lee Castell", "updated_by": 3, "updated_by_name": "Lee Castell", "archived_by": null,
    });
    merge(&mut claim, claim_row());
    claim
}

fn posting() -> Value {
    json!({
        "id": 58, "kind": "allocation", "customer_id": 7, "receivable_id": 23, "receivable_number": "INV-2026-0007",
        "payment_id": 5, "payment_number": "PAY-2026-0007", "credit_id": null, "credit_number": null, "amount": "25000.00",
        "posted_on": "2026-03-20", "reverses_id": null, "reversed_by_id": null, "reason": null, "created_at": EARLIER,
        "created_by": 3, "created_by_name": "Lee Castell",
    })
}

fn sums() -> Value {
    json!({
        "current": "0.00", "d1_30": "115059.29", "d31_60": "0.00", "d61_90": "0.00", "d90_plus": "0.00", "credits": "0.00",
        "unapplied": "0.00", "total": "115059.29",
    })
}

fn page(row: Value) -> Value {
    json!({"items": [row], "next_cursor": null})
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
