//! Descriptions of an entity's operations. Problems, headers and examples are added later, for all operations.

use domain::batch::{BatchAnswer, BatchDraft};
use domain::history::HistoryEntry;
use domain::similar::SimilarRecords;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{ContentBuilder, Ref, Required, ResponseBuilder};
use utoipa::{IntoParams, ToSchema};

use super::ResourceDocs;
use super::schemas::{Entered, Readable, Writable, page};
use crate::extract::{HistoryQuery, IfMatch, ListParameters, PathId, Replay, SimilarQuery};

pub(super) fn list<E: Readable>(docs: &ResourceDocs, text: &str) -> OperationBuilder {
    let many = docs.many.to_lowercase();
    let list = operation(
        format!("list_{}", snake(docs.many)),
        format!("List {many}"),
        text,
    );
    let list = parameters::<ListParameters<E>>(list, ParameterIn::Query);
    answers(
        list,
        "200",
        format!("A page of {many}."),
        page::<E::Summary>(),
    )
}

pub(super) fn get<E: Readable>(docs: &ResourceDocs, _text: &str) -> OperationBuilder {
    let get = of_one(docs, "get", "Get", "Archived records are returned too.");
    record::<E>(id::<E>(get), docs)
}

pub(super) fn history<E: Readable>(docs: &ResourceDocs, _text: &str) -> OperationBuilder {
    let history = operation(
        format!("{}_history", snake(docs.one)),
        format!("History of {}", docs.a),
        "Changes with their author and the values before and after, newest first.",
    );
    let history = parameters::<HistoryQuery>(id::<E>(history), ParameterIn::Query);
    let page = page::<HistoryEntry>();
    answers(history, "200", "A page of the history.".to_owned(), page)
}

pub(super) fn similar<E: Writable>(docs: &ResourceDocs, _text: &str) -> OperationBuilder {
    let many = docs.many.to_lowercase();
    let similar = operation(
        format!("similar_{}", snake(docs.many)),
        format!("Find similar {many}"),
        "Possible duplicates of a record that is about to be created, by name, phone, address or number. At most 5.",
    );
    let similar = parameters::<SimilarQuery<E>>(similar, ParameterIn::Query);
    let name = SimilarRecords::name().into_owned();
    answers(similar, "200", format!("Similar {many}."), name)
}

pub(super) fn create<E: Entered>(docs: &ResourceDocs, text: &str) -> OperationBuilder {
    let create = of_one(docs, "create", "Create", text);
    let create = parameters::<Replay>(create, ParameterIn::Header);
    let create = body::<E::Draft>(create, "application/json");
    answers(create, "201", format!("The {}.", docs.one), name::<E>())
}

pub(super) fn change<E: Writable>(docs: &ResourceDocs, text: &str) -> OperationBuilder {
    let text = format!("A JSON merge patch: absent fields stay, null clears a field. {text}");
    let change = of_one(docs, "change", "Change fields of", text.trim_end());
    let change = body::<E::Draft>(versioned::<E>(change), "application/merge-patch+json");
    record::<E>(change, docs)
}

pub(super) fn replace<E: Writable>(docs: &ResourceDocs, _text: &str) -> OperationBuilder {
    let text = "Absent fields become empty or take their default; the owner stays.";
    let replace = versioned::<E>(of_one(docs, "replace", "Replace", text));
    record::<E>(body::<E::Draft>(replace, "application/json"), docs)
}

pub(super) fn archive<E: Readable>(docs: &ResourceDocs, text: &str) -> OperationBuilder {
    record::<E>(
        versioned::<E>(of_one(docs, "archive", "Archive", text)),
        docs,
    )
}

pub(super) fn restore<E: Readable>(docs: &ResourceDocs, text: &str) -> OperationBuilder {
    let restore = id::<E>(of_one(docs, "restore", "Restore", text));
    record::<E>(parameters::<Replay>(restore, ParameterIn::Header), docs)
}

pub(super) fn batch(docs: &ResourceDocs, _text: &str) -> OperationBuilder {
    let many = docs.many.to_lowercase();
    let batch = operation(
        format!("batch_{}", snake(docs.many)),
        format!("Create, change, archive or restore several {many}"),
        "Up to 500 items, in the order sent. `atomic` applies all or none; otherwise each item succeeds or fails on its own. `dry_run` checks without saving.",
    );
    let batch = parameters::<Replay>(batch, ParameterIn::Header);
    let batch = body::<BatchDraft>(batch, "application/json");
    ["200", "207"].into_iter().fold(batch, |batch, status| {
        let name = BatchAnswer::name().into_owned();
        answers(batch, status, "Outcome of each item.".to_owned(), name)
    })
}

fn snake(text: &str) -> String {
    text.to_lowercase().replace([' ', '-'], "_")
}

fn name<T: ToSchema>() -> String {
    T::name().into_owned()
}

fn operation(id: String, summary: String, description: &str) -> OperationBuilder {
    OperationBuilder::new()
        .operation_id(Some(id))
        .summary(Some(summary))
        .description(Some(description))
}

/// An operation on one record, with its verb in the operation ID and in the summary.
fn of_one(docs: &ResourceDocs, id: &str, verb: &str, description: &str) -> OperationBuilder {
    let ResourceDocs { one, a, .. } = *docs;
    operation(
        format!("{id}_{}", snake(one)),
        format!("{verb} {a}"),
        description,
    )
}

fn parameters<P: IntoParams>(operation: OperationBuilder, within: ParameterIn) -> OperationBuilder {
    let all: Vec<Parameter> = P::into_params(|| Some(within.clone()));
    all.into_iter().fold(operation, OperationBuilder::parameter)
}

fn id<E: Readable>(operation: OperationBuilder) -> OperationBuilder {
    parameters::<PathId<E>>(operation, ParameterIn::Path)
}

/// An operation on the version of a record that the client has read.
fn versioned<E: Readable>(operation: OperationBuilder) -> OperationBuilder {
    parameters::<IfMatch>(id::<E>(operation), ParameterIn::Header)
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

/// Answers with the record.
fn record<E: Readable>(operation: OperationBuilder, docs: &ResourceDocs) -> OperationBuilder {
    let description = format!("The {} as it is now.", docs.one);
    answers(operation, "200", description, name::<E>())
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
