//! Charts: bars over time or by rank, and shares of a whole. SVG with title and description; their tables stand beside them.

use leptos::prelude::*;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is called below the bar.
    pub short: String,
    /// What it is called in full, with its value.
    pub words: String,
    /// Its length, in any unit.
    pub value: i64,
    /// Whether it stands out.
    pub is_current: bool,
}

/// Where a bar begins and how long it is, in tenths of a percent of the height.
fn extent(value: i64, lowest: i64, highest: i64) -> (i128, i128) {
    let span = (i128::from(highest) - i128::from(lowest)).max(1);
    let at = |value: i64| (i128::from(highest) - i128::from(value)) * 1_000 / span;
    let (top, zero) = (at(value.max(0)), at(0));
    let bottom = at(value.min(0)).max(zero);
    (top, bottom - top)
}

fn percent(tenths: i128) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Bars side by side, with a line at zero.
pub fn bar_chart(title: &str, description: &str, bars: Vec<Bar>) -> AnyView {
    let values = || bars.iter().map(|bar| bar.value);
    let (lowest, highest) = (
        values().min().unwrap_or(0).min(0),
        values().max().unwrap_or(0).max(0),
    );
    let count = i128::try_from(bars.len().max(1)).unwrap_or(1);
    let zero = percent(extent(0, lowest, highest).0);
    let drawn = bars.iter().zip(0_i128..).map(|(bar, at)| {
        let (top, height) = extent(bar.value, lowest, highest);
        let (x, width) = (at * 1_000 / count + 150 / count, 700 / count);
        view! {
            <rect class:now=bar.is_current x=percent(x) y=percent(top) width=percent(width) height=percent(height.max(4)) rx="2">
                <title>{bar.words.clone()}</title>
            </rect>
        }
    });
    let drawn = drawn.collect_view();
    let labels = bars.iter().map(|bar| {
        let current = bar.is_current.then_some("true");
        view! { <li aria-current=current>{bar.short.clone()}</li> }
    });
    view! {
        <figure class="chart">
            <svg role="img" aria-label=format!("{title}. {description}")>
                <title>{title.to_owned()}</title>
                <desc>{description.to_owned()}</desc>
                {drawn}
                <line class="axis" x1="0" x2="100%" y1=zero.clone() y2=zero/>
            </svg>
            <ol aria-hidden="true">{labels.collect_view()}</ol>
        </figure>
    }
    .into_any()
}

/// Shares of a whole in one strip. Shares of nothing are left out.
pub fn share_strip(title: &str, shares: &[(String, i64)]) -> AnyView {
    let whole: i128 = shares
        .iter()
        .map(|(_, value)| i128::from(*value).max(0))
        .sum();
    let mut start = 0_i128;
    let parts = shares.iter().enumerate().map(|(index, (words, value))| {
        let size = i128::from(*value).max(0) * 1_000 / whole.max(1);
        let x = start;
        start += size;
        view! {
            <rect class=format!("share-{index}") x=percent(x) width=percent(size) height="100%"><title>{words.clone()}</title></rect>
        }
    });
    let parts = parts.collect_view();
    view! { <svg class="shares" role="img" aria-label=title.to_owned()><title>{title.to_owned()}</title>{parts}</svg> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_hang_from_zero() {
        assert_eq!(extent(100, 0, 100), (0, 1_000));
        assert_eq!(extent(50, 0, 100), (500, 500));
        assert_eq!(extent(0, 0, 100), (1_000, 0));
        assert_eq!(extent(-100, -100, 100), (500, 500));
        assert_eq!(extent(100, -100, 100), (0, 500));
        assert_eq!(extent(0, 0, 0), (0, 0), "no order yet");
    }
}
