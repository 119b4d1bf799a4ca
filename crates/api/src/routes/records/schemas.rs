//! Schemas of an entity's operations.

use domain::Business;
use domain::batch::{BatchAnswer, BatchDraft};
use domain::filter::Filter;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::similar::SimilarRecords;
use storage::Repository;
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// An entity with published schemas.
pub(crate) trait Readable: Repository<Summary: ToSchema + ComposeSchema> + ToSchema {}

impl<E> Readable for E where E: Repository<Summary: ToSchema + ComposeSchema> + ToSchema {}

/// An entity whose draft has a published schema too.
pub(crate) trait Writable: Readable + Business<Draft: ToSchema> {}

impl<E> Writable for E where E: Readable + Business<Draft: ToSchema> {}

pub(super) type Schemas = Vec<(String, RefOr<Schema>)>;

pub(super) fn read<E: Readable>(schemas: &mut Schemas) {
    add::<E>(schemas);
    add::<E::Summary>(schemas);
    add::<HistoryEntry>(schemas);
    add_page::<E::Summary>(schemas);
    add_page::<HistoryEntry>(schemas);
    <E::Filter as Filter>::schemas(schemas);
}

pub(super) fn write<E: Writable>(schemas: &mut Schemas) {
    add::<E::Draft>(schemas);
}

pub(super) fn similar(schemas: &mut Schemas) {
    add::<SimilarRecords>(schemas);
}

pub(super) fn batch(schemas: &mut Schemas) {
    add::<BatchDraft>(schemas);
    add::<BatchAnswer>(schemas);
}

fn add<T: ToSchema>(schemas: &mut Schemas) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

fn add_page<T: ToSchema + ComposeSchema>(schemas: &mut Schemas) {
    let row = RefOr::Ref(Ref::from_schema_name(T::name()));
    schemas.push((page::<T>(), <Page<T> as ComposeSchema>::compose(vec![row])));
}

/// Name of the schema of a page.
pub(super) fn page<T: ToSchema>() -> String {
    format!("Page_{}", T::name())
}
