//! Cases of an order with their weights. Adding and removing them is the step `weigh`: the sums become the actual weights of the
//! lines in the same transaction, under the lock of the order.

mod facts;
mod read;
mod rows;

use std::collections::BTreeSet;

use domain::Id;
use domain::fields::FieldErrors;
use domain::order_cases::{
    AddCases, Assigned, CasesAdded, LineCases, NewCase, OrderCase, RemoveCases, assign, read_cases,
};
use domain::purchase_orders::{
    CaseSum, OrderAction, OrderLine, PurchaseOrder, StepContext, StepOutcome, TransitionError,
};
use domain::text::clean_line;

use crate::error::StoreError;
use crate::purchase_orders::{act_correcting, refused};
use crate::records::Expected;
use crate::transaction::Transaction;

pub use read::{CasesOfLines, all, list};

/// Most cases of one order, the removed ones too. A truck holds about 1,000 boxes.
const ORDER_MAX: i64 = 10_000;

/// Adds the cases that can be read and assigned to a line, and enters the sums as actual weights.
///
/// # Errors
/// Those of [`crate::purchase_orders::weigh`]; `Invalid` for a body without entries, with too many, or with an unknown line.
pub fn add(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    sent: &AddCases,
    context: StepContext<'_>,
) -> Result<CasesAdded, StoreError> {
    let (mut added, mut version) = (None, 0);
    let action = (OrderAction::Weigh, sent.correct_invoices.as_ref());
    let order = act_correcting(tx, id, expected, action, |tx, order, _facts| {
        may_weigh(order)?;
        version = order.version;
        let entries = read_cases(sent, context.today)?;
        if let Some(line) = sent.line_id {
            let known = order
                .lines
                .iter()
                .any(|known| known.details.id == Some(line));
            let mut errors = FieldErrors::new();
            let message = "The order does not have this line";
            errors.require(known, "/line_id", "unknown_line", message);
            errors.into_result()?;
        }
        let facts = facts::load(tx.conn, id, &entries)?;
        let assigned = assign(&order.lines, entries, sent.line_id, &facts);
        room_for(tx, id, &assigned.kept)?;
        rows::insert(tx, id, &assigned.kept)?;
        let lines: BTreeSet<Id<OrderLine>> = assigned.kept.iter().map(|case| case.line).collect();
        enter_sums(tx, order, &lines, sent.accept_variance, context)?;
        added = Some(assigned);
        Ok(StepOutcome::default())
    })?;
    let mut answer = cases_added(&order, added.unwrap_or_default());
    if sent.dry_run {
        // The caller rolls back.
        answer.version = version;
        answer.dry_run = true;
    }
    Ok(answer)
}

/// Removes cases, which stay in the list, and enters the sums of the others as actual weights.
///
/// # Errors
/// Those of [`crate::purchase_orders::weigh`]; `Invalid` for a case that the order does not have, or that is removed already.
pub fn remove(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    expected: &Expected,
    sent: &RemoveCases,
    context: StepContext<'_>,
) -> Result<PurchaseOrder, StoreError> {
    let action = (OrderAction::Weigh, sent.correct_invoices.as_ref());
    act_correcting(tx, id, expected, action, |tx, order, _facts| {
        may_weigh(order)?;
        sent.checked()?;
        let reason = clean_line(&sent.reason);
        let lines = rows::remove(tx, id, &sent.ids, &reason)?;
        enter_sums(tx, order, &lines, sent.accept_variance, context)?;
        Ok(StepOutcome::because(Some(reason)))
    })
}

/// Refuses other statuses before anything else is looked at.
fn may_weigh(order: &PurchaseOrder) -> Result<(), StoreError> {
    match order.status.after(OrderAction::Weigh) {
        Some(_) => Ok(()),
        None => Err(refused(order, TransitionError::IllegalTransition)),
    }
}

fn room_for(
    tx: &mut Transaction<'_>,
    id: Id<PurchaseOrder>,
    kept: &[NewCase],
) -> Result<(), StoreError> {
    let there = read::count(tx.conn, id)?;
    let more = i64::try_from(kept.len()).unwrap_or(i64::MAX);
    if there.saturating_add(more) <= ORDER_MAX {
        return Ok(());
    }
    let message = format!("An order holds at most {ORDER_MAX} cases, the removed ones included");
    Err(StoreError::invalid("/text", "too_many", &message))
}

/// Makes the sums of the cases of some lines their actual weights.
fn enter_sums(
    tx: &mut Transaction<'_>,
    order: &mut PurchaseOrder,
    lines: &BTreeSet<Id<OrderLine>>,
    accept_variance: bool,
    context: StepContext<'_>,
) -> Result<(), StoreError> {
    let sums = read::sums(tx.conn, order.id)?;
    let of_line = |line: &OrderLine| {
        let id = line.details.id.filter(|id| lines.contains(id))?;
        let sum = sums.get(&id.get()).copied().unwrap_or_default();
        let weight = sum.weight.in_unit(line.details.weight_unit);
        Some(CaseSum {
            line: id,
            cases: sum.units,
            weight: weight.filter(|_| sum.units > 0),
        })
    };
    let changed: Vec<CaseSum> = order.lines.iter().filter_map(of_line).collect();
    order
        .weigh_cases(&changed, accept_variance, context)
        .map_err(|refusal| refused(order, refusal))
}

/// The answer: the sums of the lines that got cases, and what was rejected.
fn cases_added(order: &PurchaseOrder, assigned: Assigned) -> CasesAdded {
    let count = |cases: usize| i64::try_from(cases).unwrap_or(i64::MAX);
    let kept = &assigned.kept;
    let lines = order.lines.iter().filter_map(|line| {
        let id = line.details.id?;
        let own = kept.iter().filter(|case| case.line == id);
        let added: i64 = own.map(|case| case.read.units).sum();
        (added > 0).then_some(LineCases {
            line_id: id,
            line_no: line.line_no,
            added,
            case_count: line.weights.case_count,
            weight: line.weights.actual_weight,
            weight_unit: line.details.weight_unit,
            weight_lb: line.actual_weight_lb,
        })
    });
    let unnumbered = kept.iter().filter(|case| case.read.serial.is_none());
    CasesAdded {
        version: order.version,
        dry_run: false,
        kept: count(kept.len()),
        without_serial: count(unnumbered.count()),
        lines: lines.collect(),
        rejected: assigned.rejected,
    }
}

/// A page of cases: how many, after which id.
#[derive(Debug, Clone, Copy)]
pub struct CasesWanted {
    /// Only those of a line.
    pub line: Option<Id<OrderLine>>,
    /// The removed ones too.
    pub with_removed: bool,
    /// Only cases after this one.
    pub after: Option<Id<OrderCase>>,
    /// Most cases.
    pub limit: u32,
}
