//! Schemas of an entity's operations.

use domain::Business;
use domain::batch::{BatchAnswer, BatchDraft};
use domain::filter::Filter;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::similar::SimilarRecords;
use storage::{ReadRepository, Repository};
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// An entity with published schemas.
pub(crate) trait Readable:
    ReadRepository<Summary: ToSchema + ComposeSchema> + ToSchema
{
}

impl<E> Readable for E where E: ReadRepository<Summary: ToSchema + ComposeSchema> + ToSchema {}

/// An entity whose draft has a published schema too.
pub(crate) trait Entered: Readable + Business<Draft: ToSchema> {}

impl<E> Entered for E where E: Readable + Business<Draft: ToSchema> {}

/// An entity whose records are created and changed.
pub(crate) trait Writable: Entered + Repository {}

impl<E> Writable for E where E: Entered + Repository {}

pub(super) type Schemas = Vec<(String, RefOr<Schema>)>;

pub(super) fn read<E: Readable>(schemas: &mut Schemas) {
    add::<E>(schemas);
    add::<E::Summary>(schemas);
    add::<HistoryEntry>(schemas);
    add_page::<E::Summary>(schemas);
    add_page::<HistoryEntry>(schemas);
    <E::Filter as Filter>::schemas(schemas);
}

pub(super) fn draft<E: Entered>(schemas: &mut Schemas) {
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
