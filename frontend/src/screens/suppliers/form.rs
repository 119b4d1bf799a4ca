//! The fields of a supplier, and the page that fills them in.

use domain::choices::DeliveryProfile;
use domain::fields::CheckContext;
use domain::suppliers::{Supplier, SupplierDraft};
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

/// Makes or changes a supplier.
pub struct SupplierEditor;

#[lazy_route]
impl LazyRoute for SupplierEditor {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let session = Session::here();
        let choices = session.choices();
        let check = rules_of::<SupplierDraft>(move |draft| {
            draft.tidy();
            draft.check(CheckContext {
                today: today(),
                choices: &choices,
            })
        });
        let start = SupplierDraft {
            delivery_profile: DeliveryProfile::Delivers,
            ..SupplierDraft::default()
        };
        let id = id_in_address().get_untracked();
        view! { <Editor entity=ENTITY calls={calls::<Supplier>(session)} check=check id=id start=object_of(&start)/> }.into_any()
    }
}

/// The fields by task.
pub(super) const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Supplier",
        about: "Who they are.",
        fields: &[
            FieldSpec::new("name", "Name", Kind::Line)
                .required()
                .help("As it stands on their papers")
                .whole(),
            FieldSpec::new("code", "Code", Kind::Line),
            FieldSpec::new("kind", "Kind", Kind::Code("plant_kind")),
        ],
    },
    ADDRESS,
    FieldGroup {
        title: "Goods",
        about: "What they sell, and with which papers.",
        fields: &[
            FieldSpec::new("species", "Species", Kind::Codes("species")),
            FieldSpec::new("edibility", "Edibility", Kind::Code("edibility")),
            FieldSpec::new("certificates", "Certificates", Kind::Codes("certificate")),
            FieldSpec::new("origin_countries", "Origin", Kind::Codes("country")),
            FieldSpec::new("offers_tested_product", "Offers tested product", Kind::Flag),
            FieldSpec::new("offers_contracts", "Offers contracts", Kind::Flag),
            FieldSpec::new(
                "offers_export_documents",
                "Offers export documents",
                Kind::Flag,
            ),
        ],
    },
    FieldGroup {
        title: "Shipping",
        about: "How their loads move, and how a pick-up is booked.",
        fields: &[
            FieldSpec::new(
                "delivery_profile",
                "Delivery",
                Kind::Chosen("delivery_profile"),
            )
            .required(),
            FieldSpec::new("shipping_scopes", "Ships", Kind::Ticks("shipping_scope")),
            FieldSpec::new(
                "pickup_booking_method",
                "Pick-ups are booked by",
                Kind::Code("appointment_method"),
            ),
            FieldSpec::new("pickup_booking_notes", "Notes for booking", Kind::Line).whole(),
        ],
    },
    FieldGroup {
        title: "Terms",
        about: "What we owe them under, and the credit they give us.",
        fields: &[
            FieldSpec::new(
                "payment_terms",
                "Payment terms",
                Kind::Code("payment_terms"),
            ),
            FieldSpec::new("payment_method", "We pay by", Kind::Code("payment_method")),
            FieldSpec::new("credit_limit", "Credit limit", Kind::Money),
            FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
            FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
            FieldSpec::new(
                "credit_application_approved_on",
                "Application approved",
                Kind::Day,
            ),
        ],
    },
    FieldGroup {
        title: "Notes",
        about: "Internal; never printed on papers.",
        fields: &[FieldSpec::new("notes", "Notes", Kind::Note).whole()],
    },
];
