//! Valid bodies of every kind of record: minimal and full.

use domain::choices::UserRole;
use domain::customers::Customer;
use domain::suppliers::Supplier;
use domain::{Id, Resource};
use serde_json::{Value, json};

pub(crate) use super::samples_goods::gtin;
pub(crate) use super::samples_orders::{
    full_order, line, links, order, order_between, order_of, sold,
};
use super::{Actor, App, Reply};

/// Users and records of a test: an administrator, a broker, a supplier, a customer, and what the kind of record refers to.
pub(crate) struct World {
    pub(crate) admin: Actor,
    pub(crate) broker: Actor,
    pub(crate) supplier: i64,
    pub(crate) customer: i64,
    pub(crate) customers: Vec<i64>,
    pub(crate) plants: Vec<i64>,
    pub(crate) contact: i64,
    pub(crate) order: i64,
    pub(crate) product: i64,
    /// A plant that loads ship from.
    pub(crate) plant: i64,
    /// A location of the customer that loads ship to.
    pub(crate) dock: i64,
    /// Links of an order besides its parties.
    pub(crate) links: Value,
}

impl World {
    /// Signs in, and creates a supplier, a customer, a product, and the places of origin and destination.
    pub(crate) async fn new(app: &mut App) -> Self {
        let mut world = Self::bare(app).await;
        let plant = placed(json!({"name": "World plant"}));
        world.plant = world.broker.create("/plants", &plant).await.id();
        let dock = placed(json!({"customer_id": world.customer, "name": "World dock"}));
        world.dock = world.broker.create("/locations", &dock).await.id();
        world.product = product(&world.broker).await;
        world
    }

    /// Signs in, and creates only a supplier and a customer, for tests that count other records.
    pub(crate) async fn bare(app: &mut App) -> Self {
        let (admin, broker) = (app.admin().await, app.user(UserRole::Broker).await);
        let supplier = placed(json!({"name": "World supplier"}));
        let supplier = broker.create("/suppliers", &supplier).await.id();
        let customer = placed(json!({"name": "World customer"}));
        let customer = broker.create("/customers", &customer).await.id();
        Self {
            admin,
            broker,
            supplier,
            customer,
            customers: Vec::new(),
            plants: Vec::new(),
            contact: 0,
            order: 0,
            product: 0,
            plant: 0,
            dock: 0,
            links: json!({}),
        }
    }

    /// Like [`Self::new`], with the records that a kind of record refers to.
    pub(crate) async fn of<S: Sample>(app: &mut App) -> Self {
        let mut world = Self::new(app).await;
        S::setup(&mut world).await;
        world
    }
}

/// A body with an address.
fn placed(body: Value) -> Value {
    let place = json!({"address_line1": "1 Sample Road", "city": "Barre", "state": "VT"});
    merged(body, &place)
}

/// A unique field.
#[derive(Clone, Copy)]
pub(crate) struct Unique {
    pub(crate) field: &'static str,
    /// Ignores case, spacing and width.
    pub(crate) loosely: bool,
    /// Stays in use by archived records.
    pub(crate) for_ever: bool,
}

impl Unique {
    /// Unique among active records, ignoring case.
    pub(crate) const fn among_active(field: &'static str) -> Option<Self> {
        Some(Self {
            field,
            loosely: true,
            for_ever: false,
        })
    }
}

/// The errors of an empty body.
pub(crate) fn needed<S: Sample>() -> Vec<(&'static str, &'static str)> {
    let missing = S::NEEDED.iter().map(|place| (*place, "required"));
    let open = S::ONE_OF.iter().map(|place| (*place, "exactly_one"));
    missing.chain(open).collect()
}

