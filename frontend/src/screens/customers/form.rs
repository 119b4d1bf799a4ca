//! The fields of a customer, and the page that fills them in.

use domain::customers::{Customer, CustomerDraft};
use domain::fields::CheckContext;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::ENTITY;
use crate::editor::Editor;
use crate::record_page::id_in_address;
use crate::records::{calls, rules_of};
use crate::screens::parties::ADDRESS;
use crate::session::Session;
use crate::ui::form::object_of;
use crate::ui::format::today;
use crate::ui::spec::{FieldGroup, FieldSpec, Kind};

/// Makes or changes a customer.
pub struct CustomerEditor;

#[lazy_route]
impl LazyRoute for CustomerEditor {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let session = Session::here();
        let choices = session.choices();
        let check = rules_of::<CustomerDraft>(move |draft| {
            draft.tidy();
            draft.check(CheckContext {
                today: today(),
                choices: &choices,
            })
        });
        let start = CustomerDraft::default();
        let id = id_in_address().get_untracked();
        view! { <Editor entity=ENTITY calls={calls::<Customer>(session)} check=check id=id start=object_of(&start)/> }.into_any()
    }
}

/// The fields by task.
pub(super) const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Customer",
        about: "Who they are.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .help("As it stands on their papers")
                .whole(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("segments", "Segments", Kind::Codes("customer_segment")),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Terms and credit",
        about: "What they owe us under. A hold blocks issuing orders to them.",
        fields: &[
            FieldSpec::new(
                "payment_terms",
                "Payment terms",
                Kind::Code("payment_terms"),
            ),
            FieldSpec::new(
                "payment_method",
                "They pay by",
                Kind::Code("payment_method"),
            ),
            FieldSpec::new("credit_limit", "Credit limit", Kind::Money),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new(
                "credit_application_approved_on",
                "Application approved",
                Kind::Day,
            ),
            FieldSpec::new("credit_hold", "Credit hold", Kind::Flag),
        ],
    },
    FieldGroup {
        title: "Goods",
        about: "What they buy, from where, and how it moves.",
        fields: &[
            FieldSpec::new("species", "Preferred species", Kind::Codes("species")),
            FieldSpec::new("edibility", "Buys", Kind::Code("edibility")),
            FieldSpec::new(
                "origin_preference",
                "Preferred origin",
                Kind::Code("origin"),
            ),
            FieldSpec::new("cooks_product", "Cooks what it buys", Kind::Flag)
                .help("Needed for positive and cooker-only lots"),
            FieldSpec::new("picks_up_loads", "Picks up loads", Kind::Flag),
            FieldSpec::new("needs_exportable", "Needs exportable goods", Kind::Flag),
        ],
    },
    FieldGroup {
        title: "Papers",
        about: "What must come with each load.",
        fields: &[
            FieldSpec::new(
                "documents_needed",
                "Papers this customer asks for",
                Kind::Ticks("required_document"),
            )
            .whole(),
            FieldSpec::new(
                "certificates_required",
                "Certificates of the plant",
                Kind::Codes("certificate"),
            ),
        ],
    },
    FieldGroup {
        title: "Notes",
        about: "Internal; never printed on papers.",
        fields: &[FieldSpec::new("notes", "Notes", Kind::Note).whole()],
    },
];
