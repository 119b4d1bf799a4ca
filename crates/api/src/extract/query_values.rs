//! Typed query parameters of reports. What is wrong with one is noted in the reader.

use chrono::NaiveDate;
use domain::choices::FixedChoice;
use domain::filter::{QueryReader, QueryText};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

use super::query::query;

/// A value in its own notation: a day, an id.
pub(super) fn value<T: QueryText>(reader: &mut QueryReader, name: &str) -> Option<T> {
    let text = reader.take(name)?;
    let value = T::from_query(&text);
    if value.is_none() {
        reader.refuse(name, T::HINT);
    }
    value
}

/// The code of a fixed list.
pub(super) fn code<T: FixedChoice>(reader: &mut QueryReader, name: &str) -> Option<T> {
    let text = reader.take(name)?;
    let choice = text.parse().ok();
    if choice.is_none() {
        let codes: Vec<&str> = T::ALL.iter().map(|choice| choice.code()).collect();
        reader.refuse(name, &format!("{name} is one of {}", codes.join(", ")));
    }
    choice
}

/// A number of rows from 1 on.
pub(super) fn rows(reader: &mut QueryReader, name: &str, most: usize) -> Option<usize> {
    let text = reader.take(name)?;
    let rows = text.parse().ok().filter(|rows| (1..=most).contains(rows));
    if rows.is_none() {
        let message = format!("{name} is a whole number from 1 to {most}");
        reader.refuse(name, &message);
    }
    rows
}

/// The first and the last day of a span.
pub(super) fn span(reader: &mut QueryReader) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let (from, to) = (value::<NaiveDate>(reader, "from"), value(reader, "to"));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        reader.refuse("to", "to cannot be before from");
    }
    (from, to)
}

/// Describes a day.
pub(super) fn day_parameter(name: &str, description: &str) -> Parameter {
    let day = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .build();
    query(name, description, day.into())
}

/// Describes a number of rows.
pub(super) fn rows_parameter(
    name: &str,
    description: &str,
    most: usize,
    usual: usize,
) -> Parameter {
    let rows = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(serde_json::json!(usual)))
        .build();
    query(name, description, rows.into())
}

/// Describes the code of a fixed list.
pub(super) fn code_parameter<T: ToSchema>(name: &str, description: &str) -> Parameter {
    let schema: RefOr<Schema> = Ref::from_schema_name(T::name()).into();
    query(name, description, schema)
}
