//! Macros for the declarations that every entity repeats: drafts and their rules, records and their list rows, filters, sort keys.

/// Declares a draft: the writable fields of a record. Each field is read separately, so that all wrong fields are reported at once.
/// Fields of `flat` parts are siblings of the draft's own fields; `lists` and `objects` are nested drafts. `answered with` names
/// the read-only fields that responses add to a nested draft.
macro_rules! draft {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $( $(#[$field_doc:meta])* pub $field:ident : $type:ty, )*
        }
        $( flat { $( $(#[$flat_doc:meta])* pub $flat:ident : $flat_type:ty, )+ } )?
        $( lists { $( $(#[$list_doc:meta])* pub $list:ident : $list_type:ty, )+ } )?
        $( objects { $( $(#[$object_doc:meta])* pub $object:ident : $object_type:ty, )+ } )?
        $( answered with $read_only:expr )?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $( $(#[$field_doc])* pub $field: $type, )*
            $( $( $(#[$flat_doc])* #[serde(flatten)] pub $flat: $flat_type, )+ )?
            $( $( $(#[$object_doc])* pub $object: $object_type, )+ )?
            $( $( $(#[$list_doc])* pub $list: $list_type, )+ )?
        }

        impl $crate::fields::Draft for $name {
            $( const READ_ONLY: &'static [&'static str] = $read_only; )?

            fn fields() -> Vec<&'static str> {
                let own: Vec<&'static str> = vec![ $( stringify!($field), )* $( $( $crate::fields::json_name(stringify!($object)), )+ )? $( $( stringify!($list), )+ )? ];
                let flat: Vec<Vec<&'static str>> = vec![ $( $( <$flat_type as $crate::fields::Draft>::fields(), )+ )? ];
                std::iter::once(own).chain(flat).flatten().collect()
            }

            fn read(reader: &mut $crate::fields::FieldReader<'_>) -> Self {
                Self {
                    $( $field: reader.take(stringify!($field)), )*
                    $( $( $flat: <$flat_type as $crate::fields::Draft>::read(reader), )+ )?
                    $( $( $object: reader.take_object($crate::fields::json_name(stringify!($object))), )+ )?
                    $( $( $list: reader.take_list(stringify!($list)), )+ )?
                }
            }
        }
    };
}

/// Declares the filter of a list. Every field is a typed query parameter, for reading, writing and documentation. `as LIST` names
/// the open choice list of its codes.
macro_rules! filter {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $( $(#[doc = $field_doc:literal])+ pub $field:ident : $type:ty $(as $list:expr)?, )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            /// The filters that every list accepts.
            pub common: $crate::filter::CommonFilter,
            $( $(#[doc = $field_doc])+ pub $field: $type, )*
        }

        impl $crate::filter::Filter for $name {
            fn common(&self) -> &$crate::filter::CommonFilter {
                &self.common
            }

            fn common_mut(&mut self) -> &mut $crate::filter::CommonFilter {
                &mut self.common
            }

            fn read(reader: &mut $crate::filter::QueryReader) -> Self {
                Self {
                    common: $crate::filter::CommonFilter::read(reader),
                    $( $field: $crate::filter::FilterValue::read(stringify!($field), reader), )*
                }
            }

            fn write(&self, pairs: &mut Vec<(String, String)>) {
                self.common.write(pairs);
                $( $crate::filter::FilterValue::write(&self.$field, stringify!($field), pairs); )*
            }

            fn check_codes(&self, _choices: &$crate::choices::Choices, _errors: &mut $crate::fields::FieldErrors) {
                $( $( self.$field.check_codes(stringify!($field), $list, _choices, _errors); )? )*
            }

            #[cfg(feature = "openapi")]
            fn parameters() -> Vec<utoipa::openapi::path::Parameter> {
                let mut all = $crate::filter::CommonFilter::parameters();
                $( <$type as $crate::filter::FilterValue>::parameters(stringify!($field), concat!($($field_doc,)+), &mut all); )*
                all
            }

            #[cfg(feature = "openapi")]
            fn schemas(all: &mut $crate::filter::NamedSchemas) {
                $crate::filter::CommonFilter::schemas(all);
                $( <$type as $crate::filter::FilterValue>::schemas(all); )*
            }
        }
    };
}

/// Declares the sort keys of a list and its default order.
macro_rules! sort_keys {
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $( $(#[$key_doc:meta])* $variant:ident = $code:literal, )+ }
        default [ $( $default:ident $direction:ident ),+ ]
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$key_doc])* $variant, )+ }

        impl $crate::list::SortKey for $name {
            const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            fn default_order() -> Vec<$crate::list::SortBy<Self>> {
                vec![ $( sort_keys!(@by $direction Self::$default), )+ ]
            }
        }
    };
    (@by asc $key:expr) => { $crate::list::SortBy::ascending($key) };
    (@by desc $key:expr) => { $crate::list::SortBy::descending($key) };
}

/// Declares the rules of a draft's fields, using the types of [`crate::rules`]; `also` adds checks across fields.
macro_rules! rules {
    (
        $draft:ty { $( $field:ident : $rule:expr, )* }
        $( also |$self:ident, $errors:ident, $context:ident| $across:block )?
    ) => {
        impl $crate::fields::Rules for $draft {
            fn tidy(&mut self) {
                $( $crate::rules::Rule::tidy(&$rule, &mut self.$field); )*
            }

            fn check(&self, context: $crate::fields::CheckContext<'_>) -> $crate::fields::FieldErrors {
                let mut errors = $crate::fields::FieldErrors::new();
                $(
                    let mut at = $crate::rules::At {
                        errors: &mut errors,
                        context,
                        pointer: concat!("/", stringify!($field)),
                    };
                    $crate::rules::Rule::check(&$rule, &mut at, &self.$field);
                )*
                $( {
                    let ($self, $errors, $context) = (self, &mut errors, context);
                    $across
                } )?
                errors
            }

            fn field_rules() -> Vec<$crate::field_rules::FieldRule> {
                [ $( $crate::rules::describe(&$rule, |draft: &Self| &draft.$field, stringify!($field)), )* ].concat()
            }

            fn sort_sets(&mut self) {
                $( $crate::rules::Rule::normalize(&$rule, &mut self.$field); )*
            }
        }
    };
}

/// Declares a business record: the full record (its draft, computed fields, stamps), its list row, and its path in the API.
macro_rules! record {
    (
        $(#[$doc:meta])*
        pub struct $name:ident($kind:ident) at $path:literal, drafted as $draft:ident {
            $( $(#[$field_doc:meta])* pub $field:ident : $type:ty, )*
        }
        $(#[$row_doc:meta])*
        pub struct $row:ident {
            $( $(#[$cell_doc:meta])* pub $cell:ident : $cell_type:ty, )*
        }
        narrowed by $filter:ident, sorted by $sort:ident, called |$it:ident| $label:expr
        $(, asking $operation:ident when |$before:ident, $after:ident| $differs:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            /// Id.
            pub id: $crate::id::Id<$name>,
            /// Version of the record; the `ETag` holds it.
            #[cfg_attr(feature = "openapi", schema(example = 3))]
            pub version: i64,
            /// Writable fields.
            #[serde(flatten)]
            pub details: $draft,
            $( $(#[$field_doc])* pub $field: $type, )*
            /// Ownership, creation, change, archive.
            #[serde(flatten)]
            pub stamps: $crate::record::Stamps,
        }

        $(#[$row_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $row {
            /// Id.
            pub id: $crate::id::Id<$name>,
            /// Version of the record.
            pub version: i64,
            $( $(#[$cell_doc])* pub $cell: $cell_type, )*
            /// Owner.
            pub owner_id: $crate::id::Id<$crate::users::User>,
            /// Display name of the owner.
            #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
            pub owner_name: String,
            /// Time of creation.
            #[serde(with = "crate::record::instant")]
            #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
            pub created_at: chrono::NaiveDateTime,
            /// Time of the last change, including archive and restore.
            #[serde(with = "crate::record::instant")]
            #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
            pub updated_at: chrono::NaiveDateTime,
            /// Time of archiving; null while active.
            #[serde(with = "crate::record::instant::optional")]
            #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
            pub archived_at: Option<chrono::NaiveDateTime>,
        }

        impl $crate::record::Resource for $name {
            const KIND: $crate::record::EntityKind = $crate::record::EntityKind::$kind;
            const PATH: &'static str = $path;
            const READ_ONLY: &'static [&'static str] = &[
                "id", "version", $( stringify!($field), )* "owner_name",
                "created_at", "created_by", "created_by_name", "updated_at", "updated_by", "updated_by_name",
                "archived_at", "archived_by",
            ];

            type Draft = $draft;
            type Summary = $row;
            type Filter = $filter;
            type Sort = $sort;

            fn id(&self) -> $crate::id::Id<Self> {
                self.id
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn draft(&self) -> $draft {
                self.details.clone()
            }

            fn is_archived(&self) -> bool {
                self.stamps.archived_at.is_some()
            }

            fn label(&self) -> String {
                let $it = self;
                $label
            }
        }

        impl $crate::record::Drafted for $name {
            fn details(&self) -> &$draft {
                &self.details
            }
        }

        impl $crate::record::Business for $name {
            fn stamps(&self) -> &$crate::record::Stamps {
                &self.stamps
            }

            fn owner(draft: &$draft) -> Option<$crate::id::Id<$crate::users::User>> {
                draft.owner_id
            }

            fn set_owner(draft: &mut $draft, owner: $crate::id::Id<$crate::users::User>) {
                draft.owner_id = Some(owner);
            }

            fn required_operation(_before: Option<&$draft>, _after: &$draft) -> Option<$crate::permissions::Operation> {
                $( {
                    let ($before, $after) = (_before, _after);
                    if $differs {
                        return Some($crate::permissions::Operation::$operation);
                    }
                } )?
                None
            }
        }
    };
}

/// Reads a record and its flattened parts one field after the other. What serde derives for `flatten` is six times as large, and the
/// browser app reads orders.
macro_rules! read_in_parts {
    ($name:ident { parts: $($part:ident),+; fields: $($field:ident),+ $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                let read = || -> Result<Self, serde_json::Error> {
                    Ok(Self {
                        $( $part: serde::Deserialize::deserialize(&value)?, )+
                        $( $field: $crate::record::read_field(&value, stringify!($field))?, )+
                    })
                };
                read().map_err(serde::de::Error::custom)
            }
        }
    };
}
