//! Fields that several entities share.

use domain::choices::Choices;
use domain::record::instant;

use crate::api::record_json::{Record, number, text, texts};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind, name_field};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::table::{Cell, Column, OnCard};

/// Address and contact details.
pub const ADDRESS: FieldGroup = FieldGroup {
    title: "Address",
    about: "Address, phone and e-mail.",
    fields: &[
        FieldSpec::new("address_line1", "Street", Kind::Line).full_width(),
        FieldSpec::new("address_line2", "Suite, dock, building", Kind::Line),
        FieldSpec::new("city", "City", Kind::Line),
        FieldSpec::new("state", "State", Kind::State),
        FieldSpec::new("postal_code", "Postal code", Kind::Line),
        FieldSpec::new("country", "Country", Kind::Code("country")),
        FieldSpec::new("phone", "Phone", Kind::Phone),
        FieldSpec::new("email", "E-mail", Kind::Email),
    ],
};

/// When a record was made.
pub(super) const CREATED: FilterSpec =
    FilterSpec::new("created_at", "Created", FilterKind::Moments);

/// When it was changed last.
pub(super) const CHANGED: FilterSpec =
    FilterSpec::new("updated_at", "Changed", FilterKind::Moments);

/// The creation time as a column that is hidden by default.
pub(super) const CREATED_COLUMN: Column = Column::new("created_at", "Created", Kind::Line)
    .sorts()
    .card(OnCard::Hidden)
    .extra()
    .made(|record, _| moment(record, "created_at"));

/// When it was changed last, the same way.
pub(super) const CHANGED_COLUMN: Column = Column::new("updated_at", "Changed", Kind::Line)
    .sorts()
    .card(OnCard::Hidden)
    .extra()
    .made(|record, _| moment(record, "updated_at"));

/// Whose a record is, the same way.
pub(super) const OWNER_COLUMN: Column = Column::new("owner_id", "Owner", Kind::Record("/users"))
    .card(OnCard::Hidden)
    .extra();

fn moment(record: &Record, field: &str) -> Cell {
    instant::parse(text(record, field)).map_or(Cell::Unknown, Cell::Moment)
}

/// What is for our own eyes.
pub(super) const NOTES: FieldGroup = FieldGroup {
    title: "Notes",
    about: "Internal. Never printed on documents.",
    fields: &[FieldSpec::new("notes", "Notes", Kind::Note).full_width()],
};

/// The supplier, customer or carrier of a location or a contact.
pub(super) fn parent(record: &Record, _choices: &Choices) -> Cell {
    let parents = [
        ("supplier_id", "/suppliers"),
        ("customer_id", "/customers"),
        ("carrier_id", "/carriers"),
    ];
    let found = parents
        .into_iter()
        .find_map(|(field, path)| Some((field, path, number(record, field)?)));
    let Some((field, path, id)) = found else {
        return Cell::Unknown;
    };
    let archived = texts(record, "archived_links").any(|link| link == field);
    let name = text(record, &name_field(field)).to_owned();
    Cell::Link(name, format!("{path}/{id}"), archived)
}
