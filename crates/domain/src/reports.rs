//! Reports over orders: volume, sales, cost and margin by customer, supplier and other dimensions, and the start page.
//!
//! Orders count from issued on, by their order date; cancelled ones and drafts do not. Archived ones do.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::decimal::{Money, PricePerLb, TotalWeight, divide_half_away};
use crate::instant::has_four_digits;
use crate::payments::BucketSums;

fixed_choice! {
    /// What the rows of a report are about.
    pub enum ReportDimension in "report_dimension" {
        /// A customer.
        #[default]
        Customer = "customer" => "Customer",
        /// A supplier.
        Supplier = "supplier" => "Supplier",
        /// A carrier.
        Carrier = "carrier" => "Carrier",
        /// The owner of the orders.
        Owner = "owner" => "Owner",
        /// Who moves the load.
        Scenario = "scenario" => "Logistics scenario",
        /// The month of the order date.
        Month = "month" => "Month",
    }
}
fixed_choice! {
    /// Work that waits.
    pub enum WaitingKind in "waiting_kind" {
        /// Drafts to issue.
        #[default]
        Drafts = "drafts" => "Drafts to issue",
        /// Issued orders that the supplier has not confirmed.
        ToConfirm = "to_confirm" => "Orders to confirm",
        /// Confirmed orders whose dock waits for an appointment.
        NoAppointment = "no_appointment" => "Loads without appointment",
        /// Loads whose planned pick-up or delivery is past.
        Late = "late" => "Loads late",
        /// Loads on the road or delivered without all weights.
        ToWeigh = "to_weigh" => "Loads to weigh",
        /// Delivered and weighed orders of which nothing is billed.
        ToInvoice = "to_invoice" => "Orders to invoice",
        /// Customers with an overdue invoice.
        OverdueCustomers = "overdue_customers" => "Customers overdue",
        /// Claims that are pending or approved.
        Claims = "claims" => "Open claims",
        /// Carriers whose insurance ends within 30 days or has ended.
        Insurance = "insurance" => "Carrier insurance ending",
    }
}

impl WaitingKind {
    /// Whether its records are orders.
    #[must_use]
    pub const fn is_of_orders(self) -> bool {
        !matches!(
            self,
            Self::OverdueCustomers | Self::Claims | Self::Insurance
        )
    }
}

/// Sums over orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportFigures {
    /// Number of orders.
    #[cfg_attr(feature = "openapi", schema(example = 16))]
    pub orders: i64,
    /// Weight in pounds: actual where known, else ordered.
    pub weight_lb: TotalWeight,
    /// Amount charged to customers.
    pub sell_total: Money,
    /// Amount payable to suppliers.
    pub buy_total: Money,
    /// Freight and other costs that we pay, of orders that have a margin.
    pub costs: Money,
    /// Margin.
    pub margin: Money,
    /// Margin per pound over the orders that have a margin; null if none has.
    pub margin_per_lb: Option<PricePerLb>,
}

/// A row of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// Id, code or month of the row; null for orders without one.
    #[cfg_attr(feature = "openapi", schema(example = "12"))]
    pub key: Option<String>,
    /// Its name today.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub label: Option<String>,
    /// The same for the second dimension.
    #[cfg_attr(feature = "openapi", schema(example = "2026-03"))]
    pub across_key: Option<String>,
    /// Its name today.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub across_label: Option<String>,
    /// The figures of the span.
    #[serde(flatten)]
    pub figures: ReportFigures,
    /// Those of the span before, of the same length; null unless asked for.
    pub previous: Option<ReportFigures>,
}

/// A report over orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderReport {
    /// First order date.
    pub from: NaiveDate,
    /// Last order date.
    pub to: NaiveDate,
    /// First day of the span before.
    pub previous_from: NaiveDate,
    /// Last day of the span before.
    pub previous_to: NaiveDate,
    /// What the rows are about.
    pub by: ReportDimension,
    /// The second dimension; null for none.
    pub across: Option<ReportDimension>,
    /// All orders of the span.
    pub totals: ReportRow,
    /// The rows, the largest margin first; months in their order.
    pub rows: Vec<ReportRow>,
    /// Whether there are more rows than the limit.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub has_more: bool,
}

/// Work of one kind that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingWork {
    /// The kind.
    pub kind: WaitingKind,
    /// How many records; counting stops at 1,000.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub count: i64,
}

/// The start page: what waits, and how business goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Home {
    /// Today in the user's time zone.
    pub today: NaiveDate,
    /// Work that waits, by kind.
    pub waiting: Vec<WaitingWork>,
    /// This month and the twelve before, oldest first; months without orders too.
    pub months: Vec<ReportRow>,
    /// What customers owe by days past due.
    pub receivables: BucketSums,
    /// The customers with the largest margin of these months.
    pub top_customers: Vec<ReportRow>,
    /// The suppliers with the largest margin of these months.
    pub top_suppliers: Vec<ReportRow>,
}

/// Months on the start page.
pub const HOME_MONTHS: u32 = 13;

/// The first day of the first month on the start page.
#[must_use]
pub fn home_start(today: NaiveDate) -> NaiveDate {
    let first = today.with_day(1).unwrap_or(today);
    let back = first.checked_sub_months(Months::new(HOME_MONTHS - 1));
    back.unwrap_or(first)
}

/// The months from a day on, as `YYYY-MM`.
pub fn months_from(first: NaiveDate, count: u32) -> impl Iterator<Item = String> {
    let months = (0..count).filter_map(move |month| first.checked_add_months(Months::new(month)));
    months.map(|month| month.format("%Y-%m").to_string())
}

/// The span of the same length that ends before a span.
#[must_use]
pub fn span_before(from: NaiveDate, to: NaiveDate) -> (NaiveDate, NaiveDate) {
    let end = from.pred_opt().unwrap_or(from);
    let start = end.checked_sub_signed(to - from);
    // Further back a day has no four digits.
    let start = start.filter(|day| has_four_digits(*day)).unwrap_or(end);
    (start, end)
}

impl ReportFigures {
    /// The margin per pound over a weight in hundredths of a pound.
    #[must_use]
    pub fn per_lb(margin: Money, hundredths: i64) -> Option<PricePerLb> {
        let scaled = i128::from(margin.units()) * 10_000;
        let rounded = divide_half_away(scaled, i128::from(hundredths))?;
        i64::try_from(rounded).ok().and_then(PricePerLb::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_span_before_is_as_long() {
        let before = span_before(day("2026-03-01"), day("2026-03-31"));
        assert_eq!(before, (day("2026-01-29"), day("2026-02-28")));
        assert_eq!(
            span_before(day("0001-01-01"), day("9999-12-31")),
            (day("0000-12-31"), day("0000-12-31"))
        );
        assert_eq!(
            span_before(day("2026-03-05"), day("2026-03-05")),
            (day("2026-03-04"), day("2026-03-04"))
        );
    }

    #[test]
    fn thirteen_months_end_with_this_one() {
        let start = home_start(day("2026-03-31"));
        assert_eq!(start, day("2025-03-01"));
        let months: Vec<String> = months_from(start, HOME_MONTHS).collect();
        assert_eq!(
            (months.len(), months[0].as_str(), months[12].as_str()),
            (13, "2025-03", "2026-03")
        );
    }
}
