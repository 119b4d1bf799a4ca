//! API document of an entity's routes. Problems, headers and examples are added later, for all operations.

use domain::batch::{BatchAnswer, BatchDraft};
use domain::filter::Filter;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::similar::SimilarRecords;
use domain::{Business, Resource};
use storage::Repository;
use utoipa::__dev::ComposeSchema;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterIn, PathItem, Paths, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Schema};
use utoipa::{IntoParams, ToSchema};

use super::ResourceDocs;
use crate::extract::{HistoryQuery, IfMatch, ListParameters, PathId, Replay, SimilarQuery};

/// An entity with published schemas.
pub(crate) trait Published:
    Repository + Business<Draft: ToSchema, Summary: ToSchema + ComposeSchema> + ToSchema
{
}

impl<E> Published for E where
    E: Repository + Business<Draft: ToSchema, Summary: ToSchema + ComposeSchema> + ToSchema
{
}

type Schemas = Vec<(String, RefOr<Schema>)>;

/// Adds the schemas of an entity's operations.
pub(super) fn schemas<E: Published>(schemas: &mut Schemas) {
    add::<E>(schemas);
    add::<E::Draft>(schemas);
    add::<E::Summary>(schemas);
    add::<HistoryEntry>(schemas);
    add_page::<E::Summary>(schemas);
    add_page::<HistoryEntry>(schemas);
    <E::Filter as Filter>::schemas(schemas);
    add::<SimilarRecords>(schemas);
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

fn page<T: ToSchema>() -> String {
    format!("Page_{}", T::name())
}

struct OperationDocs<'a> {
    docs: &'a ResourceDocs,
    tag: &'static str,
}

impl OperationDocs<'_> {
    fn operation(&self, id: String, summary: String, description: &str) -> OperationBuilder {
        OperationBuilder::new()
            .tag(self.tag)
            .operation_id(Some(id))
            .summary(Some(summary))
            .description(Some(description))
    }
}

fn parameters<P: IntoParams>(operation: OperationBuilder, within: ParameterIn) -> OperationBuilder {
    let all: Vec<Parameter> = P::into_params(|| Some(within.clone()));
    all.into_iter().fold(operation, OperationBuilder::parameter)
}

fn body<D: ToSchema>(operation: OperationBuilder, media: &str) -> OperationBuilder {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(D::name())))
        .build();
    let body = RequestBodyBuilder::new()
        .content(media, content)
        .required(Some(Required::True))
        .build();
    operation.request_body(Some(body))
}

fn answers(
    operation: OperationBuilder,
    status: &str,
    description: String,
    schema: String,
) -> OperationBuilder {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", content)
        .build();
    operation.response(status, response)
}

