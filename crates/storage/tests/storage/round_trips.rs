//! Statements of the requests that are sent most: each is a round trip to the database.

use domain::choices::UserRole;
use domain::contact_details::Address;
use domain::list::ListQuery;
use domain::record::Resource;
use domain::suppliers::{Supplier, SupplierDraft, SupplierFilter, SupplierSort};
use storage::{
    Expected, IdempotencyKey, ReadRepository, Repository, WriteContext, queries_on_this_thread,
};

use crate::databases::{Database, both, day, named};

/// A request of a browser: the caller's name is known.
fn context(database: &Database, key: Option<&str>) -> WriteContext {
    WriteContext {
        actor_name: Some("Lee".to_owned()),
        role: UserRole::Manager,
        idempotency: key.map(|key| IdempotencyKey {
            route: "POST /suppliers".to_owned(),
            key: key.to_owned(),
            body_hash: String::new(),
            former_hashes: Vec::new(),
        }),
        ..database.context()
    }
}

fn draft(name: &str) -> SupplierDraft {
    SupplierDraft {
        species: vec!["beef".to_owned()],
        address: Address {
            city: Some("Omaha".to_owned()),
            country: Some("USA".to_owned()),
            ..Address::default()
        },
        ..named(name)
    }
}

fn statements(work: impl FnOnce()) -> u64 {
    let before = queries_on_this_thread();
    work();
    queries_on_this_thread() - before
}

/// Statements besides those that begin and end a transaction.
fn written(
    database: &Database,
    context: &WriteContext,
    work: impl Fn(&mut storage::Transaction<'_>),
) -> u64 {
    let empty = statements(|| {
        database.store.write_plain(|_| Ok(())).unwrap();
    });
    let all = statements(|| {
        database
            .store
            .write(context, |tx| {
                work(tx);
                Ok(())
            })
            .unwrap();
    });
    all - empty
}

#[test]
fn common_requests_take_few_statements() {
    for database in both("round_trips") {
        let plain = context(&database, None);
        // Address, row, codes, search text, history.
        let create = written(&database, &plain, |tx| {
            Supplier::create(tx, draft("One")).unwrap();
        });
        assert_eq!(create, 5, "create on {}", database.kind());
        // The key is claimed, and then holds the answer.
        let keyed = context(&database, Some("k1"));
        let create = written(&database, &keyed, |tx| {
            Supplier::create(tx, draft("Two")).unwrap();
        });
        assert_eq!(create, 7, "create with a key on {}", database.kind());
        let made = database.supplier(&draft("Three")).unwrap();
        // The record is read, then written with its history.
        let change = written(&database, &plain, |tx| {
            let renoted = |now: &Supplier| {
                let mut draft = now.draft();
                draft.notes = Some("Closed on Fridays".to_owned());
                Ok(draft)
            };
            Supplier::update(tx, made.id, &Expected::any(), renoted).unwrap();
        });
        assert_eq!(change, 3, "change on {}", database.kind());
        let one = statements(|| {
            let read = |conn: &mut storage::DbConnection| Supplier::get(conn, day(2), made.id);
            assert_eq!(database.store.read(read).unwrap().details.species, ["beef"]);
        });
        assert_eq!(one, 1, "one on {}", database.kind());
        let query: ListQuery<SupplierFilter, SupplierSort> = ListQuery::default();
        let page = statements(|| {
            let read =
                |conn: &mut storage::DbConnection| Supplier::list(conn, day(2), &query, None);
            assert_eq!(database.store.read(read).unwrap().items.len(), 3);
        });
        assert_eq!(page, 2, "a page on {}", database.kind());
    }
}
