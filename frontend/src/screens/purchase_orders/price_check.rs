//! Warns about a price outside the market range or far from the product's last price.

use std::collections::BTreeMap;

use domain::pricing::{PriceBasis, PriceDoubt};
use domain::purchase_orders::{LineWeights, OrderLine, PurchaseOrder};
use domain::{Price, PricePerLb};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::figures::Figures;
use super::formatting::{per, per_lb};
use super::{LIST, RECORD, order_of};
use crate::api::record_json::number;
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::form_overrides::{Confirmation, SaveConfirmations};
use crate::pages::loaded_record::LoadedRecord;
use crate::ui::app_error::BoxFuture;
use crate::ui::format::{grouped, short_day};

/// Orders whose prices count.
const BINDING: &str = "issued,confirmed,in_transit,delivered,closed";
/// The most lines that the question before saving names.
const MOST_LISTED: usize = 3;

/// What a product cost on the order before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LastPrice {
    buy: Option<PricePerLb>,
    sell: Option<PricePerLb>,
    /// The order and its day.
    source: String,
}

/// The last prices of the products of a form; in the context of its parts. Each product is looked up once.
#[derive(Clone, Copy)]
pub(super) struct LastPrices {
    session: Session,
    known: RwSignal<BTreeMap<i64, Option<LastPrice>>>,
    /// The order in the form, whose own prices do not count.
    own: Option<i64>,
}

/// A doubtful price of a line: the warning, and the basis that would be plausible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DoubtfulPrice {
    pub(super) words: String,
    pub(super) likely: Option<PriceBasis>,
}

/// Which price of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PriceSide {
    Buy,
    Sell,
}

impl LastPrices {
    /// Watches the lines of a form, and asks before saving a doubtful price.
    pub(super) fn provide(own: Option<i64>, figures: Memo<Figures>) {
        let prices = Self {
            session: Session::from_context(),
            known: RwSignal::new(BTreeMap::new()),
            own,
        };
        provide_context(prices);
        Effect::new(move || {
            figures.with(|figures| {
                for line in &figures.lines {
                    prices.look_up(line);
                }
            });
        });
        SaveConfirmations::follow(Callback::new(move |()| {
            figures.with_untracked(|figures| prices.question(&figures.lines))
        }));
    }

    fn look_up(self, line: &OrderLine) {
        let Some(id) = line.details.product_id.map(domain::Id::get) else {
            return;
        };
        if self.known.with_untracked(|known| known.contains_key(&id)) {
            return;
        }
        self.known
            .update_untracked(|known| drop(known.insert(id, None)));
        spawn_local(async move {
            // Without an answer only the bounds count.
            if let Ok(found) = last_price(self.session, id, self.own).await {
                drop(self.known.try_update(|known| known.insert(id, found)));
            }
        });
    }

    /// What is doubtful about one price of a line.
    pub(super) fn doubt(self, line: &OrderLine, side: PriceSide) -> Option<DoubtfulPrice> {
        let last = line.details.product_id.and_then(|id| {
            self.known
                .with(|known| known.get(&id.get()).cloned().flatten())
        });
        let (price, by_lb, before) = match side {
            PriceSide::Buy => (
                line.details.buy(),
                line.buy_price_per_lb,
                last.as_ref().and_then(|last| last.buy),
            ),
            PriceSide::Sell => (
                line.details.sell(),
                line.sell_price_per_lb,
                last.as_ref().and_then(|last| last.sell),
            ),
        };
        let (price, by_lb) = (price?, by_lb?);
        PriceDoubt::of(by_lb, before)?;
        let quantity = line.details.quantity(&LineWeights::default());
        let likely = price.likely_basis(quantity, before);
        let texts = before
            .zip(last)
            .map(|(before, last)| format!("last {} /lb, {}", per_lb(before), last.source));
        let words = match texts {
            Some(texts) => format!("{}: {texts}", called(price)),
            None => format!("{} is an unusual price", called(price)),
        };
        Some(DoubtfulPrice { words, likely })
    }

    /// The question before saving.
    fn question(self, lines: &[OrderLine]) -> Option<Confirmation> {
        let sides = [(PriceSide::Buy, "buying"), (PriceSide::Sell, "selling")];
        let texts: Vec<String> = lines
            .iter()
            .flat_map(|line| sides.map(|(side, word)| (line, side, word)))
            .filter_map(|(line, side, word)| {
                let doubt = untrack(|| self.doubt(line, side))?;
                Some(format!("Line {}, {word}: {}.", line.line_no, doubt.words))
            })
            .collect();
        let title = match texts.len() {
            0 => return None,
            1 => "Is this price right?",
            _ => "Are these prices right?",
        };
        let mut text = texts
            .iter()
            .take(MOST_LISTED)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ");
        if let Some(more) = texts
            .len()
            .checked_sub(MOST_LISTED)
            .filter(|more| *more > 0)
        {
            text.push_str(&format!(" And {more} more."));
        }
        Some((title.to_owned(), text))
    }
}

/// A price as people write it: `338.50 /lb`.
fn called(price: Price) -> String {
    let amount = price.amount.to_string();
    let amount = amount.strip_suffix("00").unwrap_or(&amount);
    format!("{} {}", grouped(amount), per(price.basis))
}

/// What a product cost on the binding order before this one.
fn last_price(session: Session, product: i64, own: Option<i64>) -> BoxFuture<Option<LastPrice>> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let pairs = vec![
        pair("product_id", product.to_string()),
        pair("status", BINDING.to_owned()),
        pair("limit", "2".to_owned()),
    ];
    Box::pin(async move {
        let found = fetch_list(session, LIST.path, pairs).await?;
        let ids = found.items.iter().filter_map(|order| number(order, "id"));
        let Some(id) = ids.into_iter().find(|id| Some(*id) != own) else {
            return Ok(None);
        };
        let api = session.api();
        let order = LoadedRecord::new(&RECORD, api.records(LIST.path).read(id).await?);
        Ok(order_of(&order).and_then(|order| price_on(&order, product)))
    })
}

/// What a product costs on an order.
fn price_on(order: &PurchaseOrder, product: i64) -> Option<LastPrice> {
    let mut lines = order.lines.iter();
    let line = lines.find(|line| line.details.product_id.map(domain::Id::get) == Some(product))?;
    let number = order.details.number.clone().unwrap_or_default();
    let day = order.details.order_date.map(short_day);
    Some(LastPrice {
        buy: line.buy_price_per_lb,
        sell: line.sell_price_per_lb,
        source: [Some(number), day]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
    })
}
