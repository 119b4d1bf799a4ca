//! The fields of an order by task, for its form, history and merge.

use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind, OWNER};

/// Parties and numbers.
pub(super) const DEAL: FieldGroup = FieldGroup {
    title: "Deal",
    about: "Parties and order numbers.",
    fields: &[
        FieldSpec::new("supplier_id", "Supplier", Kind::Link("/suppliers")),
        FieldSpec::new("customer_id", "Customer", Kind::Link("/customers")),
        FieldSpec::new("for_stock", "For stock, no customer yet", Kind::Flag),
        FieldSpec::new("number", "Number", Kind::Line),
        FieldSpec::new("customer_po_number", "Customer PO number", Kind::Line),
        FieldSpec::new("deal_role", "Our role", Kind::Chosen("deal_role")),
    ],
};

/// Days.
pub(super) const DATES: FieldGroup = FieldGroup {
    title: "Dates",
    about: "Agreed dates. Actual ship and delivery dates are entered at each step.",
    fields: &[
        FieldSpec::new("order_date", "Order date", Kind::Day),
        FieldSpec::new(
            "requested_delivery_date",
            "Requested by the customer",
            Kind::Day,
        ),
        FieldSpec::new("pickup_date", "Pick-up", Kind::Day),
        FieldSpec::new("delivery_date", "Delivery", Kind::Day),
    ],
};

/// Logistics scenario and its fields.
pub(super) const LOGISTICS: FieldGroup = FieldGroup {
    title: "Logistics",
    about: "Logistics scenario, freight and appointments.",
    fields: &[
        FieldSpec::new(
            "logistics_scenario",
            "Who moves the load",
            Kind::Chosen("logistics_scenario"),
        ),
        FieldSpec::new(
            "freight_terms",
            "Freight terms",
            Kind::Code("freight_terms"),
        ),
        FieldSpec::new("freight_cost", "Freight cost", Kind::Money),
        FieldSpec::new(
            "release_format",
            "Release format",
            Kind::Code("release_format"),
        ),
        FieldSpec::new(
            "supplier_confirmation_number",
            "Supplier confirmation",
            Kind::Line,
        ),
        FieldSpec::new(
            "carrier_release_number",
            "Carrier release number",
            Kind::Line,
        ),
        FieldSpec::new("pickup_appointment", "Pick-up appointment", Kind::Line),
        FieldSpec::new("delivery_appointment", "Delivery appointment", Kind::Line),
        FieldSpec::new(
            "temperature_setpoint_f",
            "Temperature setpoint",
            Kind::Weight,
        ),
        FieldSpec::new("seal_out", "Seal out", Kind::Line),
        FieldSpec::new("seal_in", "Seal in", Kind::Line),
    ],
};

/// Pickup, delivery, carrier, contacts.
pub(super) const ROUTE: FieldGroup = FieldGroup {
    title: "Route",
    about: "Pick-up, delivery, carrier and contacts.",
    fields: &[
        FieldSpec::new(
            "mapping_id",
            "Supply line",
            Kind::Record("/supplier-plant-mappings"),
        )
        .within("supplier_id")
        .brings(&["customer_id"]),
        FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers")).first_of("supplier_id"),
        FieldSpec::new(
            "ship_from_plant_id",
            "Ship from plant",
            Kind::Record("/plants"),
        )
        .first_of("supplier_id"),
        FieldSpec::new(
            "ship_from_location_id",
            "Or ship from location",
            Kind::Record("/locations"),
        )
        .within("supplier_id"),
        FieldSpec::new(
            "ship_to_location_id",
            "Ship to location",
            Kind::Record("/locations"),
        )
        .within("customer_id"),
        FieldSpec::new(
            "ship_to_plant_id",
            "Or ship to plant",
            Kind::Record("/plants"),
        )
        .first_of("customer_id"),
        FieldSpec::new(
            "supplier_contact_id",
            "Supplier contact",
            Kind::Record("/contacts"),
        )
        .within("supplier_id"),
        FieldSpec::new(
            "customer_contact_id",
            "Customer contact",
            Kind::Record("/contacts"),
        )
        .within("customer_id"),
    ],
};

