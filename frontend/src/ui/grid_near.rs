//! Which rows of a long list are drawn: those near the window, and room in the place of the others.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::find_all;

/// So many rows are drawn without asking which are near.
const ALL_DRAWN: usize = 100;
/// So many rows are drawn beyond the window on either side.
const SPARE: usize = 24;
/// The window of drawn rows moves in steps, so that scrolling by a row draws nothing anew.
const STEP: usize = 8;
/// So near to the end, in pixels, what follows is fetched.
const END: i32 = 600;

/// The rows that are drawn.
#[derive(Clone, Copy)]
pub(super) struct Near {
    frame: NodeRef<html::Div>,
    count: Memo<usize>,
    window: RwSignal<(usize, usize)>,
    /// The height of so many drawn rows: pixels, rows.
    height: RwSignal<(usize, usize)>,
}

impl Near {
    /// Follows the frame, and on a phone the page, as they are scrolled.
    pub(super) fn of(frame: NodeRef<html::Div>, count: Memo<usize>) -> Self {
        let near = Self {
            frame,
            count,
            window: RwSignal::new((0, ALL_DRAWN)),
            height: RwSignal::new((0, 1)),
        };
        let page = window_event_listener(leptos::ev::scroll, move |_| near.look());
        on_cleanup(move || page.remove());
        Effect::new(move || {
            count.track();
            near.soon();
        });
        near
    }

    /// From which row to which.
    pub(super) fn drawn(self) -> Memo<(usize, usize)> {
        Memo::new(move |_| match self.count.get() {
            count if count <= ALL_DRAWN => (0, count),
            count => {
                let (from, to) = self.window.get();
                (from.min(count), to.min(count))
            }
        })
    }

    /// Looks again once the page is drawn: rows came, or have another height.
    pub(super) fn soon(self) {
        request_animation_frame(move || {
            if !self.window.is_disposed() {
                self.look();
            }
        });
    }

    fn look(self) {
        if self.count.get_untracked() <= ALL_DRAWN {
            return;
        }
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        self.measure(&frame);
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
            self.window.set((from, to.div_ceil(STEP) * STEP));
        }
    }

    fn measure(self, frame: &HtmlElement) {
        let drawn = find_all(frame, "tbody tr[aria-rowindex]");
        if let (Some(first), Some(last)) = (drawn.first(), drawn.last()) {
            let pixels = last.offset_top() + last.offset_height() - first.offset_top();
            let pixels = usize::try_from(pixels).unwrap_or(0);
            if pixels > 0 {
                self.height.set((pixels, drawn.len()));
            }
        }
    }

    /// Room in the place of so many rows.
    pub(super) fn room(self, rows: usize) -> Option<AnyView> {
        let (pixels, of) = self.height.get();
        let tall = rows * pixels / of.max(1);
        (rows > 0).then(
            || view! { <tr class="spacer" aria-hidden="true"><td style:height=format!("{tall}px")></td></tr> }.into_any(),
        )
    }

    /// The frame was scrolled: draws what is near now, and says whether the end is.
    pub(super) fn scrolled(self) -> bool {
        self.look();
        self.frame.get_untracked().is_some_and(|frame| {
            let left = frame.scroll_height() - frame.scroll_top() - frame.client_height();
            frame.scroll_top() > 0 && left < END
        })
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