/// The optional fields of a draft that hold free text or a code, from the API document.
pub(crate) async fn optional_texts<S: Sample>(actor: &Actor) -> Vec<String> {
    let document = actor.call("GET", "/../openapi.json").send().await;
    let document = document.expect(200).json();
    let operation = &document["paths"][format!("/api/v1/{}", S::PATH)]["post"];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let place = schema["$ref"].as_str().expect("a schema with a name");
    let draft = document.pointer(place.trim_start_matches('#'));
    let fields = draft.and_then(|draft| draft["properties"].as_object());
    let plain = |field: &Value| {
        field["type"] == json!(["string", "null"])
            && field["format"].is_null()
            && field["pattern"].is_null()
    };
    let fields = fields.expect("fields").iter();
    let texts: Vec<String> = fields
        .filter(|(_, field)| plain(field))
        .map(|(name, _)| name.clone())
        .collect();
    assert!(!texts.is_empty(), "{} has texts", S::PATH);
    texts
}

/// A kind of record with sample bodies for the generic tests.
pub(crate) trait Sample: Resource {
    /// The text field by which a record is searched, renamed and listed.
    const NAME: &'static str;
    /// Its longest length in characters.
    const NAME_MAX: usize = 255;
    /// The unique text field, if it accepts any text.
    const UNIQUE: Option<Unique>;
    /// Required fields.
    const NEEDED: &'static [&'static str];
    /// Fields of which exactly one is required.
    const ONE_OF: &'static [&'static str] = &[];
    /// A field of several codes, with four of its codes in order.
    const SET: Option<(&'static str, [&'static str; 4])> =
        Some(("species", ["beef", "lamb", "pork", "veal"]));
    /// Fields besides the name that differ between minimal bodies, or that null does not clear.
    const VARIES: &'static [&'static str] = &[];
    /// Fields of a change that are not stored.
    const SAID: &'static [&'static str] = &[];
    /// An optional text field that is not unique.
    const TEXT: &'static str;
    /// A computed field, besides the common ones.
    const DERIVED: &'static str;

    /// Number of records that the world starts with.
    const BEFORE: usize = 0;

    /// Creates the records that its bodies refer to, besides those of every world.
    fn setup(_world: &mut World) -> impl Future<Output = ()> {
        async {}
    }

    /// Fields that differ between full bodies, one for each sort key.
    fn sorted(_n: u32) -> Value {
        json!({})
    }

    /// Links that distinguish one record from the others.
    fn apart(_world: &World) -> impl Future<Output = Value> {
        async { json!({}) }
    }

    /// Changes a record after its creation, so that computed fields differ.
    fn afterwards(_world: &World, _n: u32, _made: &Reply) -> impl Future<Output = ()> {
        async {}
    }

    /// The field of a record that a sort key uses.
    fn sorted_by(record: &Value, key: &str) -> Value {
        record[key].clone()
    }

    /// A minimal body, different for each `n`.
    fn minimal(world: &World, n: u32) -> Value;

    /// A body with every writable field, different for each `n`.
    fn full(world: &World, n: u32) -> Value;

    /// A body with several wrong types, and the expected errors.
    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]);

    /// Path of the list.
    fn list() -> String {
        format!("/{}", Self::PATH)
    }

    /// Path of a record.
    fn path(id: i64) -> String {
        format!("/{}/{id}", Self::PATH)
    }

    /// The record's typed id.
    fn typed(id: i64) -> Id<Self> {
        Id::new(id)
    }
}

/// Address fields that satisfy the rules for the USA.
pub(super) fn address(n: u32) -> Value {
    json!({
        "address_line1": format!("{} Sample Road", 100 + n), "address_line2": "Dock 4", "city": "Omaha", "state": "NE",
        "postal_code": "68102-1234", "country": "USA",
    })
}

/// Merges the fields of two objects.
pub(crate) fn merged(mut one: Value, other: &Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut one, other) {
        fields.extend(more.clone());
    }
    one
}

