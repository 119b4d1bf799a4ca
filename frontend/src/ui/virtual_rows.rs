//! Virtual scrolling: draws the rows of a long list near the window, and spacers for the others.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::dom::{find_all, focus_soon, on_print};
use super::grid_row::row_at_focus;

/// So many rows are drawn without asking which are near.
const ALL_DRAWN: usize = 100;
/// So many rows are drawn beyond the window on either side.
const SPARE: usize = 16;
/// The window of drawn rows moves in steps, so that scrolling by one row redraws nothing.
const STEP: usize = 4;
/// So many rows are drawn at first on a phone and on a wider screen: more than fit the window. The others follow in steps, so that
/// drawing never holds the page up for long.
const FIRST: (usize, usize) = (8, 40);
/// So many rows follow in one step.
const FOLLOWING: usize = 8;
/// The width of a window below which rows are cards.
const PHONE: f64 = 640.0;
/// The distance from the end, in pixels, at which the next page is fetched.
const END: i32 = 600;

/// The rows that are drawn.
#[derive(Clone, Copy)]
pub(super) struct VirtualRows {
    frame: NodeRef<html::Div>,
    count: Memo<usize>,
    window: RwSignal<(usize, usize)>,
    /// The measured height of drawn rows: pixels, rows.
    height: RwSignal<(usize, usize)>,
    /// The place of the row that had the focus when it was scrolled out of sight.
    left: StoredValue<Option<usize>>,
    /// While it holds, all rows are drawn: paper is not scrolled.
    prints: RwSignal<bool>,
    /// How many rows may be drawn by now.
    ready: RwSignal<usize>,
}

impl VirtualRows {
    /// Follows the frame, and on a phone the page, as they are scrolled.
    pub(super) fn new(frame: NodeRef<html::Div>, count: Memo<usize>, at_once: bool) -> Self {
        let virtual_rows = Self {
            ready: RwSignal::new(if at_once { usize::MAX } else { first_rows() }),
            frame,
            count,
            window: RwSignal::new((0, ALL_DRAWN)),
            height: RwSignal::new((0, 1)),
            left: StoredValue::new(None),
            prints: RwSignal::new(false),
        };
        let page = window_event_listener(leptos::ev::scroll, move |_| virtual_rows.update());
        let resized =
            window_event_listener(leptos::ev::resize, move |_| virtual_rows.update_soon());
        on_print(move |before| virtual_rows.prints.set(before));
        on_cleanup(move || {
            page.remove();
            resized.remove();
        });
        Effect::new(move || {
            if virtual_rows.ready.get_untracked() < count.get() {
                virtual_rows.draw_following();
            }
            virtual_rows.update_soon();
        });
        virtual_rows
    }

    /// Draws the rows after the first ones in chunks, one per frame.
    fn draw_following(self) {
        let step = move || {
            let ready = self.ready.try_update(|ready| {
                *ready = ready.saturating_add(FOLLOWING);
                *ready
            });
            let count = self.count.try_get_untracked();
            match ready.zip(count) {
                Some((ready, count)) if ready < count.min(ALL_DRAWN) => self.draw_following(),
                Some(_) => {
                    // The first rows are drawn: later ones are drawn at once.
                    self.ready.set(usize::MAX);
                    self.update_soon();
                }
                None => {}
            }
        };
        set_timeout(step, Duration::ZERO);
    }

    /// Whether only some of the rows are drawn.
    pub(super) fn is_long(self) -> Memo<bool> {
        Memo::new(move |_| self.count.get() > ALL_DRAWN)
    }

    /// From which row to which.
    pub(super) fn drawn(self) -> Memo<(usize, usize)> {
        Memo::new(move |_| match (self.count.get(), self.ready.get()) {
            (count, _) if self.prints.get() => (0, count),
            (count, ready) if count <= ALL_DRAWN => (0, count.min(ready)),
            (count, ready) => {
                let (from, to) = self.window.get();
                let to = to.min(from.saturating_add(ready));
                (from.min(count), to.min(count))
            }
        })
    }

    /// Looks again once the page is drawn: rows came, or have another height.
    pub(super) fn update_soon(self) {
        request_animation_frame(move || {
            if let Some(Some(frame)) = self.frame.try_get_untracked() {
                self.measure(&frame);
                self.update();
            }
        });
    }

