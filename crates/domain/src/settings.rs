//! Settings that `trade.md` leaves to each company. Administrators edit them. The server runs the work of each request with
//! the current ones, and the browser app keeps them, so that lines, gates and warnings read them wherever they are computed.

use std::cell::RefCell;
use std::sync::RwLock;

use serde::{Deserialize, Serialize};

use crate::decimal::{PricePerLb, WeightAmount};
use crate::field_rules::FieldRule;
use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::instant::Instant;

/// Longest limit in days.
const DAYS_MAX: i64 = 3_650;
/// Highest load limit: 200,000 lb, more than any truck hauls.
const LOAD_MAX: i64 = 20_000_000;
/// Highest percentage, in hundredths: 20 %.
const PERCENT_MAX: i64 = 2_000;

fixed_choice! {
    /// What a margin below the floor does.
    pub enum MarginFloorRule in "margin_floor_rule" {
        /// The user confirms it with a reason.
        #[default]
        Warn = "warn" => "Ask for a reason",
        /// Only a manager can let it pass, with a reason.
        Stop = "stop" => "Stop; a manager can override",
    }
}

draft! {
    /// Settings of the company.
    pub struct SettingsDraft {
        /// Difference between actual and ordered weight, in percent, above which weighing needs a confirmation.
        #[cfg_attr(feature = "openapi", schema(example = "1.00"))]
        pub weight_variance_pct: WeightAmount,
        /// Difference, in percent, that net weight may have from containers times unit weight.
        #[cfg_attr(feature = "openapi", schema(example = "0.50"))]
        pub net_weight_tolerance_pct: WeightAmount,
        /// Net weight in pounds above which a load is flagged.
        #[cfg_attr(feature = "openapi", schema(example = "42500.00"))]
        pub load_limit_lb: WeightAmount,
        /// Days past due after which an invoice blocks new orders of its customer.
        #[cfg_attr(feature = "openapi", schema(example = 60))]
        pub overdue_limit_days: i64,
        /// Last day past due of the first bucket of the aging.
        #[cfg_attr(feature = "openapi", schema(example = 30))]
        pub aging_first_edge: i64,
        /// Last day of the second bucket.
        #[cfg_attr(feature = "openapi", schema(example = 60))]
        pub aging_second_edge: i64,
        /// Last day of the third bucket.
        #[cfg_attr(feature = "openapi", schema(example = 90))]
        pub aging_third_edge: i64,
        /// Lowest margin per pound that needs no reason; null for no floor. A loss always needs a confirmation.
        #[cfg_attr(feature = "openapi", schema(example = "0.0300"))]
        pub margin_floor_per_lb: Option<PricePerLb>,
        /// What a margin below the floor does.
        pub margin_floor_rule: MarginFloorRule,
    }
}

/// The settings of the company, with their version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanySettings {
    /// Version; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub version: i64,
    /// The settings.
    #[serde(flatten)]
    pub details: SettingsDraft,
    /// Last change; null before the first.
    pub updated_at: Option<Instant>,
    /// Who changed them last.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub updated_by_name: Option<String>,
}

/// The last day of each bucket of an aging, in days past due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgingEdges(pub [u64; 3]);

impl Default for AgingEdges {
    /// Those of the company.
    fn default() -> Self {
        current().aging_edges()
    }
}

/// Settings before an administrator changes them (`trade.md` Q3, Q4, C8, 6.1, 6.3).
const STANDARD: SettingsDraft = SettingsDraft {
    weight_variance_pct: WeightAmount::of(100),
    net_weight_tolerance_pct: WeightAmount::of(50),
    load_limit_lb: WeightAmount::of(4_250_000),
    overdue_limit_days: 60,
    aging_first_edge: 30,
    aging_second_edge: 60,
    aging_third_edge: 90,
    margin_floor_per_lb: None,
    margin_floor_rule: MarginFloorRule::Warn,
};

static CURRENT: RwLock<SettingsDraft> = RwLock::new(STANDARD);

thread_local! {
    /// The settings of the work that runs on this thread.
    static OF_THREAD: RefCell<Option<SettingsDraft>> = const { RefCell::new(None) };
}

/// The settings to compute with: those of the work on this thread, else those of the process.
#[must_use]
pub fn current() -> SettingsDraft {
    let of_process = || {
        let settings = CURRENT.read();
        settings.map_or(STANDARD, |settings| settings.clone())
    };
    OF_THREAD
        .with_borrow(Clone::clone)
        .unwrap_or_else(of_process)
}

/// Runs work that computes with these settings. The server runs the work of each request in it.
pub fn with<T>(settings: SettingsDraft, work: impl FnOnce() -> T) -> T {
    /// Sets back what was there before, also when the work panics.
    struct Restore(Option<SettingsDraft>);
    impl Drop for Restore {
        fn drop(&mut self) {
            OF_THREAD.set(self.0.take());
        }
    }
    let _restore = Restore(OF_THREAD.replace(Some(settings)));
    work()
}

/// Sets what this process computes with. The browser app calls it with the settings of the server.
pub fn set_current(settings: SettingsDraft) {
    if let Ok(mut current) = CURRENT.write() {
        *current = settings;
    }
}

impl SettingsDraft {
    /// Settings before an administrator changes them.
    #[must_use]
    pub const fn standard() -> Self {
        STANDARD
    }

    /// The buckets of an aging that names none.
    #[must_use]
    pub fn aging_edges(&self) -> AgingEdges {
        AgingEdges(
            [
                self.aging_first_edge,
                self.aging_second_edge,
                self.aging_third_edge,
            ]
            .map(i64::unsigned_abs),
        )
    }

    /// Days past due after which an invoice blocks orders.
    #[must_use]
    pub const fn overdue_limit(&self) -> u64 {
        self.overdue_limit_days.unsigned_abs()
    }

