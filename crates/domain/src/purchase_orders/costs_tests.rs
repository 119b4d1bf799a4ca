//! Tests of costs: amounts by hand, who lowers the margin, what a cost must say.

use super::*;
use crate::decimal::WeightAmount;
use crate::pricing::PriceBasis;
use crate::purchase_orders::{LineDraft, LineWeights};
use proptest::prelude::*;

fn line(weight: &str, buy: &str, sell: &str) -> OrderLine {
    let details = LineDraft {
        ordered_weight: weight.parse().ok(),
        buy_price: buy.parse().ok(),
        buy_basis: Some(PriceBasis::PerLb),
        sell_price: sell.parse().ok(),
        sell_basis: (!sell.is_empty()).then_some(PriceBasis::PerLb),
        ..LineDraft::default()
    };
    OrderLine::compute(1, details, LineWeights::default())
}

fn cost(basis: CostBasis, rate: &str) -> OrderCost {
    OrderCost::of(CostDraft {
        basis,
        rate: rate.parse().ok(),
        ..CostDraft::default()
    })
}

fn margin(header: &OrderHeader, costs: &mut [OrderCost]) -> Option<String> {
    let lines = [line("40127.50", "2.5000", "2.5600")];
    let totals = sum_up(&lines, header, costs);
    totals.margin.map(|margin| margin.to_string())
}

#[test]
fn amounts_are_rounded_once() {
    let header = OrderHeader::default();
    // 40,127.50 lb; sells for 102,726.40.
    for (basis, rate, amount) in [
        (CostBasis::Flat, "600", "600.00"),
        (CostBasis::Flat, "0.0050", "0.01"),
        (CostBasis::PerLb, "0.0150", "601.91"),
        (CostBasis::PerCwt, "1.2500", "501.59"),
        (CostBasis::PercentOfSell, "2.5", "2568.16"),
        (CostBasis::PercentOfSell, "0", "0.00"),
    ] {
        let mut costs = [cost(basis, rate)];
        drop(margin(&header, &mut costs));
        let found = costs[0].amount.map(|amount| amount.to_string());
        assert_eq!(found.as_deref(), Some(amount), "{basis} {rate}");
    }
}

#[test]
fn what_we_pay_lowers_the_margin() {
    let header = OrderHeader::default();
    assert_eq!(margin(&header, &mut []).as_deref(), Some("2407.65"));
    let mut storage = cost(CostBasis::Flat, "400");
    assert_eq!(
        margin(&header, std::slice::from_mut(&mut storage)).as_deref(),
        Some("2007.65")
    );
    storage.details.actual_amount = "410.10".parse().ok();
    assert_eq!(
        margin(&header, std::slice::from_mut(&mut storage)).as_deref(),
        Some("1997.55")
    );
    storage.details.paid_by = CostPayer::Customer;
    assert_eq!(
        margin(&header, std::slice::from_mut(&mut storage)).as_deref(),
        Some("2407.65")
    );
}

#[test]
fn an_agent_earns_its_commission() {
    let header = OrderHeader {
        deal_role: DealRole::Agent,
        ..OrderHeader::default()
    };
    assert_eq!(margin(&header, &mut []), None, "no commission yet");
    let mut commission = cost(CostBasis::PerLb, "0.0100");
    commission.details.kind = CostKind::Commission;
    commission.details.payee = CostPayee::Us;
    commission.details.paid_by = CostPayer::Supplier;
    let mut costs = [commission, cost(CostBasis::Flat, "1.27")];
    assert_eq!(margin(&header, &mut costs).as_deref(), Some("400.01"));
}

#[test]
fn the_margin_is_estimated_until_every_bill_is_in() {
    let header = OrderHeader::default();
    let mut line = line("40000", "1", "2");
    let mut costs = [cost(CostBasis::Flat, "400")];
    let estimated = |line: &OrderLine, costs: &mut [OrderCost]| {
        let totals = sum_up(std::slice::from_ref(line), &header, costs);
        is_margin_estimated(&totals, costs)
    };
    assert!(estimated(&line, &mut costs));
    line.is_estimated = false;
    assert!(estimated(&line, &mut costs), "the bill is missing");
    costs[0].details.actual_amount = "401".parse().ok();
    assert!(!estimated(&line, &mut costs));
    costs[0].details.actual_amount = None;
    costs[0].details.paid_by = CostPayer::Supplier;
    assert!(!estimated(&line, &mut costs), "not our bill");
}

