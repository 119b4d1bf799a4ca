//! Conversion of fields from and to columns.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};
use domain::carriers::AuthorityStatus;
use domain::choices::{DeliveryProfile, Edibility, FixedChoice, Origin, WeightBasis};
use domain::claims::{ClaimKind, ClaimParty, ClaimStatus};
use domain::contacts::ContactParty;
use domain::purchase_orders::PartySnapshot;
use domain::receivables::{ReceivableKind, ReceivableStatus};
use domain::record::Instant;
use domain::{Id, Money, PriceAmount, WeightAmount, WeightUnit};

use crate::codes;
use crate::error::StoreError;
use crate::fixed_sql::{FixedSql, fixed_sql};
use crate::fragment::{Nothing, Value};

/// A field type with its column representation.
pub(crate) trait Cell: Sized {
    /// The type that diesel reads from the column.
    type ColumnType;
    /// The kind of null for this column.
    const NOTHING: Nothing;

    /// The value to write.
    fn value(&self) -> Value;

    /// Converts a column value to the field.
    fn read(kept: Self::ColumnType) -> Result<Self, StoreError>;
}

/// Converts a column value; the target type is inferred.
pub(crate) fn cell<T: Cell>(kept: T::ColumnType) -> Result<T, StoreError> {
    T::read(kept)
}

/// A type that diesel reads from a column, with the SQL type of the column.
pub(crate) trait Column {
    type SqlType;
}

/// Names the SQL types of columns.
macro_rules! columns {
    ($( $column:ty as $sql:ty; )+) => { $(
        impl Column for $column {
            type SqlType = $sql;
        }

        impl Column for Option<$column> {
            type SqlType = Nullable<$sql>;
        }
    )+ };
}

columns! {
    i64 as BigInt;
    bool as Bool;
    String as Text;
    NaiveDate as Date;
}

/// A constant expression of SQL that is read as a field.
pub(crate) fn derived<T: Cell<ColumnType: Column>>(
    sql: impl Into<Cow<'static, str>>,
) -> FixedSql<<T::ColumnType as Column>::SqlType> {
    fixed_sql(sql)
}

impl<T: Cell> Cell for Option<T> {
    type ColumnType = Option<T::ColumnType>;
    const NOTHING: Nothing = T::NOTHING;

    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Nothing(T::NOTHING), T::value)
    }

    fn read(kept: Self::ColumnType) -> Result<Self, StoreError> {
        kept.map(T::read).transpose()
    }
}

impl<T> Cell for Id<T> {
    type ColumnType = i64;
    const NOTHING: Nothing = Nothing::Int;

    fn value(&self) -> Value {
        Value::Int(self.get())
    }

    fn read(kept: i64) -> Result<Self, StoreError> {
        Ok(Self::new(kept))
    }
}

/// Implements [`Cell`] for types whose column holds the value or its smallest unit.
macro_rules! cells {
    ($( $field:ty as $kept:ty, $kind:ident, |$from:ident| $write:expr, |$to:ident| $read:expr; )+) => { $(
        impl Cell for $field {
            type ColumnType = $kept;
            const NOTHING: Nothing = Nothing::$kind;

            fn value(&self) -> Value {
                let $from = self;
                Value::$kind($write)
            }

            fn read($to: $kept) -> Result<Self, StoreError> {
                Ok($read)
            }
        }
    )+ };
}

cells! {
    String as String, Text, |text| text.clone(), |text| text;
    i64 as i64, Int, |number| *number, |number| number;
    bool as bool, Flag, |flag| *flag, |flag| flag;
    NaiveDate as NaiveDate, Day, |day| *day, |day| day;
    NaiveDateTime as NaiveDateTime, Instant, |instant| *instant, |instant| instant;
    Instant as NaiveDateTime, Instant, |instant| instant.0, |instant| Self(instant);
    Money as i64, Int, |money| money.units(), |units| Self::of(units);
    PriceAmount as i64, Int, |price| price.units(), |units| Self::of(units);
    WeightAmount as i64, Int, |weight| weight.units(), |units| Self::of(units);
}

/// A snapshot is stored as JSON.
impl Cell for PartySnapshot {
    type ColumnType = String;
    const NOTHING: Nothing = Nothing::Text;

    fn value(&self) -> Value {
        Value::Text(serde_json::to_string(self).unwrap_or_default())
    }

    fn read(kept: String) -> Result<Self, StoreError> {
        Ok(serde_json::from_str(&kept)?)
    }
}

/// Implements [`Cell`] for fixed choice lists.
macro_rules! coded {
    ($( $choice:ty ),+ $(,)?) => { $(
        impl Cell for $choice {
            type ColumnType = String;
            const NOTHING: Nothing = Nothing::Text;

            fn value(&self) -> Value {
                Value::Text(self.code().to_owned())
            }

            fn read(kept: String) -> Result<Self, StoreError> {
                codes::read(&kept)
            }
        }
    )+ };
}

coded! { DeliveryProfile, Edibility, Origin, WeightUnit, WeightBasis, AuthorityStatus, ContactParty, ReceivableKind, ReceivableStatus, ClaimKind,
ClaimParty, ClaimStatus }
