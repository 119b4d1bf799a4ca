//! Test support: a real server with its own database, and users who call it.

pub(crate) mod actor;
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod environment;
pub(crate) mod listing;
pub(crate) mod own_postgres;
mod people;
mod place;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod random;
pub(crate) mod relay;
pub(crate) mod reply;
pub(crate) mod samples;
mod samples_goods;
mod samples_orders;
mod samples_parties;
mod samples_receivables;
pub(crate) mod wire;

pub(crate) use actor::{Actor, Call};
pub(crate) use app::{App, Database, run};
pub(crate) use people::People;
pub(crate) use reply::Reply;
pub(crate) use samples::{Sample, World};

/// Creates a test of each function on both databases: `sqlite::name` and `postgres::name`.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $( #[test] fn $name() { $crate::support::run($crate::support::Database::Sqlite, super::$name); } )+ }
        mod postgres { $( #[test] fn $name() { $crate::support::run($crate::support::Database::Postgres, super::$name); } )+ }
    };
}

/// Creates a test of each function on SQLite, for tests that do not depend on the database; functions after `and on postgres`
/// run on both. Browser tests use it, because the API is tested on both databases without a browser: on PostgreSQL the others run
/// with `--all`.
macro_rules! on_sqlite {
    ($($name:ident),+ $(,)?) => {
        on_sqlite!(@all [$($name),+], [$($name),+], []);
    };
    ($($name:ident),+; and on postgres: $($both:ident),+ $(,)?) => {
        on_sqlite!(@all [$($name,)+ $($both),+], [$($name),+], [$($both),+]);
    };
    (@all [$($all:ident),+], [$($name:ident),+], [$($both:ident),*]) => {
        mod sqlite { $( #[test] fn $all() { $crate::support::run($crate::support::Database::Sqlite, super::$all); } )+ }
        mod postgres {
            $( #[test] fn $both() { $crate::support::run($crate::support::Database::Postgres, super::$both); } )*
            $( #[test] #[ignore = "long: cargo xtask test --all"] fn $name() { $crate::support::run($crate::support::Database::Postgres, super::$name); } )+
        }
    };
}

/// Creates tests of generic functions for every kind of record on both databases: `suppliers::sqlite::name`. Functions after
/// `before sql` test decisions made before any SQL, so on PostgreSQL they run for two kinds only, and for the others with `--all`.
macro_rules! for_every_resource {
    ($($name:ident),+ $(,)?) => {
        for_every_resource!($($name),+; before sql:);
    };
    ($($name:ident),+; before sql: $($early:ident),* $(,)?) => {
        for_every_resource!(@kind suppliers, domain::suppliers::Supplier, [$($name,)+ $($early,)*], [$($name,)+ $($early,)*], []);
        for_every_resource!(@kind customers, domain::customers::Customer, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind locations, domain::locations::Location, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind carriers, domain::carriers::Carrier, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind contacts, domain::contacts::Contact, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind receivables, domain::receivables::Receivable, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind plants, domain::plants::Plant, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind products, domain::products::Product, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind supplier_plant_mappings, domain::supplier_plant_mappings::SupplierPlantMapping, [$($name,)+ $($early,)*], [$($name),+], [$($early),*]);
        for_every_resource!(@kind purchase_orders, domain::purchase_orders::PurchaseOrder, [$($name,)+ $($early,)*], [$($name,)+ $($early,)*], []);
    };
    (@kind $kind:ident, $resource:ty, [$($name:ident),+ $(,)?], [$($both:ident),+ $(,)?], [$($late:ident),*]) => {
        mod $kind {
            mod sqlite { $( #[test] fn $name() { $crate::support::run($crate::support::Database::Sqlite, super::super::$name::<$resource>); } )+ }
            mod postgres {
                $( #[test] fn $both() { $crate::support::run($crate::support::Database::Postgres, super::super::$both::<$resource>); } )+
                $( #[test] #[ignore = "long: cargo xtask test --all"] fn $late() { $crate::support::run($crate::support::Database::Postgres, super::super::$late::<$resource>); } )*
            }
        }
    };
}

/// Creates tests of generic functions on both databases for the kinds of record with a unique text field, or with a field of several
/// codes.
macro_rules! for_resources_with {
    (a unique text: $($name:ident),+ $(,)?) => {
        mod with_unique_text {
            $crate::support::for_resources_with!(@kind suppliers, domain::suppliers::Supplier, [$($name),+]);
            $crate::support::for_resources_with!(@kind customers, domain::customers::Customer, [$($name),+]);
            $crate::support::for_resources_with!(@kind locations, domain::locations::Location, [$($name),+]);
            $crate::support::for_resources_with!(@kind carriers, domain::carriers::Carrier, [$($name),+]);
            $crate::support::for_resources_with!(@kind receivables, domain::receivables::Receivable, [$($name),+]);
            $crate::support::for_resources_with!(@kind plants, domain::plants::Plant, [$($name),+]);
            $crate::support::for_resources_with!(@kind purchase_orders, domain::purchase_orders::PurchaseOrder, [$($name),+]);
        }
    };
    (a set of codes: $($name:ident),+ $(,)?) => {
        mod with_codes {
            $crate::support::for_resources_with!(@kind suppliers, domain::suppliers::Supplier, [$($name),+]);
            $crate::support::for_resources_with!(@kind customers, domain::customers::Customer, [$($name),+]);
            $crate::support::for_resources_with!(@kind contacts, domain::contacts::Contact, [$($name),+]);
            $crate::support::for_resources_with!(@kind plants, domain::plants::Plant, [$($name),+]);
            $crate::support::for_resources_with!(@kind supplier_plant_mappings, domain::supplier_plant_mappings::SupplierPlantMapping, [$($name),+]);
        }
    };
    (@kind $kind:ident, $resource:ty, [$($name:ident),+]) => {
        mod $kind {
            mod sqlite { $( #[test] fn $name() { $crate::support::run($crate::support::Database::Sqlite, super::super::super::$name::<$resource>); } )+ }
            mod postgres { $( #[test] fn $name() { $crate::support::run($crate::support::Database::Postgres, super::super::super::$name::<$resource>); } )+ }
        }
    };
}

pub(crate) use {for_every_resource, for_resources_with, on_both_databases, on_sqlite};
