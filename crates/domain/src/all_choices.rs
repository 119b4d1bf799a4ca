//! All choice lists: the fixed ones of the program, and the open ones of the database.

use std::collections::BTreeMap;

use crate::boards::LoadEnd;
use crate::carriers::{AuthorityStatus, InsuranceState, TenderBlock};
use crate::choice_entries::{TermsAnchor, TermsKind};
use crate::choices::{
    ChoiceEntry, ChoiceList, Choices, Currency, DealRole, DeliveryProfile, Density, Edibility,
    FixedChoice, LogisticsScenario, LotTestResult, Origin, ReleaseFormat, Theme, UserRole,
    WeightBasis,
};
use crate::claims::{ClaimAction, ClaimKind, ClaimParty, ClaimStatus, ClockWarning};
use crate::contact_details::US_STATES;
use crate::contacts::ContactParty;
use crate::credit::CreditStanding;
use crate::payments::{AgingBasis, PaymentStanding, PostingKind};
use crate::pricing::{PriceBasis, WeightUnit};
use crate::purchase_orders::{
    CostBasis, CostKind, CostPayee, CostPayer, OrderAction, OrderStatus, OverridableRule,
};
use crate::receivables::{
    AgingBucket, PaymentStatus, ReceivableAction, ReceivableKind, ReceivableStanding,
    ReceivableStatus,
};
use crate::reports::{ReportDimension, WaitingKind};
use crate::settings::MarginFloorRule;

/// Combines the fixed lists with the open ones from the database.
#[must_use]
pub fn all_choices(open: BTreeMap<String, Vec<ChoiceEntry>>) -> Choices {
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
        fixed::<PaymentStanding>(),
        fixed::<PostingKind>(),
        fixed::<AgingBasis>(),
        fixed::<CreditStanding>(),
        fixed::<ClaimKind>(),
        fixed::<ClaimParty>(),
        fixed::<ClaimStatus>(),
        fixed::<ClaimAction>(),
        fixed::<ClockWarning>(),
        fixed::<CostKind>(),
        fixed::<CostPayer>(),
        fixed::<CostPayee>(),
        fixed::<CostBasis>(),
        fixed::<MarginFloorRule>(),
        fixed::<ReportDimension>(),
        fixed::<WaitingKind>(),
        fixed::<LoadEnd>(),
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
    Choices::new(lists)
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
    use crate::field_errors::FieldErrors;

    #[test]
    fn lists_are_found_by_name() {
        let choices = all_choices(BTreeMap::new());
        assert!(choices.has("delivery_profile", "does_not_deliver"));
        assert_eq!(choices.label("us_state", "NE"), "Nebraska");
        assert_eq!(choices.label("species", "beef"), "beef");
        let mut errors = FieldErrors::new();
        choices.check_set(&mut errors, "/species", "species", &["beef".to_owned()]);
        assert!(errors.has("/species/0"));
    }
}
