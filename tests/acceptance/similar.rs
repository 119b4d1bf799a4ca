//! Warnings of possible duplicates.

use serde_json::json;

use crate::support::{Actor, App, People, World, on_both_databases};

on_both_databases!(
    names_phones_and_addresses_are_compared,
    a_slip_of_the_finger_is_found,
    locations_are_compared_within_their_house,
    unknown_fields_are_refused
);

async fn found(actor: &Actor, pairs: &[(&str, &str)]) -> Vec<(String, String, bool)> {
    let hits = actor
        .query("/suppliers/similar", pairs)
        .await
        .expect(200)
        .json();
    let items = hits["items"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| {
            (
                text(&item["label"]),
                text(&item["field"]),
                item["archived"] == true,
            )
        })
        .collect()
}

fn one(label: &str, field: &str, archived: bool) -> Vec<(String, String, bool)> {
    vec![(label.to_owned(), field.to_owned(), archived)]
}

async fn names_phones_and_addresses_are_compared(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"name": "Quillhaven Poultry", "phone": "+16785550142", "email": "sales@quillhaven.example", "city": "Ashburn"});
    let made = people.broker.create("/suppliers", &body).await;
    people
        .broker
        .create("/suppliers", &json!({"name": "Ashburn Rendering"}))
        .await;
    let likely = one("Quillhaven Poultry", "name", false);
    for typed in [
        "quillhaven poultry",
        "The Quillhaven Poultry Co., Inc.",
        "Quillhaven",
        "QUILLHAVEN POULTRY of Georgia",
    ] {
        assert_eq!(
            found(&people.broker, &[("name", typed)]).await,
            likely,
            "{typed}"
        );
    }
    for typed in ["", "  ", "Qu", "Pellwick Pork", "Quill"] {
        assert!(
            found(&people.broker, &[("name", typed)]).await.is_empty(),
            "{typed}"
        );
    }
    assert_eq!(
        found(&people.broker, &[("name", "Ashburn")]).await,
        one("Ashburn Rendering", "name", false),
        "a city is no name"
    );
    assert_eq!(
        found(&people.broker, &[("phone", "(678) 555-0142")]).await,
        one("Quillhaven Poultry", "phone", false)
    );
    let both = [("name", "Other"), ("email", "sales@QUILLHAVEN.example")];
    assert_eq!(
        found(&people.broker, &both).await,
        one("Quillhaven Poultry", "email", false)
    );
    let path = format!("/suppliers/{}", made.id());
    people.broker.delete(&path, &made.etag()).await.expect(200);
    assert_eq!(
        found(&people.viewer, &[("name", "quillhaven")]).await,
        one("Quillhaven Poultry", "name", true)
    );
}

async fn a_slip_of_the_finger_is_found(app: &mut App) {
    let people = People::new(app).await;
    for name in ["Brindlemoor Beef Packing", "Pellwick Pork", "Plant 12345"] {
        let body = json!({"name": name});
        people.broker.create("/suppliers", &body).await;
    }
    let likely = one("Brindlemoor Beef Packing", "name", false);
    for typed in [
        "Brindlemor",
        "brindlemor beef packing",
        "Brindlemooor Beef, Inc.",
        "Bridnlemoor",
        "Brindlemoor Bef Packing",
    ] {
        let hits = found(&people.broker, &[("name", typed)]).await;
        assert_eq!(hits, likely, "{typed}");
    }
    for typed in [
        "Brandelmore",
        "Pickled Pork",
        "Plant 12346",
        "%%%%%",
        "\"\"\"\"\" OR",
    ] {
        let hits = found(&people.broker, &[("name", typed)]).await;
        assert!(hits.is_empty(), "{typed}: {hits:?}");
    }
}

async fn locations_are_compared_within_their_house(app: &mut App) {
    let world = World::new(app).await;
    let headquarters = json!({"supplier_id": world.supplier, "name": "Headquarters"});
    let made = world.broker.create("/locations", &headquarters).await;
    let supplier = world.supplier.to_string();
    let customer = world.customer.to_string();
    let alike = async |pairs: &[(&str, &str)]| {
        let found = world.broker.query("/locations/similar", pairs).await;
        let found = found.expect(200).json();
        let items = found["items"].as_array().cloned().unwrap_or_default();
        items.first().map(|item| item["id"].clone())
    };
    let name = ("name", "Headquarters");
    let id = Some(json!(made.id()));
    assert_eq!(alike(&[name, ("supplier_id", &supplier)]).await, id);
    assert_eq!(alike(&[name, ("customer_id", &customer)]).await, None);
    assert_eq!(alike(&[name]).await, id, "before a house is chosen");
}

async fn unknown_fields_are_refused(app: &mut App) {
    let people = People::new(app).await;
    let refused = people
        .broker
        .query("/suppliers/similar", &[("notes", "x")])
        .await;
    refused.problem(400, "unknown_parameter");
}
