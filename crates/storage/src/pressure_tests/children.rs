//! Renaming and archiving records with many children: a fixed number of statements, and the same result as one by one.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::contacts::{Contact, ContactDraft};
use domain::customers::{Customer, CustomerDraft};
use domain::history::AuditAction;
use domain::locations::{Location, LocationDraft};
use domain::plants::{Plant, PlantDraft};
use domain::receivables::{Receivable, ReceivableDraft, ReceivableKind};
use domain::record::{EntityKind, Resource};
use domain::supplier_plant_mappings::{SupplierPlantMapping, SupplierPlantMappingDraft};
use domain::suppliers::{Supplier, SupplierDraft};
use domain::{Id, Money};

use super::{customer, manager, plant, supplier};
use crate::entity_store::{WriteStore, reindex};
use crate::fragment::{Fragment, Statement};
use crate::search;
use crate::testing::{day, each_store};
use crate::volume::{Volume, fill};
use crate::{
    Expected, ReadRepository, Repository, Store, StoreError, WriteContext, queries_on_this_thread,
};

/// A customer with this many children of each kind.
fn family(store: &Store, context: &WriteContext, name: &str, size: usize) -> Customer {
    let parent = customer(store, context, name);
    let seller = supplier(store, context, &format!("Seller of {name}"));
    store
        .write(context, |tx| {
            for place in 0..size {
                let named = format!("{name} {place}");
                let draft = LocationDraft {
                    customer_id: Some(parent.id),
                    name: named.clone(),
                    ..LocationDraft::default()
                };
                Location::create(tx, draft)?;
                let draft = ContactDraft {
                    customer_id: Some(parent.id),
                    name: named.clone(),
                    ..ContactDraft::default()
                };
                Contact::create(tx, draft)?;
                let works = PlantDraft {
                    name: format!("Works of {named}"),
                    ..PlantDraft::default()
                };
                let works = Plant::create(tx, works)?;
                let draft = SupplierPlantMappingDraft {
                    supplier_id: Some(seller.id),
                    plant_id: Some(works.id),
                    customer_id: Some(parent.id),
                    ..SupplierPlantMappingDraft::default()
                };
                SupplierPlantMapping::create(tx, draft)?;
                let draft = ReceivableDraft {
                    kind: ReceivableKind::OpeningBalance,
                    customer_id: Some(parent.id),
                    opening_amount: Some(Money::of(1_000)),
                    invoice_date: Some(day(3, 2)),
                    due_date: Some(day(3, 20)),
                    ..ReceivableDraft::default()
                };
                Receivable::create(tx, draft)?;
            }
            Ok(())
        })
        .unwrap();
    parent
}

fn renamed(store: &Store, context: &WriteContext, id: Id<Customer>, name: &str) -> u64 {
    let before = queries_on_this_thread();
    let rename = |now: &Customer| {
        Ok(CustomerDraft {
            name: name.to_owned(),
            ..now.draft()
        })
    };
    store
        .write(context, |tx| {
            Customer::update(tx, id, &Expected::any(), rename)
        })
        .unwrap();
    queries_on_this_thread() - before
}

#[test]
fn renaming_costs_the_same_with_many_children() {
    each_store(|store| {
        let context = manager(store);
        let few = family(store, &context, "Wexcombe", 2);
        let many = family(store, &context, "Tarnbrook", 40);
        let cost = renamed(store, &context, few.id, "Wexcombe Foods");
        assert_eq!(renamed(store, &context, many.id, "Tarnbrook Foods"), cost);
        assert!(cost < 60, "{cost}");
        let found = |kind: EntityKind| -> i64 {
            let count = store.read(|conn| {
                let query = format!(
                    "SELECT count(*) FROM search_index WHERE {} AND text LIKE '%tarnbrook foods%'",
                    search::is_of(kind)
                );
                Ok(Statement::<BigInt>::new(Fragment::sql(query)).get_result(conn)?)
            });
            count.unwrap()
        };
        for kind in [
            EntityKind::Location,
            EntityKind::Contact,
            EntityKind::SupplierPlantMapping,
            EntityKind::Receivable,
        ] {
            assert_eq!(found(kind), 40, "{kind}");
        }
    });
}

