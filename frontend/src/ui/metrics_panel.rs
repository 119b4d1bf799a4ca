//! Key figures: the load meter, the margin, and the timeline.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::status::{StatusLabel, Tone, status};

/// The load of one truck, as plain whole pounds for the drawing and as text for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadFigures {
    /// Weighed, in whole pounds.
    pub weighed: i64,
    /// As ordered and not yet weighed, in whole pounds.
    pub planned: i64,
    /// One truckload, in whole pounds.
    pub truckload: i64,
    /// The limit, in whole pounds.
    pub limit: i64,
    /// The sum with its decimals, grouped.
    pub total: String,
    /// The weighed part with its decimals, grouped.
    pub weighed_text: String,
    /// By how much it is over the limit, grouped.
    pub over: Option<String>,
}

/// The load meter: weighed solid, planned lighter, a tick at one truckload, a red one at the limit.
pub fn load_meter(load: &LoadFigures) -> AnyView {
    let all = load.weighed + load.planned;
    let width = (load.limit + load.limit / 28).max(all).max(1);
    let percent = if load.limit > 0 {
        all * 100 / load.limit
    } else {
        0
    };
    let limit = super::format::grouped(&load.limit.to_string());
    let truckload = super::format::grouped(&load.truckload.to_string());
    let head = match &load.over {
        Some(over) => status(StatusLabel::new(
            Tone::Caution,
            Icon::Caution,
            format!("{over} lb over the limit"),
        )),
        None => {
            view! { <span class="muted">{format!("{percent}% of the {limit} lb limit")}</span> }
                .into_any()
        }
    };
    let name = format!(
        "{} lb, of which {} lb weighed; one truckload is {truckload} lb, the limit is {limit} lb",
        load.total, load.weighed_text
    );
    let scale = if load.weighed > 0 {
        format!("{} weighed", load.weighed_text)
    } else {
        "not weighed".to_owned()
    };
    view! {
        <div class="block" class:caution=load.over.is_some()>
            <header><h2>"Load"</h2>{head}</header>
            <p class="figure"><span class:est={load.planned > 0}>{load.total.clone()}</span><small>"lb"</small></p>
            <svg class="meter" viewBox=format!("0 0 {width} 8") preserveAspectRatio="none" role="img" aria-label=name>
                <rect width=load.weighed height="8"></rect>
                <rect class="planned" x=load.weighed width=load.planned height="8"></rect>
                <path class="tick" d=format!("M{} 0v8", load.truckload)></path>
                <path class="tick bound" d=format!("M{} 0v8", load.limit)></path>
            </svg>
            <p class="scale"><span>{scale}</span><span>{truckload} " truckload"</span></p>
        </div>
    }
    .into_any()
}

/// What a deal earns, all figures grouped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarginFigures {
    /// Dollars per pound without its sign; none while a price or a weight is missing.
    pub per_lb: Option<String>,
    /// Whether it is a loss.
    pub loss: bool,
    /// Rests on ordered weights.
    pub estimated: bool,
    /// What it is made of: label and amount with its sign.
    pub parts: Vec<(String, String)>,
    /// The margin in dollars.
    pub total: Option<String>,
    /// Said instead of a figure: `No selling price yet.`
    pub missing: &'static str,
}

/// The margin: dollars per pound, then the total. A loss is in parentheses and read out as minus.
pub fn margin_readout(margin: &MarginFigures) -> AnyView {
    let state = if margin.loss {
        Some(status(StatusLabel::new(
            Tone::Danger,
            Icon::Caution,
            "Below cost",
        )))
    } else if margin.estimated && margin.per_lb.is_some() {
        Some(status(StatusLabel::new(
            Tone::Still,
            Icon::Approx,
            "Estimated",
        )))
    } else {
        None
    };
    let body = match &margin.per_lb {
        None => view! {
            <p class="figure faint">{super::format::UNKNOWN}<small>"$/lb"</small></p>
            <p class="muted">{margin.missing}</p>
        }
        .into_any(),
        Some(per_lb) => {
            let shown = if margin.loss {
                view! { <span class="unseen">"minus "</span><span class="toned">"(" {per_lb.clone()} ")"</span> }.into_any()
            } else {
                let estimated = margin.estimated;
                view! { <span class:est=estimated>{per_lb.clone()}</span> }.into_any()
            };
            view! { <p class="figure">{shown}<small>"$/lb"</small></p> }.into_any()
        }
    };
    let parts = margin
        .parts
        .iter()
        .cloned()
        .map(|(label, amount)| view! { <dt>{label}</dt><dd>{amount}</dd> });
    let total = margin.total.clone().map(|total| {
        let class = if margin.loss { "total toned" } else { "total" };
        view! { <dt class="total">"Margin, $"</dt><dd class=class>{total}</dd> }
    });
    view! {
        <div class="block" class:trouble=margin.loss>
            <header><h2>"Margin"</h2>{state}</header>
            {body}
            <dl class="pairs">{parts.collect_view()}{total}</dl>
        </div>
    }
    .into_any()
}

/// One step of a life: past with a check, present as its shape, to come as a ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineStep {
    pub label: &'static str,
    /// The time it was done, or what it still needs.
    pub note: String,
    /// Its state.
    pub place: StepState,
}

/// The state of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Done,
    /// Here, in this tone and shape.
    Now(Tone, Icon),
    /// To come.
    ToCome,
}

/// The life of a record as a row of steps.
pub fn steps(label: &'static str, steps: Vec<TimelineStep>) -> AnyView {
    let items = steps.into_iter().map(|step| {
        let (class, sign, now) = match step.place {
            StepState::Done => ("done", Icon::Check, false),
            StepState::Now(tone, sign) => (tone.class(), sign, true),
            StepState::ToCome => ("todo", Icon::Issued, false),
        };
        view! {
            <li class=class aria-current=now.then_some("step")>
                {icon(sign)}
                <b>{step.label}</b>
                <small>{step.note}</small>
            </li>
        }
    });
    view! { <ol class="steps" aria-label=label>{items.collect_view()}</ol> }.into_any()
}
