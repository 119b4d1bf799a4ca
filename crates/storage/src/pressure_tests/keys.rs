//! Rewriting name keys from before full case folding, including collisions.

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use domain::record::EntityKind;
use domain::suppliers::{Supplier, SupplierDraft};

use super::{manager, supplier};
use crate::fragment::{Fragment, Statement, Value};
use crate::search::{self, Found};
use crate::testing::each_store;
use crate::{Expected, Repository, Store, StoreError};

/// Resets a supplier to an old key and search text.
fn as_it_was(store: &Store, supplier: &Supplier, key: &str) {
    store
        .write_plain(|conn| {
            Fragment::sql("UPDATE suppliers SET name_key = ")
                .value(Value::Text(key.to_owned()))
                .and_sql(" WHERE id = ")
                .value(Value::Int(supplier.id.get()))
                .execute(conn)?;
            search::set(conn, EntityKind::Supplier, supplier.id.get(), &[])?;
            Fragment::sql("UPDATE search_index SET text = ")
                .value(Value::Text(key.to_owned()))
                .and_sql(" WHERE entity = 'supplier' AND record_id = ")
                .value(Value::Int(supplier.id.get()))
                .execute(conn)?;
            Fragment::sql("DELETE FROM settings WHERE name = 'name_folding'").execute(conn)?;
            Ok(())
        })
        .unwrap();
}

fn keys(store: &Store) -> Vec<String> {
    let query = "SELECT name_key FROM suppliers ORDER BY id";
    let read = store.read(|conn| Ok(Statement::<Text>::new(Fragment::sql(query)).load(conn)?));
    read.unwrap()
}

#[test]
fn old_keys_follow_the_new_folding() {
    each_store(|store| {
        let context = manager(store);
        let old = supplier(store, &context, "Straße Fleisch");
        let far = supplier(store, &context, "Café Meats");
        assert_eq!(keys(store), ["strasse fleisch", "café meats"]);
        as_it_was(store, &old, "straße fleisch");
        assert!(store.pending_migrations().unwrap());
        assert_eq!(store.migrate().unwrap(), [""; 0]);
        assert!(!store.pending_migrations().unwrap());
        assert_eq!(keys(store), ["strasse fleisch", "café meats"]);
        let found = store.read(|conn| search::find(conn, EntityKind::Supplier, Some("STRASSE")));
        assert!(matches!(found.unwrap(), Found::Rare(ids) if ids == [old.id.get()]));
        drop(far);
    });
}

#[test]
fn names_that_are_the_same_now_are_kept_apart_until_one_is_renamed() {
    each_store(|store| {
        let context = manager(store);
        let old = supplier(store, &context, "Straße Fleisch");
        as_it_was(store, &old, "straße fleisch");
        let twin = supplier(store, &context, "STRASSE FLEISCH");
        store.migrate().unwrap();
        let apart = format!("strasse fleisch\u{1}{}", old.id);
        assert_eq!(keys(store), [apart, "strasse fleisch".to_owned()]);
        // Until it gets another name, saving the record is rejected as a duplicate.
        let save = |name: &str| {
            store.write(&context, |tx| {
                Supplier::update(tx, old.id, &Expected::any(), |_| {
                    Ok(SupplierDraft {
                        name: name.to_owned(),
                        notes: Some("Called".to_owned()),
                        ..SupplierDraft::default()
                    })
                })
            })
        };
        let Err(StoreError::Duplicate { existing, .. }) = save("Straße Fleisch") else {
            panic!("saved as a twin");
        };
        assert_eq!(existing.id, twin.id.get());
        save("Straße Fleisch Berlin").unwrap();
        assert_eq!(keys(store)[0], "strasse fleisch berlin");
    });
}