/// The operations of an entity.
pub(super) fn paths<E: Published>(docs: &ResourceDocs) -> Paths {
    let ResourceDocs { one, a, many, .. } = *docs;
    let snake = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
    let (one_id, many_id) = (snake(one), snake(many));
    let lower = many.to_lowercase();
    let record = || E::name().into_owned();
    let resource = OperationDocs { docs, tag: E::PATH };
    let list = resource.operation(
        format!("list_{many_id}"),
        format!("List {lower}"),
        resource.docs.listed,
    );
    let list = parameters::<ListParameters<E>>(list, ParameterIn::Query);
    let list = answers(
        list,
        "200",
        format!("A page of {lower}."),
        page::<E::Summary>(),
    );

    let create = resource.operation(format!("create_{one_id}"), format!("Create {a}"), docs.made);
    let create = parameters::<Replay>(create, ParameterIn::Header);
    let create = body::<E::Draft>(create, "application/json");
    let create = answers(create, "201", format!("The {one}."), record());

    let get = resource.operation(
        format!("get_{one_id}"),
        format!("Get {a}"),
        "Archived records are returned too.",
    );
    let get = id::<E>(get);
    let get = answers(get, "200", format!("The {one} as it is now."), record());

    let after = || format!("The {one} as it is now.");
    let change = resource.operation(
        format!("change_{one_id}"),
        format!("Change fields of {a}"),
        format!(
            "A JSON merge patch: absent fields stay, null clears a field. {}",
            docs.changed
        )
        .trim_end(),
    );
    let change = parameters::<IfMatch>(id::<E>(change), ParameterIn::Header);
    let change = body::<E::Draft>(change, "application/merge-patch+json");
    let change = answers(change, "200", after(), record());

    let replace = resource.operation(
        format!("replace_{one_id}"),
        format!("Replace {a}"),
        "Absent fields become empty or take their default; the owner stays.",
    );
    let replace = parameters::<IfMatch>(id::<E>(replace), ParameterIn::Header);
    let replace = body::<E::Draft>(replace, "application/json");
    let replace = answers(replace, "200", after(), record());

    let archive = resource.operation(
        format!("archive_{one_id}"),
        format!("Archive {a}"),
        docs.archived,
    );
    let archive = parameters::<IfMatch>(id::<E>(archive), ParameterIn::Header);
    let archive = answers(archive, "200", after(), record());

    let restore = resource.operation(
        format!("restore_{one_id}"),
        format!("Restore {a}"),
        docs.restored,
    );
    let restore = parameters::<Replay>(id::<E>(restore), ParameterIn::Header);
    let restore = answers(restore, "200", after(), record());

    let history = resource.operation(
        format!("{one_id}_history"),
        format!("History of {a}"),
        "Changes with their author and the values before and after, newest first.",
    );
    let history = parameters::<HistoryQuery>(id::<E>(history), ParameterIn::Query);
    let history = answers(
        history,
        "200",
        "A page of the history.".to_owned(),
        page::<HistoryEntry>(),
    );

    let similar = resource.operation(
        format!("similar_{many_id}"),
        format!("Find similar {lower}"),
        "Possible duplicates of a record that is about to be created, by name, phone, address or number. At most 5.",
    );
    let similar = parameters::<SimilarQuery<E>>(similar, ParameterIn::Query);
    let name = SimilarRecords::name().into_owned();
    let similar = answers(similar, "200", format!("Similar {lower}."), name);

    let batch = resource.operation(
        format!("batch_{many_id}"),
        format!("Create, change, archive or restore several {lower}"),
        "Up to 500 items, in the order sent. `atomic` applies all or none; otherwise each item succeeds or fails on its own. `dry_run` checks without saving.",
    );
    let batch = parameters::<Replay>(batch, ParameterIn::Header);
    let batch = body::<BatchDraft>(batch, "application/json");
    let name = BatchAnswer::name().into_owned();
    let batch = answers(
        batch,
        "200",
        "Outcome of each item.".to_owned(),
        name.clone(),
    );
    let batch = answers(batch, "207", "Outcome of each item.".to_owned(), name);

    let all = format!("/{}", E::PATH);
    let mut of_all = PathItem::new(HttpMethod::Get, list);
    of_all.merge_operations(PathItem::new(HttpMethod::Post, create));
    let mut of_one = PathItem::new(HttpMethod::Get, get);
    of_one.merge_operations(PathItem::new(HttpMethod::Patch, change));
    of_one.merge_operations(PathItem::new(HttpMethod::Put, replace));
    of_one.merge_operations(PathItem::new(HttpMethod::Delete, archive));
    let mut paths = PathsBuilder::new()
        .path(all.clone(), of_all)
        .path(format!("{all}/{{id}}"), of_one);
    if !E::duplicate_fields().is_empty() {
        paths = paths.path(
            format!("{all}/similar"),
            PathItem::new(HttpMethod::Get, similar),
        );
    }
    paths
        .path(
            format!("{all}/batch"),
            PathItem::new(HttpMethod::Post, batch),
        )
        .path(
            format!("{all}/{{id}}/restore"),
            PathItem::new(HttpMethod::Post, restore),
        )
        .path(
            format!("{all}/{{id}}/history"),
            PathItem::new(HttpMethod::Get, history),
        )
        .build()
}

fn id<E: Resource>(operation: OperationBuilder) -> OperationBuilder {
    parameters::<PathId<E>>(operation, ParameterIn::Path)
}
