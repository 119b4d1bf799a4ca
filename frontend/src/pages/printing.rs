//! Printing: page margins, and the two copies of an order. The print style sheet does the rest.
//!
//! Pages print as the customer's copy by default: Ctrl+P must never show buying prices or margins to a customer.

use leptos::prelude::*;

use crate::api::company::load_company;
use crate::api::session::Session;
use crate::ui::dom::on_print;
use crate::ui::format::{clock_now, day, today};

/// The attribute of the root element that names the printed copy.
const COPY: &str = "data-copy";

/// Sets what the margins of printed pages say, whenever one is printed. Once, in the shell.
pub fn provide_printing(session: Session) {
    // Without a company the program's name is printed.
    let company = load_company(session);
    on_print(move |before| {
        if !before {
            return;
        }
        let title = document().title();
        let mut parts: Vec<&str> = title.split(" - ").collect();
        let program = parts.pop().unwrap_or_default();
        let company = company.get_untracked();
        let company = if company.is_empty() {
            program
        } else {
            &company
        };
        parts.reverse();
        let printed = format!("Printed {}, {}", day(today()), clock_now());
        set("--print-company", company);
        set("--print-title", &parts.join(" · "));
        set("--print-date", &printed);
    });
}

/// Sets a text that the style sheet shows.
fn set(name: &str, text: &str) {
    let Some(root) = document().document_element() else {
        return;
    };
    let Ok(root) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(root) else {
        return;
    };
    let style = web_sys::HtmlElement::style(&root);
    // Refused by no browser.
    drop(style.set_property(name, &quoted(text)));
}

/// A text as CSS writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// The recipient of a printed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintCopy {
    /// Selling prices, the customer's terms and order number.
    Customer,
    /// Buying prices, the supplier's terms and release; nothing of the customer's side.
    Supplier,
}

/// Opens the browser's dialog for printing.
pub fn print(copy: PrintCopy) {
    let Some(root) = document().document_element() else {
        return;
    };
    let code = match copy {
        PrintCopy::Customer => "customer",
        PrintCopy::Supplier => "supplier",
    };
    // Refused by no browser.
    drop(root.set_attribute(COPY, code));
    // Returns once the dialog is closed.
    drop(window().print());
    drop(root.remove_attribute(COPY));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_for_css() {
        assert_eq!(quoted(r#"A "B" \ C"#), r#""A \"B\" \\ C""#);
        assert_eq!(quoted("a\nb"), "\"a b\"");
    }
}