    fn update(self) {
        if self.count.get_untracked() <= ALL_DRAWN {
            return;
        }
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        let (pixels, rows) = self.height.get_untracked();
        let place = |at: i32| usize::try_from(at).unwrap_or(0) * rows / pixels.max(1);
        let page = document().document_element();
        let (scrolled, tall) =
            page.map_or((0, 0), |page| (page.scroll_top(), page.client_height()));
        let above = (scrolled - top_of(&frame)).max(0);
        let first = place(frame.scroll_top() + above);
        let from = first.saturating_sub(SPARE) / STEP * STEP;
        let to = first + place(frame.client_height().min(tall)) + SPARE;
        let now = self.window.get_untracked();
        if from != now.0 || to > now.1 || now.1 > to + STEP {
            let window = (from, to.div_ceil(STEP) * STEP);
            self.keep_focus(&frame, window);
            self.window.set(window);
        }
    }

    /// A removed row passes the focus to the frame; the arrow keys continue from its position.
    fn keep_focus(self, frame: &HtmlElement, window: (usize, usize)) {
        let row = row_at_focus().filter(|row| frame.contains(Some(row)));
        let Some(at) = row.and_then(|row| row.get_attribute("aria-rowindex")?.parse().ok()) else {
            return;
        };
        let at = usize::saturating_sub(at, 2);
        if !(window.0..window.1).contains(&at) {
            self.left.set_value(Some(at));
            // The frame can always take it.
            drop(frame.focus());
        }
    }

    /// Focuses the row beside the one that had the focus before it was scrolled out of view.
    pub(super) fn focus_beside(self, step: isize) -> bool {
        let Some(frame) = self.frame.get_untracked() else {
            return false;
        };
        let is_frame = document().active_element().as_ref() == Some(frame.unchecked_ref());
        let left = self.left.get_value().filter(|_| is_frame);
        self.left.set_value(None);
        let last = self.count.get_untracked().saturating_sub(1);
        let Some(at) = left.and_then(|at| at.checked_add_signed(step)) else {
            return false;
        };
        self.focus_row(&frame, at.min(last));
        true
    }

    /// Goes to the first or the last row that is loaded.
    pub(super) fn focus_end(self, first: bool) -> bool {
        let Some(frame) = self.frame.get_untracked() else {
            return false;
        };
        let last = self.count.get_untracked().saturating_sub(1);
        self.focus_row(&frame, if first { 0 } else { last });
        true
    }

    /// Scrolls to a row, draws it where it is not drawn yet, and gives it the focus. The frame has the focus in between.
    fn focus_row(self, frame: &HtmlElement, at: usize) {
        self.ready.set(usize::MAX);
        let (pixels, rows) = self.height.get_untracked();
        let top = i32::try_from(at * pixels / rows.max(1)).unwrap_or(i32::MAX);
        frame.set_scroll_top(top.saturating_sub(frame.client_height() / 2));
        self.update();
        focus_soon(format!(
            "[data-grid] tr[aria-rowindex=\"{}\"] th > a",
            at + 2
        ));
    }

    fn measure(self, frame: &HtmlElement) {
        let drawn = find_all(frame, "tbody tr[aria-rowindex]");
        if let (Some(first), Some(last)) = (drawn.first(), drawn.last()) {
            let pixels = last.offset_top() + last.offset_height() - first.offset_top();
            let pixels = usize::try_from(pixels).unwrap_or(0);
            let height = (pixels, drawn.len());
            if pixels > 0 && height != self.height.get_untracked() {
                self.height.set(height);
            }
        }
    }

    /// A spacer for rows that are not drawn.
    pub(super) fn spacer(self, rows: usize) -> Option<AnyView> {
        let (pixels, of) = self.height.get();
        let tall = rows * pixels / of.max(1);
        (rows > 0).then(
            || view! { <tr class="spacer" aria-hidden="true"><td style:height=format!("{tall}px")></td></tr> }.into_any(),
        )
    }

    /// Updates the drawn rows after scrolling, and returns whether the end is near.
    pub(super) fn scrolled(self) -> bool {
        self.update();
        self.frame.get_untracked().is_some_and(|frame| {
            let left = frame.scroll_height() - frame.scroll_top() - frame.client_height();
            frame.scroll_top() > 0 && left < END
        })
    }
}

/// How many rows are drawn at first.
fn first_rows() -> usize {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width < PHONE) {
        FIRST.0
    } else {
        FIRST.1
    }
}

/// How far below the top of the page an element begins.
fn top_of(element: &HtmlElement) -> i32 {
    let mut top = element.offset_top();
    let mut parent = element.offset_parent();
    while let Some(now) = parent {
        let Ok(now) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(now) else {
            break;
        };
        top += now.offset_top();
        parent = now.offset_parent();
    }
    top
}
