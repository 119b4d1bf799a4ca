//! Editing of open choice lists: an administrator adds, relabels, reorders and retires entries. Codes never change and are never
//! deleted.

use serde::{Deserialize, Serialize};

use crate::choices::lists;
use crate::decimal::WeightAmount;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::rules::{Between, Required};

/// Most entries in a list; keeps positions small.
const MAX_POSITION: i64 = 10_000;

fixed_choice! {
    /// Kinds of payment terms.
    pub enum TermsKind in "terms_kind" {
        /// Due a number of days after an event.
        #[default]
        Net = "net" => "Net days",
        /// Paid before pickup.
        Prepaid = "prepaid" => "Prepaid",
        /// Net days, with a discount for early payment.
        Discount = "discount" => "Net days with discount",
        /// Due when the goods arrive.
        OnReceipt = "on_receipt" => "On receipt",
        /// Cash when the goods are handed over.
        Cod = "cod" => "Cash on delivery",
    }
}
fixed_choice! {
    /// The event from which payment terms count.
    pub enum TermsAnchor in "terms_anchor" {
        /// Invoice date.
        #[default]
        Invoice = "invoice" => "Invoice date",
        /// Ship date.
        Ship = "ship" => "Shipping date",
        /// Delivery date.
        Receipt = "receipt" => "Receiving date",
        /// Day the load is picked up.
        Pickup = "pickup" => "Pick-up date",
    }
}

draft! {
    /// How payment terms set a due date.
    pub struct TermsDraft {
        /// Kind of terms.
        pub kind: TermsKind,
        /// Days after the event; before it, as a negative number, when prepaid.
        #[cfg_attr(feature = "openapi", schema(example = 15))]
        pub days: Option<i64>,
        /// The event to count from.
        pub anchor: TermsAnchor,
        /// Discount for early payment, in percent; only of terms with a discount.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub discount_pct: Option<WeightAmount>,
        /// Days after the invoice date on which the discount may be taken.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub discount_days: Option<i64>,
    }
}

draft! {
    /// Writable fields of a choice list entry.
    pub struct ChoiceDraft {
        /// The list; fixed once the entry is made.
        #[cfg_attr(feature = "openapi", schema(example = "species"))]
        pub list: String,
        /// Stable code: letters, digits and `_`; fixed once the entry is made.
        #[cfg_attr(feature = "openapi", schema(example = "bison", pattern = "^[A-Za-z0-9_]+$"))]
        pub code: String,
        /// Label.
        #[cfg_attr(feature = "openapi", schema(example = "Bison"))]
        pub label: String,
        /// Position in the list, from 1; the other entries shift. Last if absent.
        #[cfg_attr(feature = "openapi", schema(example = 4, minimum = 1))]
        pub position: Option<i64>,
        /// Still valid on old records, no longer offered.
        pub retired: bool,
    }
    objects {
        /// Terms; required in `payment_terms`, not allowed elsewhere.
        pub terms: Option<TermsDraft>,
    }
}

rules! {
    ChoiceDraft {
        list: Required(50, "A list"),
        code: Required(50, "A code"),
        label: Required(100, "A label"),
        position: Between(1, MAX_POSITION, "A place is a number from 1 on"),
    }
    also |draft, errors, context| {
        let plain = draft.code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        errors.require(plain, "/code", "invalid_characters", "Use letters, digits and _ only");
        let open = context
            .choices
            .lists
            .iter()
            .any(|list| list.name == draft.list && !list.fixed);
        errors.require(
            open || draft.list.is_empty(),
            "/list",
            "unknown_code",
            "Unknown list, or a list that cannot be edited",
        );
        // The server reads the days from the code when a load ships.
        let aged = draft.list != lists::FRESHNESS || freshness_days(&draft.code).is_some();
        errors.require(aged, "/code", "invalid_code", "Write d and the days, for example d20");
        let needs_terms = draft.list == lists::PAYMENT_TERMS;
        match &draft.terms {
            None => errors.require(!needs_terms, "/terms", "required", "Say what the terms mean"),
            Some(_) if !needs_terms => {
                errors.add("/terms", "must_be_empty", "Only terms of payment have these");
            }
            Some(terms) => {
                let days = terms.days.unwrap_or(0);
                let prepaid = terms.kind == TermsKind::Prepaid;
                let fits = if prepaid { (-365..=0).contains(&days) } else { (0..=365).contains(&days) };
                errors.require(
                    fits,
                    "/terms/days",
                    "out_of_range",
                    "Days are 0 to 365; prepaid terms count back, -365 to 0",
                );
                check_discount(errors, terms);
            }
        }
    }
}

/// Terms with a discount say which and until when; others say neither.
fn check_discount(errors: &mut FieldErrors, terms: &TermsDraft) {
    let parts = [
        (
            "/terms/discount_pct",
            terms.discount_pct.map(WeightAmount::units),
            (1, 10_000),
            "Enter a discount above 0 and up to 100 percent",
        ),
        (
            "/terms/discount_days",
            terms.discount_days,
            (0, 365),
            "Enter 0 to 365 days in which the discount may be taken",
        ),
    ];
    for (pointer, value, (least, most), message) in parts {
        if terms.kind == TermsKind::Discount {
            let fits = value.is_some_and(|value| (least..=most).contains(&value));
            errors.require(fits, pointer, "out_of_range", message);
        } else {
            let message = "Only terms with a discount have it";
            errors.require(value.is_none(), pointer, "must_be_empty", message);
        }
    }
}

/// An entry of an open choice list, as an administrator edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoiceItem {
    /// Id.
    pub id: Id<ChoiceItem>,
    /// Version of the record; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub version: i64,
    /// Writable fields.
    #[serde(flatten)]
    pub details: ChoiceDraft,
}

/// The number of days in a `freshness` code: 10 for `d10`.
pub(crate) fn freshness_days(code: &str) -> Option<u64> {
    code.strip_prefix('d')?.parse().ok()
}