    /// The floor of the margin.
    #[must_use]
    pub const fn margin_floor(&self) -> MarginFloor {
        MarginFloor {
            per_lb: self.margin_floor_per_lb,
            rule: self.margin_floor_rule,
        }
    }
}

/// The lowest margin that needs no reason, and what a lower one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarginFloor {
    /// Dollars per pound; `None` for no floor.
    pub per_lb: Option<PricePerLb>,
    /// What a lower margin does.
    pub rule: MarginFloorRule,
}

impl MarginFloor {
    /// Whether a margin per pound is below it.
    #[must_use]
    pub fn is_above(self, margin_per_lb: Option<PricePerLb>) -> bool {
        margin_per_lb
            .zip(self.per_lb)
            .is_some_and(|(margin, floor)| margin < floor)
    }
}

impl Rules for SettingsDraft {
    fn tidy(&mut self) {}

    fn check(&self, _context: CheckContext<'_>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        for (pointer, percent) in [
            ("/weight_variance_pct", self.weight_variance_pct),
            ("/net_weight_tolerance_pct", self.net_weight_tolerance_pct),
        ] {
            errors.require(
                (1..=PERCENT_MAX).contains(&percent.units()),
                pointer,
                "out_of_range",
                "Enter a percentage from 0.01 to 20",
            );
        }
        errors.require(
            (1..=LOAD_MAX).contains(&self.load_limit_lb.units()),
            "/load_limit_lb",
            "out_of_range",
            "Enter a weight above 0 and up to 200,000 lb",
        );
        errors.require(
            (0..=DAYS_MAX).contains(&self.overdue_limit_days),
            "/overdue_limit_days",
            "out_of_range",
            "Enter 0 to 3,650 days",
        );
        let edges = [
            ("/aging_first_edge", 0, self.aging_first_edge),
            (
                "/aging_second_edge",
                self.aging_first_edge,
                self.aging_second_edge,
            ),
            (
                "/aging_third_edge",
                self.aging_second_edge,
                self.aging_third_edge,
            ),
        ];
        for (pointer, before, edge) in edges {
            errors.require(
                edge > before && edge <= DAYS_MAX,
                pointer,
                "out_of_range",
                "Each bucket ends later than the one before, by day 3,650 at the latest",
            );
        }
        let floor = self.margin_floor_per_lb.map(PricePerLb::units);
        errors.require(
            floor.is_none_or(|floor| (0..=1_000_000).contains(&floor)),
            "/margin_floor_per_lb",
            "out_of_range",
            "Enter 0 to 100 dollars per pound",
        );
        errors
    }

    fn field_rules() -> Vec<FieldRule> {
        [
            "weight_variance_pct",
            "net_weight_tolerance_pct",
            "load_limit_lb",
            "overdue_limit_days",
            "aging_first_edge",
            "aging_second_edge",
            "aging_third_edge",
            "margin_floor_rule",
        ]
        .map(|name| FieldRule::named(name).required())
        .to_vec()
    }

    fn sort_sets(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: impl FnOnce(&mut SettingsDraft)) -> Vec<String> {
        let mut settings = SettingsDraft::standard();
        change(&mut settings);
        let choices = crate::choices::Choices::default();
        let context = CheckContext {
            today: "2026-03-02".parse().unwrap(),
            choices: &choices,
            is_zone: |_| true,
        };
        let errors = settings.check(context).into_vec();
        errors.into_iter().filter_map(|e| e.pointer).collect()
    }

    #[test]
    fn limits_have_limits() {
        assert!(wrong(|_| ()).is_empty());
        for percent in [0, -1, 2_001] {
            let percent = WeightAmount::of(percent);
            assert_eq!(
                wrong(|s| s.weight_variance_pct = percent),
                ["/weight_variance_pct"]
            );
            assert_eq!(
                wrong(|s| s.net_weight_tolerance_pct = percent),
                ["/net_weight_tolerance_pct"]
            );
        }
        assert_eq!(
            wrong(|s| s.load_limit_lb = WeightAmount::of(0)),
            ["/load_limit_lb"]
        );
        assert_eq!(
            wrong(|s| s.overdue_limit_days = -1),
            ["/overdue_limit_days"]
        );
        assert!(wrong(|s| s.overdue_limit_days = 0).is_empty());
        assert_eq!(wrong(|s| s.aging_first_edge = 0), ["/aging_first_edge"]);
        assert_eq!(wrong(|s| s.aging_first_edge = 60), ["/aging_second_edge"]);
        assert_eq!(wrong(|s| s.aging_third_edge = 60), ["/aging_third_edge"]);
        assert_eq!(
            wrong(|s| s.margin_floor_per_lb = Some(PricePerLb::of(-1))),
            ["/margin_floor_per_lb"]
        );
    }

    #[test]
    fn work_has_settings_of_its_own() {
        let with_days = |days| SettingsDraft {
            overdue_limit_days: days,
            ..SettingsDraft::standard()
        };
        let days = || current().overdue_limit_days;
        let found = with(with_days(7), || (days(), with(with_days(8), days), days()));
        assert_eq!(found, (7, 8, 7));
        assert_eq!(days(), 60);
    }

    #[test]
    fn the_floor_itself_is_not_below_it() {
        let settings = SettingsDraft {
            margin_floor_per_lb: Some(PricePerLb::of(300)),
            ..SettingsDraft::standard()
        };
        let floor = settings.margin_floor();
        assert!(!floor.is_above(Some(PricePerLb::of(300))));
        assert!(floor.is_above(Some(PricePerLb::of(299))));
        assert!(!floor.is_above(None));
        let none = SettingsDraft::standard().margin_floor();
        assert!(!none.is_above(Some(PricePerLb::of(-1))));
    }
}