/// Costs, and the commission of an agent.
pub(super) const COSTS: FieldGroup = FieldGroup {
    title: "Costs",
    about: "Besides goods and freight. What we pay lowers the margin. An agent enters its commission here.",
    fields: &[FieldSpec::new("costs", "Costs", Kind::Rows(COST)).full_width()],
};

/// The fields of a cost.
pub(super) const COST: &[FieldSpec] = &[
    FieldSpec::new("kind", "Cost", Kind::Chosen("cost_kind")),
    FieldSpec::new("basis", "Basis", Kind::Chosen("cost_basis")),
    FieldSpec::new("rate", "Rate", Kind::Price),
    FieldSpec::new("actual_amount", "Actual, $", Kind::Money),
    FieldSpec::new("paid_by", "Paid by", Kind::Chosen("cost_payer")),
    FieldSpec::new("payee", "Paid to", Kind::Chosen("cost_payee")),
    FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers")),
    FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
    FieldSpec::new("payee_name", "Name", Kind::Line),
    FieldSpec::new("description", "Description", Kind::Line),
];

/// Terms of payment.
pub(super) const TERMS: FieldGroup = FieldGroup {
    title: "Terms",
    about: "From the supplier and customer if left blank.",
    fields: &[
        FieldSpec::new(
            "supplier_terms",
            "Supplier terms",
            Kind::Code("payment_terms"),
        ),
        FieldSpec::new(
            "customer_terms",
            "Customer terms",
            Kind::Code("payment_terms"),
        ),
    ],
};

/// Printed and internal notes.
pub(super) const NOTES: FieldGroup = FieldGroup {
    title: "Notes",
    about: "Instructions are printed on documents. Notes are not.",
    fields: &[
        FieldSpec::new("special_instructions", "Special instructions", Kind::Note).full_width(),
        FieldSpec::new("notes", "Internal notes", Kind::Note).full_width(),
    ],
};

/// What is not filled in through the form, named for history and refusals.
const REST: FieldGroup = FieldGroup {
    title: "Order",
    about: "",
    fields: &[
        FieldSpec::new("lines", "Lines", Kind::Line),
        OWNER,
        FieldSpec::new("status", "Status", Kind::Chosen("po_status")),
        FieldSpec::new("shipped_on", "Shipped", Kind::Day),
        FieldSpec::new("delivered_on", "Delivered on", Kind::Day),
        FieldSpec::new("cancel_reason", "Reason", Kind::Line),
        FieldSpec::new("unbilled_reason", "Closed without an invoice", Kind::Line),
        FieldSpec::new("weight_lb", "Weight, lb", Kind::Weight),
        FieldSpec::new("buy_total", "Buy, $", Kind::Money),
        FieldSpec::new("sell_total", "Sell, $", Kind::Money),
        FieldSpec::new("margin", "Margin, $", Kind::Money),
        FieldSpec::new("accept_negative_margin", "Loss accepted", Kind::Flag),
        FieldSpec::new("change_reason", "Reason for the change", Kind::Line),
        FieldSpec::new("margin_reason", "Reason for the margin", Kind::Line),
        FieldSpec::new("override", "Override", Kind::Line),
        FieldSpec::new(
            "overridden_rule",
            "Overridden check",
            Kind::Chosen("override_rule"),
        ),
        FieldSpec::new("accepted_negative_margin", "Accepted loss, $", Kind::Money),
    ],
};

/// All fields of an order.
pub(super) const GROUPS: &[FieldGroup] =
    &[DEAL, DATES, ROUTE, LOGISTICS, COSTS, TERMS, NOTES, REST];

