//! What the pages of suppliers and customers share: address fields, the orders of one party.

mod orders;

pub use orders::{order_standing, orders_block, orders_tab};

use crate::records::Loaded;
use crate::ui::spec::{FieldGroup, FieldSpec, Kind};

/// Where a party is and how it is reached.
pub const ADDRESS: FieldGroup = FieldGroup {
    title: "Address",
    about: "Where they are and how to reach them.",
    fields: &[
        FieldSpec::new("address_line1", "Street", Kind::Line).whole(),
        FieldSpec::new("address_line2", "Suite, dock, building", Kind::Line),
        FieldSpec::new("city", "City", Kind::Line),
        FieldSpec::new("state", "State", Kind::State),
        FieldSpec::new("postal_code", "Postal code", Kind::Line),
        FieldSpec::new("country", "Country", Kind::Code("country")),
        FieldSpec::new("phone", "Phone", Kind::Phone),
        FieldSpec::new("email", "E-mail", Kind::Email),
    ],
};

/// Phone and e-mail, for the side column.
pub const REACH: &[FieldSpec] = &[
    FieldSpec::new("phone", "Phone", Kind::Phone),
    FieldSpec::new("email", "E-mail", Kind::Email),
];

/// The address in lines.
pub fn address_lines(loaded: &Loaded) -> Vec<String> {
    let town = [
        loaded.text("city"),
        loaded.text("state"),
        loaded.text("postal_code"),
    ];
    let town = town
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let country = Some(loaded.text("country"))
        .filter(|country| *country != "USA")
        .unwrap_or_default();
    [
        loaded.text("address_line1"),
        loaded.text("address_line2"),
        town.as_str(),
        country,
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .map(str::to_owned)
    .collect()
}

/// `Omaha NE, owner Lee Castell`.
pub fn whereabouts(loaded: &Loaded) -> String {
    let town = [loaded.text("city"), loaded.text("state")];
    let town = town
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let owner = format!("owner {}", loaded.text("owner_name"));
    if town.is_empty() {
        owner
    } else {
        format!("{town}, {owner}")
    }
}
