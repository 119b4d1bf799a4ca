//! Stress tests of storage: many statement shapes, endless statements, long histories, concurrent writers, thousands of children.

mod children;
mod keys;
pub(crate) mod locks;
mod stale;
mod statements;
mod timeouts;

use domain::choices::UserRole;
use domain::customers::{Customer, CustomerDraft};
use domain::plants::{Plant, PlantDraft};
use domain::suppliers::{Supplier, SupplierDraft};

use crate::testing::{context, user};
use crate::{Repository, Store, WriteContext};

/// A context of a manager.
fn manager(store: &Store) -> WriteContext {
    context(user(store, "lee", UserRole::Manager), UserRole::Manager)
}

fn supplier(store: &Store, context: &WriteContext, name: &str) -> Supplier {
    let draft = SupplierDraft {
        name: name.to_owned(),
        ..SupplierDraft::default()
    };
    let made = store.write(context, |tx| Supplier::create(tx, draft.clone()));
    made.unwrap().value
}

fn customer(store: &Store, context: &WriteContext, name: &str) -> Customer {
    let draft = CustomerDraft {
        name: name.to_owned(),
        ..CustomerDraft::default()
    };
    let made = store.write(context, |tx| Customer::create(tx, draft.clone()));
    made.unwrap().value
}

fn plant(store: &Store, context: &WriteContext, name: &str) -> Plant {
    let draft = PlantDraft {
        name: name.to_owned(),
        ..PlantDraft::default()
    };
    let made = store.write(context, |tx| Plant::create(tx, draft.clone()));
    made.unwrap().value
}