impl Sample for Supplier {
    const NAME: &'static str = "name";
    const UNIQUE: Option<Unique> = Unique::among_active("name");
    const NEEDED: &'static [&'static str] = &["/name"];
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "open_order_count";
    const BEFORE: usize = 1;

    fn sorted(n: u32) -> Value {
        json!({"credit_application_sent_on": format!("2026-01-{:02}", 20 - n)})
    }

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Supplier {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "name": format!("Brindlemoor Beef Packing {n:03}"), "code": format!("BRI{n:03}"), "kind": "vertical",
            "phone": "+14025550100", "email": "sales@brindlemoor.example", "delivery_profile": "delivers",
            "shipping_scopes": ["domestic", "export"], "pickup_booking_method": "website",
            "pickup_booking_notes": "Ask for Rosa", "credit_application_sent_on": "2026-01-12",
            "credit_application_approved_on": "2026-01-20", "payment_terms": "net_15", "payment_method": "wire",
            "credit_band": "b500k", "credit_limit": "250000.00", "species": ["beef", "veal"], "edibility": "both",
            "certificates": ["brc", "haccp"], "offers_tested_product": true, "offers_contracts": true,
            "offers_export_documents": true, "origin_countries": ["CAN", "USA"],
            "notes": "O'Brien & <Sons>\nsecond line", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "credit_limit": 250_000, "species": ["beef", 7], "offers_contracts": "yes",
            "delivery_profile": "flies", "credit_application_sent_on": "2026-02-30", "colour": "red", "version": 3,
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/credit_limit", "expected_decimal_string"),
                ("/species/1", "wrong_type"),
                ("/offers_contracts", "wrong_type"),
                ("/delivery_profile", "unknown_code"),
                ("/credit_application_sent_on", "wrong_type"),
                ("/colour", "unknown_field"),
                ("/version", "read_only"),
            ],
        )
    }
}

impl Sample for Customer {
    const NAME: &'static str = "name";
    const UNIQUE: Option<Unique> = Unique::among_active("name");
    const NEEDED: &'static [&'static str] = &["/name"];
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "credit_exposure";
    const BEFORE: usize = 1;

    async fn afterwards(world: &World, n: u32, made: &Reply) {
        if n == 3 {
            owes(&world.admin, made.id(), "100.00").await;
        }
    }

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Customer {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "name": format!("Wexcombe Grinding Company {n:03}"), "code": format!("WEX{n:03}"), "phone": "+13125550100",
            "email": "office@wexcombe.example", "documents_needed": ["brc", "letter_of_guarantee"],
            "segments": ["processor"], "payment_terms": "net_15", "payment_method": "check",
            "credit_limit": "400000.00", "credit_band": "b500k", "credit_hold": true,
            "credit_application_sent_on": "2026-01-12", "credit_application_approved_on": "2026-01-12",
            "species": ["beef"], "edibility": "edible", "cooks_product": true, "origin_preference": "domestic",
            "picks_up_loads": true, "needs_exportable": true, "certificates_required": ["brc"],
            "notes": "Çelik naïve 東京", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": ["Wexcombe"], "credit_limit": "1e3", "segments": "processor", "credit_hold": 1,
            "origin_preference": "lunar", "owner_id": "2", "colour": null, "credit_exposure": "5.00",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/credit_limit", "invalid_decimal"),
                ("/segments", "wrong_type"),
                ("/credit_hold", "wrong_type"),
                ("/origin_preference", "unknown_code"),
                ("/owner_id", "invalid_id"),
                ("/colour", "unknown_field"),
                ("/credit_exposure", "read_only"),
            ],
        )
    }
}

/// Creates a product for the lines of orders.
pub(crate) async fn product(actor: &Actor) -> i64 {
    let body = json!({"code": "WORLD", "description": "World product", "species": "misc"});
    actor.create("/products", &body).await.id()
}

/// Creates an open receivable of an amount; returns the issued receivable.
pub(crate) async fn owes(actor: &Actor, customer: i64, amount: &str) -> Reply {
    let body = json!({
        "customer_id": customer, "invoice_date": "2026-03-02", "due_date": "2026-03-17", "due_date_reason": "agreed",
        "lines": [{"description": "Trim 85's", "amount": amount}],
    });
    let made = actor.create("/receivables", &body).await;
    let issue = format!("/receivables/{}/issue", made.id());
    actor
        .post_with_etag(&issue, &made.etag(), &json!({}))
        .await
        .expect(200)
}
