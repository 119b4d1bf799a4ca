//! Macros that declare value types: scaled decimals and fixed choices.

/// Declares an exact decimal: a scaled `i64` with its JSON form, limits and schema.
macro_rules! decimal_type {
    ($(#[$doc:meta])* $name:ident, scale $scale:literal, limit $limit:literal, example $example:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Digits after the point.
            pub const SCALE: u32 = $scale;
            /// Zero.
            pub const ZERO: Self = Self(0);

            /// Wraps an integer of the smallest unit; `None` beyond the limit.
            #[must_use]
            pub const fn new(units: i64) -> Option<Self> {
                if units > $limit || units < -$limit { None } else { Some(Self(units)) }
            }

            /// Wraps an integer of the smallest unit, clamped to the limit: for constants and values read from a table.
            #[must_use]
            pub const fn of(units: i64) -> Self {
                if units > $limit { Self($limit) } else if units < -$limit { Self(-$limit) } else { Self(units) }
            }

            /// The integer of the smallest unit.
            #[must_use]
            pub const fn units(self) -> i64 {
                self.0
            }

            /// Whether it is below zero.
            #[must_use]
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::decimal::format_scaled(self.0, $scale))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::decimal::DecimalError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new($crate::decimal::parse_scaled(text, $scale)?).ok_or($crate::decimal::DecimalError::OutOfRange)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                let Some(text) = value.as_str() else {
                    return Err($crate::json_error::json_error(
                        "expected_decimal_string",
                        concat!("Send a string of decimals, for example \"", $example, "\""),
                    ));
                };
                text.parse().map_err(|error: $crate::decimal::DecimalError| $crate::json_error::json_error(error.code(), error))
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^-?[0-9]{1,12}(\\.[0-9]{1,", $scale, "})?$")))
                    .examples([serde_json::json!($example)])
                    .build()
                    .into()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

/// Declares a fixed choice list: an enum with stable codes and readable labels.
macro_rules! fixed_choice {
    (
        $(#[$doc:meta])*
        pub enum $name:ident in $list:literal {
            $( $(#[$variant_doc:meta])* $variant:ident = $code:literal => $label:literal, )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name {
            $( $(#[$variant_doc])* $variant, )+
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([ $( $code, )+ ]))
                    .build()
                    .into()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl $crate::choices::FixedChoice for $name {
            const LIST: &'static str = $list;
            const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }

            #[cfg(feature = "openapi")]
            fn schema() -> (String, utoipa::openapi::RefOr<utoipa::openapi::Schema>) {
                (<Self as utoipa::ToSchema>::name().into_owned(), <Self as utoipa::PartialSchema>::schema())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::choices::FixedChoice::code(*self))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::choices::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $( $code => Ok(Self::$variant), )+ _ => Err($crate::choices::UnknownCode) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::choices::FixedChoice::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(|error: $crate::choices::UnknownCode| $crate::json_error::json_error("unknown_code", error))
            }
        }
    };
}
