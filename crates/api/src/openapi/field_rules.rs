//! Lengths and required fields of bodies, from the rules of the domain.

use domain::choice_entries::ChoiceDraft;
use domain::contact_details::Address;
use domain::field_rules::FieldRule;
use domain::fields::Rules;
use domain::payments::{PaymentDraft, ReceivablePayment};
use domain::purchase_orders::{OrderHeader, PurchaseOrderDraft};
use domain::record::Resource;
use domain::users::{ProfileDraft, UserDraft};
use domain::views::ViewDraft;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// The rules of a draft, with the name of its schema.
type DraftRules = (String, Vec<FieldRule>);

fn of<D: Rules + ToSchema>() -> DraftRules {
    part::<D>(D::field_rules())
}

/// The rules of a schema that is a part of drafts, or a draft that is checked without [`Rules`].
fn part<P: ToSchema>(rules: Vec<FieldRule>) -> DraftRules {
    (P::name().into_owned(), rules)
}

macro_rules! rules_of {
    ($($record:path),+) => {
        vec![$(of::<<$record as Resource>::Draft>()),+]
    };
}

/// Drafts whose rules the document shows.
fn drafts() -> Vec<DraftRules> {
    let mut drafts = domain::each_record!(rules_of);
    drafts.push(of::<PaymentDraft>());
    drafts.push(of::<ReceivablePayment>());
    drafts
}

/// Drafts, and parts of them, of which the document shows the lengths only.
fn lengths_only() -> [DraftRules; 7] {
    [
        of::<ChoiceDraft>(),
        of::<ViewDraft>(),
        of::<PurchaseOrderDraft>(),
        part::<OrderHeader>(OrderHeader::field_rules()),
        part::<Address>(Address::field_rules()),
        part::<UserDraft>(UserDraft::field_rules()),
        part::<ProfileDraft>(ProfileDraft::field_rules()),
    ]
}

/// Sets the longest texts.
pub(super) fn limit(schemas: &mut Map<String, Value>) {
    for (name, rules) in drafts().into_iter().chain(lengths_only()) {
        let Some(schema) = schemas.get_mut(&name) else {
            continue;
        };
        let limits = rules
            .iter()
            .filter_map(|rule| Some((rule.name, rule.max_length?)));
        for (field, max) in limits {
            if let Some(members) = property(schema, field).and_then(Value::as_object_mut) {
                members.insert("maxLength".to_owned(), json!(max));
            }
        }
    }
}

/// A field of a schema or of one of the parts that it consists of.
fn property<'a>(schema: &'a mut Value, field: &str) -> Option<&'a mut Value> {
    if schema.get("allOf").is_none() {
        return schema.get_mut("properties")?.get_mut(field);
    }
    let parts = schema.get_mut("allOf")?.as_array_mut()?;
    parts
        .iter_mut()
        .find_map(|part| part.get_mut("properties")?.get_mut(field))
}

/// The required fields of a draft.
pub(super) fn required(draft: &str) -> Vec<&'static str> {
    drafts()
        .into_iter()
        .filter(|(name, _)| name == draft)
        .flat_map(|(_, rules)| rules)
        .filter(|rule| rule.is_required)
        .map(|rule| rule.name)
        .collect()
}