#[test]
fn a_cost_says_who_receives_it() {
    let wrong = |role: DealRole, change: &dyn Fn(&mut CostDraft)| {
        let mut draft = cost(CostBasis::Flat, "5").details;
        change(&mut draft);
        let mut errors = FieldErrors::new();
        draft.check(&mut errors, "/costs/0", role);
        let pointers = errors.into_vec().into_iter().filter_map(|e| e.pointer);
        pointers.collect::<Vec<_>>()
    };
    let (principal, agent) = (DealRole::Principal, DealRole::Agent);
    assert!(wrong(principal, &|_| ()).is_empty());
    assert_eq!(
        wrong(principal, &|cost| cost.payee = CostPayee::Carrier),
        ["/costs/0/carrier_id"]
    );
    assert_eq!(
        wrong(principal, &|cost| cost.supplier_id = Some(Id::new(1))),
        ["/costs/0/supplier_id"]
    );
    assert_eq!(
        wrong(principal, &|cost| cost.actual_amount = "5".parse().ok()),
        ["/costs/0/payee_name"]
    );
    assert_eq!(
        wrong(agent, &|cost| cost.payee = CostPayee::Us),
        ["/costs/0/payee", "/costs/0/paid_by"]
    );
    let commission = |cost: &mut CostDraft| {
        cost.payee = CostPayee::Us;
        cost.kind = CostKind::Commission;
        cost.paid_by = CostPayer::Customer;
    };
    assert!(wrong(agent, &commission).is_empty());
    assert_eq!(wrong(principal, &commission), ["/costs/0/payee"]);
    assert_eq!(
        wrong(principal, &|cost| cost.rate = None),
        ["/costs/0/rate"]
    );
    assert_eq!(
        wrong(principal, &|cost| cost.rate = "-1".parse().ok()),
        ["/costs/0/rate"]
    );
    let share = |rate: &'static str| {
        move |cost: &mut CostDraft| {
            cost.basis = CostBasis::PercentOfSell;
            cost.rate = rate.parse().ok();
        }
    };
    assert!(wrong(principal, &share("100")).is_empty());
    assert_eq!(wrong(principal, &share("100.0001")), ["/costs/0/rate"]);
    assert_eq!(
        wrong(principal, &|cost| {
            cost.actual_amount = "-1".parse().ok();
            cost.payee_name = Some("Dock".to_owned());
        }),
        ["/costs/0/actual_amount"]
    );
}

#[test]
fn what_does_not_fit_is_not_a_cost_of_zero() {
    let header = OrderHeader::default();
    let mut costs = [cost(CostBasis::PerLb, "999999999")];
    let lines = [line("999999999", "0.01", "0.01")];
    let totals = sum_up(&lines, &header, &mut costs);
    assert!(!costs[0].fits(&totals));
    assert_eq!(totals.margin, None);
}

proptest! {
    #[test]
    fn the_margin_is_what_is_earned_less_what_is_spent(
        weight in 1_i64..5_000_000, buy in 0_i64..100_000, sell in 0_i64..100_000,
        rows in prop::collection::vec((0_u8..4, 0_i64..50_000, prop::option::of(0_i64..1_000_000), any::<bool>()), 0..8),
    ) {
        let details = LineDraft {
            ordered_weight: WeightAmount::new(weight),
            buy_price: PriceAmount::new(buy),
            buy_basis: Some(PriceBasis::PerLb),
            sell_price: PriceAmount::new(sell),
            sell_basis: Some(PriceBasis::PerLb),
            ..LineDraft::default()
        };
        let lines = [OrderLine::compute(1, details, LineWeights::default())];
        let half_away = |dividend: i64, divisor: i64| (2 * dividend + divisor) / (2 * divisor);
        let (bought, sold) = (half_away(weight * buy, 10_000), half_away(weight * sell, 10_000));
        let mut spent = 0;
        let mut costs: Vec<OrderCost> = rows.iter().map(|(basis, rate, actual, ours)| {
            let basis = [CostBasis::Flat, CostBasis::PerLb, CostBasis::PerCwt, CostBasis::PercentOfSell][usize::from(*basis)];
            let estimate = match basis {
                CostBasis::Flat => half_away(*rate, 100),
                CostBasis::PerLb => half_away(rate * weight, 10_000),
                CostBasis::PerCwt => half_away(rate * weight, 1_000_000),
                CostBasis::PercentOfSell => half_away(rate * sold, 1_000_000),
            };
            if *ours {
                spent += actual.unwrap_or(estimate);
            }
            OrderCost::of(CostDraft {
                basis,
                rate: PriceAmount::new(*rate),
                actual_amount: actual.and_then(Money::new),
                paid_by: if *ours { CostPayer::Us } else { CostPayer::Customer },
                ..CostDraft::default()
            })
        }).collect();
        let totals = sum_up(&lines, &OrderHeader::default(), &mut costs);
        prop_assert_eq!(totals.margin.map(Money::units), Some(sold - bought - spent));
    }
}
