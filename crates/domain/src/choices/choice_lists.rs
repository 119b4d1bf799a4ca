//! All choice lists, fixed and open, with their entries: the response of `GET /choices`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Currency, DealRole, DeliveryProfile, Density, Edibility, FixedChoice, LogisticsScenario,
    LotTestResult, Origin, ReleaseFormat, Theme, UserRole, WeightBasis,
};
use crate::choice_entries::{ChoiceItem, TermsAnchor, TermsKind};
use crate::contact_details::US_STATES;
use crate::fields::FieldErrors;
use crate::id::Id;

/// One entry of a choice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceEntry {
    /// Its id, by which an administrator edits it; null in fixed lists.
    #[serde(default)]
    pub id: Option<Id<ChoiceItem>>,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "beef"))]
    pub code: String,
    /// Label.
    #[cfg_attr(feature = "openapi", schema(example = "Beef"))]
    pub label: String,
    /// Position in the list, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub position: i32,
    /// Still valid on old records, no longer offered.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub retired: bool,
}

/// One choice list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceList {
    /// Name of the list.
    #[cfg_attr(feature = "openapi", schema(example = "species"))]
    pub name: String,
    /// Fixed lists belong to the program; open ones are edited by an administrator.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub fixed: bool,
    /// The entries in order.
    pub entries: Vec<ChoiceEntry>,
}

/// All choice lists: response of `GET /choices`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choices {
    /// The lists in order of their names.
    pub lists: Vec<ChoiceList>,
}

impl Choices {
    /// Combines the fixed lists with the open ones from the database.
    #[must_use]
    pub fn new(open: BTreeMap<String, Vec<ChoiceEntry>>) -> Self {
        use crate::carriers::{AuthorityStatus, InsuranceState, TenderBlock};
        use crate::contacts::ContactParty;
        use crate::credit::CreditStanding;
        use crate::pricing::{PriceBasis, WeightUnit};
        use crate::purchase_orders::{OrderAction, OrderStatus, OverridableRule};
        use crate::receivables::{
            AgingBucket, PaymentStatus, ReceivableAction, ReceivableKind, ReceivableStanding,
            ReceivableStatus,
        };
        let mut lists = vec![
            fixed::<Currency>(),
            fixed::<DeliveryProfile>(),
            fixed::<Edibility>(),
            fixed::<Origin>(),
            fixed::<WeightBasis>(),
            fixed::<LogisticsScenario>(),
            fixed::<ReleaseFormat>(),
            fixed::<DealRole>(),
            fixed::<LotTestResult>(),
            fixed::<UserRole>(),
            fixed::<Theme>(),
            fixed::<Density>(),
            fixed::<PriceBasis>(),
            fixed::<WeightUnit>(),
            fixed::<OrderStatus>(),
            fixed::<OrderAction>(),
            fixed::<TermsKind>(),
            fixed::<TermsAnchor>(),
            fixed::<AuthorityStatus>(),
            fixed::<InsuranceState>(),
            fixed::<TenderBlock>(),
            fixed::<OverridableRule>(),
            fixed::<ContactParty>(),
            fixed::<ReceivableKind>(),
            fixed::<ReceivableStatus>(),
            fixed::<ReceivableAction>(),
            fixed::<PaymentStatus>(),
            fixed::<AgingBucket>(),
            fixed::<ReceivableStanding>(),
            fixed::<CreditStanding>(),
        ];
        let states = US_STATES.iter().map(|(code, label)| (*code, *label));
        lists.push(ChoiceList {
            name: "us_state".to_owned(),
            fixed: true,
            entries: entries(states),
        });
        lists.extend(open.into_iter().map(|(name, entries)| ChoiceList {
            name,
            fixed: false,
            entries,
        }));
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        Self { lists }
    }

    /// The entries of a list; empty for an unknown list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[ChoiceEntry] {
        self.lists
            .iter()
            .find(|list| list.name == name)
            .map_or(&[], |list| list.entries.as_slice())
    }

    /// Whether a list contains a code, retired or not.
    #[must_use]
    pub fn has(&self, list: &str, code: &str) -> bool {
        self.list(list).iter().any(|entry| entry.code == code)
    }

    /// The label of a code; the code itself if it is unknown.
    #[must_use]
    pub fn label<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.list(list)
            .iter()
            .find(|entry| entry.code == code)
            .map_or(code, |entry| entry.label.as_str())
    }

    /// Checks an optional code of an open list.
    pub fn check(&self, errors: &mut FieldErrors, pointer: &str, list: &str, code: Option<&str>) {
        if code.is_some_and(|code| !self.has(list, code)) {
            errors.add(
                pointer,
                "unknown_code",
                format!("Unknown code for the list {list}"),
            );
        }
    }

    /// Checks every code of a set; errors name the index of each wrong code.
    pub fn check_set(&self, errors: &mut FieldErrors, pointer: &str, list: &str, codes: &[String]) {
        for (index, code) in codes.iter().enumerate() {
            self.check(errors, &format!("{pointer}/{index}"), list, Some(code));
        }
    }
}

fn entries<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<ChoiceEntry> {
    pairs
        .zip(1..)
        .map(|((code, label), position)| ChoiceEntry {
            id: None,
            code: code.to_owned(),
            label: label.to_owned(),
            position,
            retired: false,
        })
        .collect()
}

fn fixed<T: FixedChoice>() -> ChoiceList {
    let entries = entries(T::ALL.iter().map(|choice| (choice.code(), choice.label())));
    ChoiceList {
        name: T::LIST.to_owned(),
        fixed: true,
        entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_found_by_name() {
        let choices = Choices::new(BTreeMap::new());
        assert!(choices.has("delivery_profile", "does_not_deliver"));
        assert_eq!(choices.label("us_state", "NE"), "Nebraska");
        assert_eq!(choices.label("species", "beef"), "beef");
        let mut errors = FieldErrors::new();
        choices.check_set(&mut errors, "/species", "species", &["beef".to_owned()]);
        assert!(errors.has("/species/0"));
    }
}
