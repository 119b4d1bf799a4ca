//! Suppliers as the model entity: round trips, versions, unique names, history.

use domain::choices::{DeliveryProfile, Edibility, UserRole};
use domain::contact_details::Address;
use domain::history::AuditAction;
use domain::record::{EntityKind, Resource};
use domain::suppliers::{Supplier, SupplierDraft};
use domain::{Id, Money};
use storage::{Expected, ReadRepository, Repository, StoreError, WriteContext, history};

use crate::databases::{both, day, make_user, named};

fn full() -> SupplierDraft {
    let some = |text: &str| Some(text.to_owned());
    SupplierDraft {
        name: "Brindlemoor Beef Packing".to_owned(),
        code: some("BRI"),
        kind: some("vertical"),
        phone: some("+14025550100"),
        email: some("sales@brindlemoor.example"),
        delivery_profile: DeliveryProfile::Delivers,
        shipping_scopes: vec!["domestic".to_owned()],
        pickup_booking_method: some("website"),
        pickup_booking_notes: some("Book a day ahead"),
        credit_application_sent_on: Some(day(1)),
        credit_application_approved_on: Some(day(2)),
        payment_terms: some("net_15"),
        payment_method: some("wire"),
        credit_band: some("b500k"),
        credit_limit: Some(Money::of(25_000_000)),
        species: vec!["beef".to_owned(), "veal".to_owned()],
        edibility: Some(Edibility::Both),
        certificates: vec!["brc".to_owned(), "haccp".to_owned()],
        offers_tested_product: true,
        offers_contracts: true,
        offers_export_documents: true,
        origin_countries: vec!["CAN".to_owned(), "USA".to_owned()],
        notes: some("Two\nlines"),
        address: Address {
            address_line1: some("120 Sample Road"),
            city: some("Omaha"),
            state: some("NE"),
            postal_code: some("68102"),
            country: some("USA"),
            address_line2: some("Dock 4"),
        },
        // The acceptance tests write and read every field.
        ..SupplierDraft::default()
    }
}

#[test]
fn what_is_written_is_read() {
    for database in both("supplier_read") {
        let made = database.supplier(&full()).unwrap();
        assert_eq!(made.version, 1);
        assert_eq!(made.stamps.owner_name, "dana");
        let read = database
            .store
            .read(|conn| Supplier::get(conn, day(2), made.id))
            .unwrap();
        assert_eq!(read, made, "{}", database.kind());
        let owned = SupplierDraft {
            owner_id: Some(database.user),
            ..full()
        };
        assert_eq!(read.details, owned);
        let missing = database
            .store
            .read(|conn| Supplier::get(conn, day(2), Id::new(99)));
        assert!(matches!(missing, Err(StoreError::NotFound)));
    }
}

#[test]
fn a_change_moves_the_version_and_is_kept_in_history() {
    for database in both("supplier_update") {
        let made = database.supplier(&full()).unwrap();
        let change = |draft: SupplierDraft, seen: i64| {
            database.store.write(&database.context(), |tx| {
                Supplier::update(tx, made.id, &Expected::Version(vec![seen]), |_| {
                    Ok(draft.clone())
                })
            })
        };
        let same = change(full(), 1).unwrap().value;
        assert_eq!(same, made, "a change of nothing changes nothing");
        let fewer = SupplierDraft {
            payment_terms: None,
            species: vec!["pork".to_owned()],
            address: Address::default(),
            credit_application_sent_on: None,
            credit_application_approved_on: None,
            ..full()
        };
        let changed = change(fewer.clone(), 1).unwrap().value;
        assert_eq!(changed.version, 2);
        assert!(!changed.has_credit_application);
        let read = database
            .store
            .read(|conn| Supplier::get(conn, day(2), made.id))
            .unwrap();
        assert_eq!(read, changed);
        // A caller with version 1 receives the changes since.
        let Err(StoreError::Stale(stale)) = change(full(), 1) else {
            panic!("a stale change passed");
        };
        assert_eq!((stale.current_version, stale.changes.truncated), (2, false));
        let terms = stale
            .changes
            .items
            .iter()
            .find(|change| change.pointer == "/payment_terms")
            .unwrap();
        assert_eq!(
            (terms.from.as_str(), terms.to.as_str(), terms.by.as_str()),
            (Some("net_15"), None, "dana")
        );
        let entries = database
            .store
            .read(|conn| history(conn, EntityKind::Supplier, made.id.get(), None, 10))
            .unwrap();
        let actions: Vec<AuditAction> = entries.iter().map(|entry| entry.action).collect();
        assert_eq!(actions, [AuditAction::Update, AuditAction::Create]);
        assert!(
            entries[1]
                .changes
                .iter()
                .any(|change| change.pointer == "/credit_limit" && change.after == "250000.00")
        );
        let older = database
            .store
            .read(|conn| {
                history(
                    conn,
                    EntityKind::Supplier,
                    made.id.get(),
                    Some(entries[0].id),
                    10,
                )
            })
            .unwrap();
        assert_eq!(older.len(), 1);
    }
}

#[test]
fn names_are_unique_among_active_suppliers() {
    for database in both("supplier_unique") {
        let first = database.supplier(&named("Brindlemoor Beef")).unwrap();
        let Err(StoreError::Duplicate { pointer, existing }) =
            database.supplier(&named("brindlemoor  BEEF"))
        else {
            panic!("a name was taken twice");
        };
        assert_eq!(
            (pointer.as_str(), existing.id, existing.archived),
            ("/name", first.id.get(), false)
        );
        let context = database.context();
        let archived = database.store.write(&context, |tx| {
            Supplier::archive(tx, first.id, &Expected::Version(vec![1]))
        });
        let archived = archived.unwrap().value;
        assert!(archived.is_archived() && archived.version == 2);
        let again = database.store.write(&context, |tx| {
            Supplier::archive(tx, first.id, &Expected::Version(vec![2]))
        });
        assert_eq!(again.unwrap().value.version, 2);
        let changed = database.store.write(&context, |tx| {
            Supplier::update(tx, first.id, &Expected::Version(vec![2]), |_| {
                Ok(named("Other"))
            })
        });
        assert!(matches!(changed, Err(StoreError::Archived)));
        let second = database.supplier(&named("BRINDLEMOOR BEEF")).unwrap();
        let restored = database.store.write(&context, |tx| {
            Supplier::restore(tx, first.id, &Expected::Version(vec![2]))
        });
        let Err(StoreError::Duplicate { existing, .. }) = restored else {
            panic!("two active suppliers of one name");
        };
        assert_eq!(existing.id, second.id.get());
    }
}

#[test]
fn brokers_archive_their_own_records_only() {
    for database in both("supplier_own") {
        let made = database.supplier(&named("A")).unwrap();
        let broker = make_user(&database.store, "lee", UserRole::Broker);
        let context = WriteContext {
            actor: Some(broker),
            role: UserRole::Broker,
            ..database.context()
        };
        let archive = |context: &WriteContext| {
            database.store.write(context, |tx| {
                Supplier::archive(tx, made.id, &Expected::any())
            })
        };
        assert!(matches!(archive(&context), Err(StoreError::Forbidden)));
        let own = WriteContext {
            actor: Some(database.user),
            ..context
        };
        assert!(archive(&own).is_ok());
        let lost = SupplierDraft {
            owner_id: Some(Id::new(999)),
            ..named("B")
        };
        let Err(StoreError::Invalid(errors)) = database.supplier(&lost) else {
            panic!("an owner who does not exist");
        };
        assert!(errors.has("/owner_id"));
    }
}