#[test]
fn archiving_costs_the_same_with_many_children() {
    each_store(|store| {
        let context = manager(store);
        let turned = |id: Id<Supplier>, archive: bool| {
            let before = queries_on_this_thread();
            store
                .write(&context, |tx| match archive {
                    true => Supplier::archive(tx, id, &Expected::any()),
                    false => Supplier::restore(tx, id, &Expected::any()),
                })
                .unwrap();
            queries_on_this_thread() - before
        };
        let mut costs = Vec::new();
        for (name, size) in [("Few", 2), ("Many", 40)] {
            let parent = supplier(store, &context, name);
            let children = store
                .write(&context, |tx| {
                    let mut made = Vec::new();
                    for place in 0..size {
                        let draft = LocationDraft {
                            supplier_id: Some(parent.id),
                            name: format!("Place {place}"),
                            ..LocationDraft::default()
                        };
                        made.push(Location::create(tx, draft)?.id);
                        let draft = ContactDraft {
                            supplier_id: Some(parent.id),
                            name: format!("Person {place}"),
                            ..ContactDraft::default()
                        };
                        Contact::create(tx, draft)?;
                    }
                    Ok(made)
                })
                .unwrap()
                .value;
            costs.push((turned(parent.id, true), turned(parent.id, false)));
            // Archiving one by one would have written the same.
            let child = children[size - 1];
            let now = store.read(|conn| Location::get(conn, day(3, 2), child));
            let now = now.unwrap();
            assert_eq!((now.version(), now.is_archived()), (3, false));
            let history = store
                .read(|conn| crate::history(conn, EntityKind::Location, child.get(), None, 9))
                .unwrap();
            let entries: Vec<_> = history
                .iter()
                .map(|entry| (entry.action, entry.version, entry.reason.clone()))
                .collect();
            let with = Some(format!("with {name}"));
            assert_eq!(
                entries,
                [
                    (AuditAction::Restore, 3, with.clone()),
                    (AuditAction::Archive, 2, with),
                    (AuditAction::Create, 1, None),
                ]
            );
            let change = &history[1].changes[0];
            assert_eq!(
                (change.pointer.as_str(), history[1].changes.len()),
                ("/archived_at", 1)
            );
            assert_eq!(change.after, history[0].changes[0].before);
        }
        assert_eq!(costs[0], costs[1]);
        assert!(costs[0].0 < 40 && costs[0].1 < 40, "{costs:?}");
    });
}