/// The fields of a line.
pub(super) const LINE: &[FieldSpec] = &[
    FieldSpec::new(
        "product_id",
        "product from the list",
        Kind::Link("/products"),
    ),
    FieldSpec::new("description", "product", Kind::Line),
    FieldSpec::new("ordered_units", "units", Kind::Count),
    FieldSpec::new("ordered_weight", "ordered weight", Kind::Weight),
    FieldSpec::new("weight_unit", "unit of weight", Kind::Chosen("weight_unit")),
    FieldSpec::new("weight_basis", "weight basis", Kind::Chosen("weight_basis")),
    FieldSpec::new("buy_price", "buying price", Kind::Price),
    FieldSpec::new("buy_basis", "buying basis", Kind::Code("price_basis")),
    FieldSpec::new("zero_price_reason", "reason for zero price", Kind::Line),
    FieldSpec::new("markup", "markup", Kind::Price),
    FieldSpec::new("sell_price", "selling price", Kind::Price),
    FieldSpec::new("sell_basis", "selling basis", Kind::Code("price_basis")),
    FieldSpec::new("max_age", "freshness", Kind::Code("freshness")),
    FieldSpec::new("production_date", "production date", Kind::Day),
    FieldSpec::new("lot_number", "lot", Kind::Line),
    FieldSpec::new("test_class", "test class", Kind::Code("test_class")),
    FieldSpec::new(
        "lot_test_result",
        "test result",
        Kind::Chosen("lot_test_result"),
    ),
    FieldSpec::new(
        "country_of_origin",
        "country of origin",
        Kind::Code("country"),
    ),
    FieldSpec::new("notes", "notes", Kind::Line),
    FieldSpec::new("actual_units", "actual units", Kind::Count),
    FieldSpec::new("actual_weight", "actual weight", Kind::Weight),
    FieldSpec::new(
        "weight_source",
        "weight source",
        Kind::Code("weight_source"),
    ),
];

/// The field of a line by its name on the wire.
pub(super) fn line_spec(name: &str) -> Option<FieldSpec> {
    LINE.iter().find(|spec| spec.name == name).copied()
}

/// What a pointer of an order is called: `/lines/0/buy_price` is `Line 1 buying price`.
pub(super) fn label_of(pointer: &str) -> String {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let (first, index, field) = (steps.next(), steps.next(), steps.next());
    if let (Some("costs"), Some(index)) = (first, index) {
        let number = index.parse::<usize>().map_or(0, |index| index + 1);
        let spec = COST.iter().find(|spec| Some(spec.name) == field);
        return spec.map_or_else(
            || format!("Cost {number}"),
            |spec| format!("Cost {number} {}", spec.label.to_lowercase()),
        );
    }
    if let (Some("lines"), Some(index), field) = (first, index, field) {
        let number = index.parse::<usize>().map_or_else(
            |_no_index| index.to_owned(),
            |index| (index + 1).to_string(),
        );
        let field = field.map(|field| {
            line_spec(field).map_or_else(|| field.replace('_', " "), |spec| spec.label.to_owned())
        });
        return field.map_or_else(
            || format!("Line {number}"),
            |field| format!("Line {number} {field}"),
        );
    }
    crate::ui::field_spec::label_of_field(GROUPS, pointer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field that the published document takes has its place in the form.
    #[test]
    fn every_field_of_an_order_and_of_its_lines_stands_in_the_form() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/projectmeats.json");
        let text = std::fs::read_to_string(path).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let fields = |name: &str| {
            let schema = &document["components"]["schemas"][name]["properties"];
            schema
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        let header: Vec<&str> = GROUPS
            .iter()
            .flat_map(|group| group.fields)
            .map(|spec| spec.name)
            .collect();
        // Typed in its own dialog, when billed lines are corrected.
        let elsewhere = "correct_invoices";
        for field in fields("PurchaseOrderDraft") {
            let stands = field == elsewhere || header.contains(&field.as_str());
            assert!(stands, "{field}");
        }
        for field in fields("CostDraft") {
            let stands = COST.iter().any(|spec| spec.name == field);
            assert!(stands, "cost {field}");
        }
        for field in fields("LineDraft") {
            assert!(field == "id" || line_spec(&field).is_some(), "line {field}");
        }
    }

    #[test]
    fn pointers_are_called_by_their_words() {
        assert_eq!(label_of("/lines/0/buy_price"), "Line 1 buying price");
        assert_eq!(label_of("/lines/2"), "Line 3");
        assert_eq!(label_of("/lines"), "Lines");
        assert_eq!(label_of("/costs/1/rate"), "Cost 2 rate");
        assert_eq!(label_of("/pickup_appointment/at"), "Pick-up appointment");
    }
}
