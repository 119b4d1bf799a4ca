//! The claims of an order: the loss against what came back, and the way to open more.

use domain::choices::FixedChoice;
use domain::claims::{ClaimParty, OrderClaims};
use domain::permissions::Operation;
use domain::purchase_orders::PurchaseOrder;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_claims::inside;
use super::order_of;
use crate::pages::record_page::RecordPage;
use crate::screens::claims::row;
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::format::cash;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::menu::MenuItem;
use crate::ui::page_states::failed;
use crate::ui::record_parts::block;

/// The claims of the page's order, and the dialog that opens more.
#[derive(Clone, Copy)]
pub(super) struct ClaimEntry {
    pub(super) page: RecordPage,
    pub(super) open: RwSignal<bool>,
    found: RwSignal<Option<Result<OrderClaims, AppError>>>,
    /// Tells answers to earlier questions apart.
    asked: StoredValue<u32>,
}

impl ClaimEntry {
    /// Reads the claims again whenever the order changes.
    pub(super) fn on(page: RecordPage) -> Self {
        let entry = Self {
            page,
            open: RwSignal::new(false),
            found: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        Effect::new(move || {
            page.loaded.track();
            entry.fetch();
        });
        entry
    }

    pub(super) fn fetch(self) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        let page = self.page;
        let Some(order) = page.loaded.with_untracked(order_of) else {
            return;
        };
        spawn_local(async move {
            let api = page.session.api();
            let answer = api.order_claims(order.id).await.map_err(AppError::from);
            if self.asked.try_get_value() == Some(asked) {
                self.found.set(Some(answer));
            }
        });
    }

    fn may_open(self, order: &PurchaseOrder) -> bool {
        let granted = self.page.session.may(Operation::Create, EntityKind::Claim);
        granted && order.status.takes_claims() && order.stamps.archived_at.is_none()
    }

    /// The entry in the menu of the order.
    pub(super) fn menu_item(self, order: &PurchaseOrder) -> Option<MenuItem> {
        let press = Callback::new(move |()| self.open.set(true));
        self.may_open(order)
            .then(|| MenuItem::new("Open claims", Some(Icon::Claim), press))
    }

    /// The section of the page; nothing while there are no claims and none can be opened.
    pub(super) fn section(self, order: &PurchaseOrder) -> AnyView {
        let may_open = self.may_open(order);
        live(move || {
            let content = match self.found.get() {
                None => return None,
                Some(Err(error)) => failed(&error, Some(Callback::new(move |()| self.fetch()))),
                Some(Ok(claims)) if claims.items.is_empty() && !may_open => return None,
                Some(Ok(claims)) => shown(&claims),
            };
            let open = move |()| self.open.set(true);
            let button = may_open.then(|| {
                view! { <Button label="Open claims" look=ButtonStyle::Quiet slim=true sign=Icon::Plus on_press=open/> }
            });
            let section = block("Claims", ().into_any(), button.into_any(), content);
            Some(view! { <div class="internal">{section}</div> }.into_any())
        })
    }

    /// The dialog.
    pub(super) fn dialog(self) -> AnyView {
        let content = move || {
            let order = self.page.loaded.with_untracked(order_of);
            order.map(|order| inside(self, order))
        };
        view! { <Dialog open=self.open label="Open claims">{content()}</Dialog> }.into_any()
    }
}

/// The party of an order by its name.
pub(super) fn party_name(order: &PurchaseOrder, party: ClaimParty) -> Option<String> {
    let named = order.has_claim_party(party);
    let name = match party {
        ClaimParty::Customer => order.customer_name.clone(),
        ClaimParty::Supplier => Some(order.supplier_name.clone()),
        ClaimParty::Carrier => order.links.carrier_name.clone(),
    };
    named.then(|| name.unwrap_or_else(|| party.label().to_owned()))
}

fn shown(claims: &OrderClaims) -> AnyView {
    if claims.items.is_empty() {
        return view! { <p class="muted">"No claims on this load."</p> }.into_any();
    }
    let rows: Vec<AnyView> = claims.items.iter().map(row).collect();
    let money = |amount: domain::Money| cash(&amount.to_string());
    view! {
        <ul class="claims">{rows}</ul>
        <dl class="pairs">
            <dt>"Loss, settled to the customer"</dt><dd>{money(claims.loss)}</dd>
            <dt>"Recovered"</dt><dd>{money(claims.recovered)}</dd>
            <dt class="total">"Net loss"</dt><dd class="total">{money(claims.net_loss)}</dd>
        </dl>
    }
    .into_any()
}
