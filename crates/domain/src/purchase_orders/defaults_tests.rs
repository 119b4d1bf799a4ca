//! Tests of the defaults of an order.

use super::*;

fn line(id: i64, plant: i64, customer: Option<i64>, contact: Option<i64>) -> SupplyLineFacts {
    SupplyLineFacts {
        id: Id::new(id),
        supplier_id: Some(Id::new(3)),
        customer_id: customer.map(Id::new),
        plant_id: Some(Id::new(plant)),
        contact_id: contact.map(Id::new),
    }
}

fn contact(id: i64, is_primary: bool) -> ContactFacts {
    let id = Id::new(id);
    ContactFacts { id, is_primary }
}

fn facts() -> DefaultFacts {
    DefaultFacts {
        supplier: Some(SupplierFacts {
            payment_terms: Some("net_7".to_owned()),
            delivery_profile: Some(DeliveryProfile::DoesNotDeliver),
        }),
        supply_lines: vec![line(1, 10, None, None), line(2, 11, Some(5), Some(21))],
        supplier_contacts: vec![contact(20, true), contact(21, false)],
        customer_locations: vec![Id::new(30)],
        carriers: vec![Id::new(40)],
        ..DefaultFacts::default()
    }
}

fn new_order() -> (OrderHeader, OrderDefaults) {
    let header = OrderHeader {
        customer_id: Some(Id::new(5)),
        ..OrderHeader::default()
    };
    let filled = OrderDefaults {
        logistics_scenario: Some(header.logistics_scenario),
        ..OrderDefaults::default()
    };
    (header, filled)
}

#[test]
fn what_was_typed_or_cleared_stays() {
    let after = |mut field: Option<u8>, mut filled: Option<u8>, wanted| {
        fill(false, &mut field, &mut filled, wanted);
        field
    };
    assert_eq!(after(None, None, Some(1)), Some(1));
    assert_eq!(after(Some(2), None, Some(1)), Some(2), "typed");
    assert_eq!(
        after(Some(1), Some(1), Some(2)),
        Some(2),
        "another follows now"
    );
    assert_eq!(after(Some(1), Some(1), None), None, "nothing follows now");
    assert_eq!(after(None, Some(1), Some(1)), None, "cleared");
    assert_eq!(
        after(None, Some(1), Some(2)),
        Some(2),
        "cleared, and another follows"
    );
    assert_eq!(after(Some(2), Some(1), Some(3)), Some(2), "changed");
}

#[test]
fn a_supply_line_brings_its_plant_and_its_contact() {
    let (mut header, mut filled) = new_order();
    header.fill_defaults(&facts(), &mut filled);
    let wanted = OrderDefaults {
        supplier_terms: Some("net_7".to_owned()),
        customer_terms: None,
        logistics_scenario: Some(LogisticsScenario::WePickup),
        mapping_id: Some(Id::new(2)),
        ship_from_plant_id: Some(Id::new(11)),
        supplier_contact_id: Some(Id::new(21)),
        customer_contact_id: None,
        ship_to_location_id: Some(Id::new(30)),
        carrier_id: Some(Id::new(40)),
        given: BTreeSet::new(),
    };
    assert_eq!(filled, wanted);
    assert_eq!(header.mapping_id, wanted.mapping_id);
    assert_eq!(header.carrier_id, wanted.carrier_id);
    let again = header.clone();
    header.fill_defaults(&facts(), &mut filled);
    assert_eq!(header, again, "a second time changes nothing");
}

#[test]
fn a_default_goes_with_what_it_follows_from() {
    let (mut header, mut filled) = new_order();
    header.fill_defaults(&facts(), &mut filled);
    let picked_up = DefaultFacts {
        customer: Some(CustomerFacts {
            payment_terms: None,
            picks_up_loads: true,
        }),
        ..facts()
    };
    header.fill_defaults(&picked_up, &mut filled);
    assert_eq!(header.logistics_scenario, LogisticsScenario::CustomerPickup);
    assert_eq!(header.carrier_id, None);
    header.logistics_scenario = LogisticsScenario::SupplierDelivery;
    header.ship_to_plant_id = Some(Id::new(12));
    header.fill_defaults(&picked_up, &mut filled);
    let chosen = LogisticsScenario::SupplierDelivery;
    assert_eq!(header.logistics_scenario, chosen, "chosen by hand");
    assert_eq!(header.ship_to_location_id, None, "it goes to a plant");
}

#[test]
fn the_line_of_the_customer_comes_before_that_for_any() {
    let lines = facts().supply_lines;
    let found = |lines: &[SupplyLineFacts], customer: Option<i64>| {
        line_for(lines, customer.map(Id::new)).map(|line| line.id.get())
    };
    assert_eq!(found(&lines, Some(5)), Some(2));
    assert_eq!(found(&lines, Some(6)), Some(1));
    assert_eq!(found(&lines, None), Some(1));
    let two = [
        line(2, 11, Some(5), None),
        line(3, 11, Some(5), None),
        line(1, 10, None, None),
    ];
    assert_eq!(found(&two, Some(5)), None, "two to choose from");
}

#[test]
fn a_supply_line_names_the_parties_of_an_order_without() {
    let line = line(2, 11, Some(5), None);
    let mut header = OrderHeader::default();
    header.take_parties_of(&line);
    assert_eq!(
        (header.supplier_id, header.customer_id),
        (line.supplier_id, line.customer_id)
    );
    let mut stock = OrderHeader {
        supplier_id: Some(Id::new(4)),
        for_stock: true,
        ..OrderHeader::default()
    };
    stock.take_parties_of(&line);
    assert_eq!(
        (stock.supplier_id, stock.customer_id),
        (Some(Id::new(4)), None)
    );
}

#[test]
fn given_fields_stay_even_blank() {
    let (mut header, _) = new_order();
    let given = ["mapping_id", "carrier_id"].map(str::to_owned);
    let mut filled = OrderDefaults::of_new(&header, given.into());
    header.fill_defaults(&facts(), &mut filled);
    assert_eq!(header.mapping_id, None);
    assert_eq!(header.ship_from_plant_id, None, "it follows from the line");
    assert_eq!(header.carrier_id, None);
    assert_eq!(
        header.supplier_contact_id,
        Some(Id::new(20)),
        "the primary one"
    );
    assert_eq!(header.logistics_scenario, LogisticsScenario::WePickup);
    let mut filled = OrderDefaults::of_new(&header, ["logistics_scenario".to_owned()].into());
    header.logistics_scenario = LogisticsScenario::SupplierDelivery;
    header.fill_defaults(&facts(), &mut filled);
    let chosen = LogisticsScenario::SupplierDelivery;
    assert_eq!(header.logistics_scenario, chosen);
}
