//! Checks that an invoice bills an order line at the order's own weight and price (`trade.md` Q2, 3.1), and finds deviations that
//! need a manager.

use super::OrderLine;
use crate::fields::FieldErrors;
use crate::receivables::{ReceivableDraft, ReceivableKind, ReceivableLine};

impl ReceivableDraft {
    /// Fills blank fields of invoice lines from the order lines that they bill, and computes their amounts. Returns whether a line
    /// deviates in a way that a manager must allow; a line that is unchanged since `before` was allowed then.
    ///
    /// # Errors
    /// If a line deviates without a reason, or if its order line has no price or quantity.
    pub fn settle_figures(
        &mut self,
        before: Option<&Self>,
        sold: &[OrderLine],
    ) -> Result<bool, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut needs_manager = false;
        let kind = self.kind;
        for (index, line) in self.lines.iter_mut().enumerate() {
            let of_order = sold
                .iter()
                .find(|sold| line.po_line_id.is_some() && sold.details.id == line.po_line_id);
            let asks = match of_order.filter(|_| kind == ReceivableKind::Invoice) {
                Some(sold) => settle_of_order(line, sold, &mut errors, index),
                None => settle_own(line, kind, &mut errors, index),
            };
            line.note_difference();
            let known = before.is_some_and(|before| before.lines.contains(line));
            needs_manager |= asks && !known;
        }
        errors.into_result()?;
        Ok(needs_manager)
    }
}

/// Settles an invoice line that bills an order line. Returns whether it deviates from the order.
fn settle_of_order(
    line: &mut ReceivableLine,
    sold: &OrderLine,
    errors: &mut FieldErrors,
    index: usize,
) -> bool {
    let at = |field: &str| format!("/lines/{index}/{field}");
    let own = sold.billed();
    line.units = line.units.or(own.units);
    if line.weight.is_none() {
        (line.weight, line.weight_unit) = (own.weight, own.weight_unit);
    }
    if line.price.is_none() {
        (line.price, line.basis) = (own.price, own.basis);
    }
    line.computed_amount = own.computed_amount;
    let Some(computed) = own.computed_amount else {
        errors.add(
            at("price"),
            "no_price",
            "The order line has no selling price or quantity yet",
        );
        return false;
    };
    let amount = line.amount.or_else(|| line.compute()).unwrap_or(computed);
    line.amount = Some(amount);
    let figures = |line: &ReceivableLine| {
        (
            line.units,
            line.weight,
            line.weight_unit,
            line.price,
            line.basis,
        )
    };
    if amount == computed && figures(line) == figures(&own) {
        line.amount_reason = None;
        return false;
    }
    errors.require(
        line.amount_reason.is_some(),
        at("amount_reason"),
        "required",
        &format!(
            "The order line comes to {computed}; say why other figures or another amount are billed"
        ),
    );
    true
}

/// Settles another line, or one of a credit memo. Returns whether it bills less, or credits more, than price times quantity.
fn settle_own(
    line: &ReceivableLine,
    kind: ReceivableKind,
    errors: &mut FieldErrors,
    index: usize,
) -> bool {
    let Some(amount) = line.amount else {
        errors.add(
            format!("/lines/{index}/amount"),
            "required",
            "Type an amount, or a price with what it is for",
        );
        return false;
    };
    let Some(computed) = line.computed_amount else {
        return false;
    };
    errors.require(
        amount == computed || line.amount_reason.is_some(),
        format!("/lines/{index}/amount_reason"),
        "required",
        &format!("Price and quantity give {computed}; say why another amount is billed"),
    );
    match kind {
        ReceivableKind::CreditNote => amount > computed,
        ReceivableKind::Invoice | ReceivableKind::OpeningBalance => amount < computed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Money;
    use crate::id::Id;
    use crate::pricing::PriceBasis;
    use crate::purchase_orders::{LineDraft, LineWeights};

    fn sold() -> OrderLine {
        let details = LineDraft {
            id: Some(Id::new(4)),
            ordered_units: Some(20),
            ordered_weight: "40000".parse().ok(),
            sell_price: "1.3150".parse().ok(),
            sell_basis: Some(PriceBasis::PerLb),
            ..LineDraft::default()
        };
        let weights = LineWeights {
            actual_weight: "40127.50".parse().ok(),
            ..LineWeights::default()
        };
        OrderLine::compute(1, details, weights)
    }

    fn settled(
        line: ReceivableLine,
        kind: ReceivableKind,
        before: Option<&ReceivableDraft>,
    ) -> (ReceivableDraft, Result<bool, Vec<String>>) {
        let mut draft = ReceivableDraft {
            kind,
            lines: vec![line],
            ..ReceivableDraft::default()
        };
        let outcome = draft.settle_figures(before, &[sold()]).map_err(|errors| {
            let pointers = errors.iter().map(|error| error.pointer.clone());
            pointers.map(Option::unwrap_or_default).collect()
        });
        (draft, outcome)
    }

    fn bound() -> ReceivableLine {
        ReceivableLine {
            po_line_id: Some(Id::new(4)),
            ..ReceivableLine::default()
        }
    }

    #[test]
    fn a_line_of_an_order_bills_its_own_figures() {
        let (draft, outcome) = settled(bound(), ReceivableKind::Invoice, None);
        assert_eq!(outcome, Ok(false));
        let line = draft.lines.first().unwrap();
        assert_eq!(line.weight, "40127.50".parse().ok());
        assert_eq!(line.price, "1.3150".parse().ok());
        assert_eq!(line.amount, Some(Money::of(5_276_766)));
        assert_eq!(line.computed_amount, line.amount);
        assert_eq!(line.difference, None);
    }

    #[test]
    fn another_figure_needs_a_reason_and_a_manager() {
        let other = [
            ReceivableLine {
                weight: "40000".parse().ok(),
                ..bound()
            },
            ReceivableLine {
                price: "1.3160".parse().ok(),
                basis: Some(PriceBasis::PerLb),
                ..bound()
            },
            ReceivableLine {
                amount: Some(Money::of(1)),
                ..bound()
            },
        ];
        for line in other {
            let (_, outcome) = settled(line.clone(), ReceivableKind::Invoice, None);
            assert_eq!(outcome, Err(vec!["/lines/0/amount_reason".to_owned()]));
            let explained = ReceivableLine {
                amount_reason: Some("agreed".to_owned()),
                ..line
            };
            let (draft, outcome) = settled(explained.clone(), ReceivableKind::Invoice, None);
            assert_eq!(outcome, Ok(true));
            let first = draft.lines.first().unwrap();
            assert_eq!(first.computed_amount, Some(Money::of(5_276_766)));
            assert!(first.difference.is_some());
            let again = settled(first.clone(), ReceivableKind::Invoice, Some(&draft));
            assert_eq!(again.1, Ok(false), "it was allowed before");
        }
    }

    #[test]
    fn less_than_price_and_quantity_needs_a_manager() {
        let line = |amount| ReceivableLine {
            computed_amount: Some(Money::of(100)),
            amount: Some(Money::of(amount)),
            amount_reason: Some("agreed".to_owned()),
            ..ReceivableLine::default()
        };
        for (kind, amount, wanted) in [
            (ReceivableKind::Invoice, 99, true),
            (ReceivableKind::Invoice, 101, false),
            (ReceivableKind::CreditNote, 99, false),
            (ReceivableKind::CreditNote, 101, true),
        ] {
            assert_eq!(
                settled(line(amount), kind, None).1,
                Ok(wanted),
                "{kind} {amount}"
            );
        }
    }
}
