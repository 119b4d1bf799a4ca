//! The answer of a page that shows one query: while it loads, when it fails, and once it is here.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::app_error::AppError;
use crate::ui::live;
use crate::ui::page_states::failed;

/// The answer to the last question. A slower answer to an older one is dropped.
#[derive(Debug)]
pub struct ReportAnswer<T: Send + Sync + 'static> {
    answer: RwSignal<Option<Result<T, AppError>>>,
    asked: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for ReportAnswer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for ReportAnswer<T> {}

impl<T: Send + Sync + 'static> ReportAnswer<T> {
    pub fn new() -> Self {
        Self {
            answer: RwSignal::new(None),
            asked: StoredValue::new(0),
        }
    }

    /// Asks again; what is shown stays until the answer is here.
    pub fn ask<E: Into<AppError> + 'static>(
        self,
        question: impl Future<Output = Result<T, E>> + 'static,
    ) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        spawn_local(async move {
            let answer = question.await.map_err(Into::into);
            if self.asked.try_get_value() == Some(asked) {
                self.answer.set(Some(answer));
            }
        });
    }

    /// Something of the answer, if there is one.
    pub fn read<U>(self, of: impl FnOnce(&T) -> U) -> Option<U> {
        self.answer
            .with(|answer| answer.as_ref()?.as_ref().ok().map(of))
    }

    /// The same, without following later answers.
    pub fn read_untracked<U>(self, of: impl FnOnce(&T) -> U) -> Option<U> {
        untrack(|| self.read(of))
    }

    pub fn has_status(self, status: u16) -> bool {
        self.answer
            .with(|answer| matches!(answer, Some(Err(error)) if error.status == status))
    }

    /// What the page shows; a failure has a button that calls `again`.
    pub fn body(
        self,
        again: impl Fn() + Copy + Send + Sync + 'static,
        show: impl Fn(&T) -> AnyView + Send + 'static,
    ) -> AnyView {
        live(move || {
            Some(self.answer.with(|answer| match answer {
                None => view! { <p class="muted" role="status">"Loading"</p> }.into_any(),
                Some(Err(error)) => failed(error, Some(Callback::new(move |()| again()))),
                Some(Ok(answer)) => show(answer),
            }))
        })
        .into_any()
    }
}