#[test]
fn a_child_whose_name_was_taken_meanwhile_is_named() {
    each_store(|store| {
        let context = manager(store);
        let (parent, other) = (
            supplier(store, &context, "One"),
            supplier(store, &context, "Other"),
        );
        let coded = |supplier: &Supplier| LocationDraft {
            supplier_id: Some(supplier.id),
            name: "Place".to_owned(),
            code: Some("DOCK".to_owned()),
            ..LocationDraft::default()
        };
        let holder = store
            .write(&context, |tx| {
                Location::create(tx, coded(&parent))?;
                Supplier::archive(tx, parent.id, &Expected::any())?;
                Location::create(tx, coded(&other))
            })
            .unwrap()
            .value;
        let outcome = store.write(&context, |tx| {
            Supplier::restore(tx, parent.id, &Expected::any())
        });
        let Err(StoreError::Duplicate { pointer, existing }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((pointer.as_str(), existing.id), ("/code", holder.id.get()));
    });
}

#[test]
fn composed_names_follow_and_typed_ones_stay() {
    each_store(|store| {
        let context = manager(store);
        let (seller, works) = (
            supplier(store, &context, "Brindlemoor"),
            plant(store, &context, "Works"),
        );
        let buyer = customer(store, &context, "Wexcombe");
        let line = |name: &str, customer: Option<Id<Customer>>| SupplierPlantMappingDraft {
            name: name.to_owned(),
            supplier_id: Some(seller.id),
            plant_id: Some(works.id),
            customer_id: customer,
            ..SupplierPlantMappingDraft::default()
        };
        let (composed, typed) = store
            .write(&context, |tx| {
                let composed = SupplierPlantMapping::create(tx, line("", Some(buyer.id)))?;
                let typed = SupplierPlantMapping::create(tx, line("Monday load", None))?;
                Ok((composed.id, typed.id))
            })
            .unwrap()
            .value;
        let now = |id| {
            let read = store.read(|conn| SupplierPlantMapping::get(conn, day(3, 2), id));
            let read = read.unwrap();
            (read.details.name.clone(), read.version)
        };
        assert_eq!(
            now(composed),
            ("Brindlemoor / Works / Wexcombe".to_owned(), 1)
        );
        renamed(store, &context, buyer.id, "Wexcombe Foods");
        store
            .write(&context, |tx| {
                Supplier::update(tx, seller.id, &Expected::any(), |now| {
                    Ok(SupplierDraft {
                        name: "Brindlemoor Beef".to_owned(),
                        ..now.draft()
                    })
                })?;
                Plant::update(tx, works.id, &Expected::any(), |now| {
                    Ok(PlantDraft {
                        name: "West Works".to_owned(),
                        ..now.draft()
                    })
                })
            })
            .unwrap();
        let name = "Brindlemoor Beef / West Works / Wexcombe Foods";
        assert_eq!(now(composed), (name.to_owned(), 4));
        assert_eq!(now(typed), ("Monday load".to_owned(), 1));
        let history = store
            .read(|conn| {
                let kind = EntityKind::SupplierPlantMapping;
                crate::history(conn, kind, composed.get(), None, 9)
            })
            .unwrap();
        let first = &history[2];
        assert_eq!(first.reason.as_deref(), Some("with Wexcombe Foods"));
        assert_eq!(first.changes[0].pointer, "/name");
        assert_eq!(first.changes[0].before, "Brindlemoor / Works / Wexcombe");
        assert_eq!(
            (history[0].version, history[0].changes[0].after.as_str()),
            (4, Some(name))
        );
    });
}

/// The search texts of all records of a kind.
fn texts<R: WriteStore>(store: &Store) -> Vec<(i64, String)> {
    let query = format!(
        "SELECT record_id, text FROM search_index WHERE entity = '{}' ORDER BY record_id",
        R::KIND
    );
    let read = store.read(|conn| {
        use diesel::RunQueryDsl;
        use diesel::sql_types::{BigInt, Text};
        Ok(Statement::<(BigInt, Text)>::new(Fragment::sql(query.clone())).load(conn)?)
    });
    read.unwrap()
}

fn stays_when_written_anew<R: WriteStore>(store: &Store) {
    let before = texts::<R>(store);
    assert!(!before.is_empty(), "{}", R::TABLE);
    let ids: Vec<i64> = before.iter().map(|(id, _)| *id).collect();
    store
        .write_plain(|conn| {
            Fragment::sql(format!(
                "UPDATE search_index SET text = 'lost' WHERE entity = '{}'",
                R::KIND
            ))
            .execute(conn)?;
            reindex::<R>(conn, &ids)
        })
        .unwrap();
    assert_eq!(texts::<R>(store), before, "{}", R::TABLE);
}

#[test]
fn search_texts_written_in_sets_are_those_of_single_writes() {
    each_store(|store| {
        let context = manager(store);
        let volume = Volume {
            suppliers: 6,
            customers: 6,
            orders: 30,
        };
        fill(store, &context, &[context.actor.unwrap()], volume).unwrap();
        stays_when_written_anew::<Supplier>(store);
        stays_when_written_anew::<Customer>(store);
        stays_when_written_anew::<Location>(store);
        stays_when_written_anew::<Contact>(store);
        stays_when_written_anew::<Plant>(store);
        stays_when_written_anew::<SupplierPlantMapping>(store);
        stays_when_written_anew::<Receivable>(store);
        stays_when_written_anew::<domain::products::Product>(store);
        stays_when_written_anew::<domain::carriers::Carrier>(store);
    });
}

/// Number of receivables of the customer that is renamed for the measurement.
const MEASURED: usize = 20_000;

#[test]
#[ignore = "measures for people: cargo test -p storage -- --ignored --nocapture renaming_is_measured"]
fn renaming_is_measured() {
    each_store(|store| {
        let context = manager(store);
        let parent = customer(store, &context, "Wexcombe");
        let draft = ReceivableDraft {
            kind: ReceivableKind::OpeningBalance,
            customer_id: Some(parent.id),
            opening_amount: Some(Money::of(1_000)),
            invoice_date: Some(day(3, 2)),
            due_date: Some(day(3, 20)),
            ..ReceivableDraft::default()
        };
        let mut ids = Vec::new();
        for _ in 0..MEASURED / 1_000 {
            let made = store.write(&context, |tx| {
                (0..1_000)
                    .map(|_| Ok(Receivable::create(tx, draft.clone())?.id))
                    .collect::<Result<Vec<_>, StoreError>>()
            });
            ids.extend(made.unwrap().value);
        }
        let begun = std::time::Instant::now();
        let queries = renamed(store, &context, parent.id, "Wexcombe Foods");
        let kind = store.kind();
        eprintln!(
            "{kind}: {MEASURED} in sets: {:?}, {queries} statements",
            begun.elapsed()
        );
        let begun = std::time::Instant::now();
        let before = queries_on_this_thread();
        store
            .write_plain(|conn| {
                for id in &ids {
                    let record = Receivable::get(conn, day(3, 2), *id)?;
                    search::set(conn, EntityKind::Receivable, id.get(), &record.texts())?;
                }
                Ok(())
            })
            .unwrap();
        let queries = queries_on_this_thread() - before;
        eprintln!(
            "{kind}: {MEASURED} one by one: {:?}, {queries} statements",
            begun.elapsed()
        );
    });
}
