//! Parameters of lists for the OpenAPI document.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Required, Schema};

/// Name of the schema of the filter `archived`.
pub(super) const ARCHIVED: &str = "ArchivedFilter";

pub(super) fn push(all: &mut Vec<Parameter>, name: &str, doc: &str, schema: RefOr<Schema>) {
    let mut parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(doc))
        .schema(Some(schema.clone()));
    if matches!(schema, RefOr::T(Schema::Array(_))) {
        parameter = parameter
            .style(Some(ParameterStyle::Form))
            .explode(Some(true));
    }
    all.push(parameter.build());
}

pub(super) fn text(format: Option<&str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(format.map(|name| SchemaFormat::Custom(name.to_owned())))
        .build()
        .into()
}

pub(super) fn bounded_text(max: usize) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(max))
        .build()
        .into()
}

pub(super) fn codes(codes: Vec<&'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(codes))
        .build()
        .into()
}

pub(super) fn flag() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .build()
        .into()
}

pub(super) fn array(items: RefOr<Schema>) -> RefOr<Schema> {
    ArrayBuilder::new()
        .items(items)
        .min_items(Some(1))
        .max_items(Some(super::VALUES_MAX))
        .build()
        .into()
}
