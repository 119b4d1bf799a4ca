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

/// The own code of a record, shown beside its name.
pub(super) const CODE: FieldSpec = FieldSpec::new("code", "Code", Kind::Line).form_only();
/// The name of a company.
pub(super) const COMPANY_NAME: FieldSpec = FieldSpec::new("name", "Name", Kind::Line)
    .help("Legal name, as on documents")
    .full_width();
/// The kind of a plant, or of a supplier's plants.
pub(super) const PLANT_KIND: FieldSpec = FieldSpec::new("kind", "Kind", Kind::Code("plant_kind"));
/// Kinds of animals.
pub(super) const SPECIES: FieldSpec = FieldSpec::new("species", "Species", Kind::Codes("species"));
/// Edible goods or not.
pub(super) const EDIBILITY: FieldSpec =
    FieldSpec::new("edibility", "Edibility", Kind::Code("edibility"));
/// How a dock is booked.
pub(super) const APPOINTMENT_METHOD: FieldSpec = FieldSpec::new(
    "appointment_method",
    "Appointments by",
    Kind::Code("appointment_method"),
);
/// Payment terms.
pub(super) const PAYMENT_TERMS: FieldSpec = FieldSpec::new(
    "payment_terms",
    "Payment terms",
    Kind::Code("payment_terms"),
);
/// How payments are made.
pub(super) const PAYMENT_METHOD: FieldSpec = FieldSpec::new(
    "payment_method",
    "Payment method",
    Kind::Code("payment_method"),
);
/// Credit limit.
pub(super) const CREDIT_LIMIT: FieldSpec =
    FieldSpec::new("credit_limit", "Credit limit", Kind::Money).on_page("Credit limit, $");
/// Credit band.
pub(super) const CREDIT_BAND: FieldSpec =
    FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band"));
/// When the credit application was sent.
pub(super) const APPLICATION_SENT: FieldSpec =
    FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day);
/// When it was approved.
pub(super) const APPLICATION_APPROVED: FieldSpec = FieldSpec::new(
    "credit_application_approved_on",
    "Application approved",
    Kind::Day,
)
.on_page("Approved");

/// City and state as a column.
pub(super) const TOWN_COLUMN: Column = Column::new("town", "City", Kind::Town);
/// The phone as a column.
pub(super) const PHONE_COLUMN: Column = Column::new("phone", "Phone", Kind::Phone);
/// Payment terms as a column.
pub(super) const TERMS_COLUMN: Column = Column::of(PAYMENT_TERMS).head("Terms");
/// Open orders as a column.
pub(super) const OPEN_ORDERS_COLUMN: Column =
    Column::new("open_order_count", "Open orders", Kind::Count).card(OnCard::Far);

/// The filter on payment terms.
pub(super) const TERMS_FILTER: FilterSpec =
    FilterSpec::of(PAYMENT_TERMS).called("Terms").or_blank();
/// The filter on the state of the address.
pub(super) const STATE_FILTER: FilterSpec =
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")).or_blank();
/// The filter on the country of the address.
pub(super) const COUNTRY_FILTER: FilterSpec =
    FilterSpec::new("country", "Country", FilterKind::Codes("country")).or_blank();
/// The filter on a supplier.
pub(super) const SUPPLIER_FILTER: FilterSpec =
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers"));
/// The filter on a customer.
pub(super) const CUSTOMER_FILTER: FilterSpec =
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers"));
/// The filter on the owner.
pub(super) const OWNER_FILTER: FilterSpec =
    FilterSpec::new("owner_id", "Owner", FilterKind::Record("/users"));
/// Active, archived or both.
pub(super) const ARCHIVED: FilterSpec =
    FilterSpec::new("archived", "Archived", FilterKind::Archived);

/// The name column of a list.
pub(super) const fn name_column(label: &'static str) -> Column {
    Column::new("name", label, Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Head)
}

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
