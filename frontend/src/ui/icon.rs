//! The icons, drawn on a 16 by 16 grid in the text color. An icon always has a visible or spoken name.

use leptos::prelude::*;
use leptos::svg;

/// One sign of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A purchase order.
    Order,
    /// A supplier.
    Supplier,
    /// A customer.
    Customer,
    /// A place.
    Location,
    /// A plant.
    Plant,
    /// A product.
    Product,
    /// A person.
    Contact,
    /// A carrier.
    Carrier,
    /// A supply line.
    SupplyLine,
    /// What a customer owes.
    Receivable,
    /// Money that came in.
    Payment,
    /// A claim.
    Claim,
    /// What is owed, by age.
    Aging,
    /// Lists to choose from.
    Lists,
    /// Loads by day.
    Board,
    /// The start page.
    Home,
    /// Figures by customer, month and the like.
    Report,
    /// What a company sets for itself.
    Settings,
    /// Kept views of a list.
    Views,
    /// Which columns are shown.
    Columns,
    /// In which order rows come.
    Sort,
    /// Ticking rows.
    Tick,
    /// Looking for something.
    Search,
    /// Filters of a list.
    Filter,
    /// Adding.
    Plus,
    /// Closing or removing.
    Cross,
    /// Done.
    Check,
    /// Sorted from high to low.
    Down,
    /// Sorted from low to high.
    Up,
    /// Printing.
    Print,
    /// Further actions.
    More,
    /// The navigation on a phone.
    Menu,
    /// Help and shortcuts.
    Help,
    /// Changing a record.
    Edit,
    /// Taking back.
    Undo,
    /// Archiving.
    Archive,
    /// Not for this role.
    Lock,
    /// No connection.
    Offline,
    /// Copying.
    Copy,
    /// Tall rows.
    Comfortable,
    /// Middle rows.
    Compact,
    /// Low rows.
    Dense,
    /// Estimated.
    Approx,
    /// Showing a password.
    Eye,
    /// Picking a day.
    Calendar,
    /// Onwards.
    Next,
    /// Backwards.
    Previous,
    /// Order life: being written.
    Draft,
    /// Order life: sent to the supplier.
    Issued,
    /// Order life: confirmed by the supplier.
    Confirmed,
    /// Order life: on the road.
    InTransit,
    /// Order life: arrived.
    Delivered,
    /// Order life: finished.
    Closed,
    /// Order life: called off.
    Cancelled,
    /// Money: nothing has come in.
    Unpaid,
    /// Money: part of it has come in.
    PartlyPaid,
    /// Money: all of it has come in.
    Paid,
    /// Holds.
    Valid,
    /// Warns.
    Caution,
    /// Stops.
    Stop,
    /// Not there yet.
    Missing,
}

impl Icon {
    const fn drawing(self) -> &'static str {
        match self {
            Self::Order => {
                r#"<path d="M3.25 2.25h9.5v11.5l-2.4-1.5L8 13.75l-2.35-1.5-2.4 1.5z"/><path d="M5.75 5.5h4.5M5.75 8.5h2.75"/>"#
            }
            Self::Supplier => {
                r#"<path d="M2.25 13.5V6.25l3.5 2v-2l3.5 2v-5.5h4.5V13.5z"/><path d="M5 11h2M9.5 11h2"/>"#
            }
            Self::Customer => {
                r#"<path d="M2.75 6.5v7h10.5v-7M1.75 6.25l1.5-3.75h9.5l1.5 3.75c-.9 1.3-3.1 1.3-4.15 0-.95 1.3-3.25 1.3-4.2 0-1.05 1.3-3.25 1.3-4.15 0z"/><path d="M6.5 13.5v-3.25h3v3.25"/>"#
            }
            Self::Location => {
                r#"<path d="M8 14.25C5 10.9 3.25 8.5 3.25 6.4a4.75 4.75 0 0 1 9.5 0c0 2.1-1.75 4.5-4.75 7.85z"/><circle cx="8" cy="6.4" r="1.75"/>"#
            }
            Self::Plant => {
                r#"<path d="M8 2.25v11.5M3.1 5.1l9.8 5.8M12.9 5.1l-9.8 5.8"/><path d="m6.25 3.25 1.75 1.5 1.75-1.5M6.25 12.75 8 11.25l1.75 1.5"/>"#
            }
            Self::Product => {
                r#"<path d="m8 1.75 5.75 3v6.5L8 14.25l-5.75-3v-6.5z"/><path d="m2.4 4.85 5.6 2.9 5.6-2.9M8 7.75v6.4"/>"#
            }
            Self::Contact => {
                r#"<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 13.75c.5-3 2.6-4.25 5.25-4.25s4.75 1.25 5.25 4.25"/>"#
            }
            Self::Carrier => {
                r#"<path d="M1.75 4h7.5v7.25h-7.5zM9.25 6.5h2.9l2.1 2.5v2.25h-5"/><circle cx="4.5" cy="12" r="1.4"/><circle cx="11.75" cy="12" r="1.4"/>"#
            }
            Self::SupplyLine => {
                r#"<circle cx="3.5" cy="8" r="1.75"/><circle cx="12.5" cy="4" r="1.75"/><circle cx="12.5" cy="12" r="1.75"/><path d="M5.1 7.25 10.9 4.7M5.1 8.75l5.8 2.55"/>"#
            }
            Self::Receivable => {
                r#"<path d="M3.25 2.25h9.5v11.5l-2.4-1.5L8 13.75l-2.35-1.5-2.4 1.5z"/><path d="M9.6 5.6C9.3 5 8.75 4.7 8 4.7c-1 0-1.7.5-1.7 1.25C6.3 7.6 9.7 6.7 9.7 8.4c0 .75-.7 1.3-1.7 1.3-.85 0-1.45-.35-1.75-1M8 3.9v6.6"/>"#
            }
            Self::Payment => {
                r#"<path d="M1.75 4.25h12.5v8H1.75z"/><circle cx="8" cy="8.25" r="1.9"/><path d="M4 6.5v3.5M12 6.5v3.5"/>"#
            }
            Self::Claim => {
                r#"<path d="M8 2.25v11.5M4.75 13.75h6.5M2.75 4.75h10.5M2.75 4.75 1 9.25h3.5zM13.25 4.75l-1.75 4.5H15z"/>"#
            }
            Self::Aging => r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.25V8l2.5 1.75"/>"#,
            Self::Lists => {
                r#"<path d="M5.75 4h8M5.75 8h8M5.75 12h8M2.25 4h.5M2.25 8h.5M2.25 12h.5"/>"#
            }
            Self::Board => {
                r#"<rect x="2.25" y="3.25" width="11.5" height="10.5" rx="1.25"/><path d="M2.25 6.5h11.5M5.25 1.75v3M10.75 1.75v3"/>"#
            }
            Self::Home => r#"<path d="M2.5 7.5 8 2.75l5.5 4.75v5.75h-3.75v-3.5h-3.5v3.5H2.5z"/>"#,
            Self::Report => {
                r#"<path d="M2.25 13.5h11.5M3.75 13.5V7.25M6.6 13.5V4.5M9.4 13.5V9M12.25 13.5v-2"/>"#
            }
            Self::Settings => {
                r#"<path d="M2.25 5h6.5M12.25 5h1.5M2.25 11h1.5M7.25 11h6.5"/><circle cx="10.5" cy="5" r="1.75"/><circle cx="5.5" cy="11" r="1.75"/>"#
            }
            Self::Views => r#"<path d="M4 2.25h8v11.5l-4-3-4 3z"/>"#,
            Self::Sort => {
                r#"<path d="M5 2.75v10.5M2.25 10.5 5 13.25l2.75-2.75M11 13.25V2.75M8.25 5.5 11 2.75l2.75 2.75"/>"#
            }
            Self::Tick => r#"<path d="M2.75 2.75h10.5v10.5H2.75z"/><path d="m5.25 8 2 2 3.5-4"/>"#,
            Self::Columns => r#"<path d="M2.25 3.25h11.5v9.5H2.25zM6 3.25v9.5M10 3.25v9.5"/>"#,
            Self::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.35 3.35"/>"#,
            Self::Filter => r#"<path d="M2.25 4.25h11.5M4.5 8h7M6.75 11.75h2.5"/>"#,
            Self::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
            Self::Cross => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
            Self::Check => r#"<path d="m3.25 8.5 3.25 3.25 6.25-7.25"/>"#,
            Self::Down => r#"<path d="M8 3v10M4.25 9.25 8 13l3.75-3.75"/>"#,
            Self::Up => r#"<path d="M8 13V3M4.25 6.75 8 3l3.75 3.75"/>"#,
            Self::Print => {
                r#"<path d="M4.5 6V2.25h7V6M4.5 11.25H2.25V6h11.5v5.25H11.5"/><path d="M4.5 9.25h7v4.5h-7z"/>"#
            }
            Self::More => {
                r#"<g fill="currentColor" stroke="none"><circle cx="3.25" cy="8" r="1.25"/><circle cx="8" cy="8" r="1.25"/><circle cx="12.75" cy="8" r="1.25"/></g>"#
            }
            Self::Menu => r#"<path d="M2.25 4.5h11.5M2.25 8h11.5M2.25 11.5h11.5"/>"#,
            Self::Help => {
                r#"<circle cx="8" cy="8" r="6"/><path d="M6.25 6.25c0-1 .75-1.7 1.75-1.7s1.75.65 1.75 1.6c0 1.35-1.75 1.4-1.75 2.85"/><path d="M8 11.35v.05"/>"#
            }
            Self::Edit => r#"<path d="m2.75 13.25.6-2.9L10.9 2.8l2.3 2.3-7.55 7.55z"/>"#,
            Self::Undo => r#"<path d="M5.5 3.25 2.75 6 5.5 8.75M3 6h6.25a4 4 0 0 1 0 8H6"/>"#,
            Self::Archive => r#"<path d="M2 3.25h12v3H2zM3 6.25v7h10v-7M6.5 9h3"/>"#,
            Self::Lock => {
                r#"<rect x="3.25" y="7" width="9.5" height="6.75" rx="1.25"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>"#
            }
            Self::Offline => {
                r#"<path d="M2 2l12 12M4.6 6.1a3.4 3.4 0 0 0 .15 6.65h6.5M7 4.25a4 4 0 0 1 4.9 3.1 2.75 2.75 0 0 1 1.6 4"/>"#
            }
            Self::Copy => {
                r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.25"/><path d="M10.5 5.5v-3h-8v8h3"/>"#
            }
            Self::Comfortable => r#"<path d="M2.5 4h11M2.5 12h11"/>"#,
            Self::Compact => r#"<path d="M2.5 3.5h11M2.5 8h11M2.5 12.5h11"/>"#,
            Self::Dense => r#"<path d="M2.5 3h11M2.5 6.35h11M2.5 9.65h11M2.5 13h11"/>"#,
            Self::Approx => {
                r#"<path d="M2.5 6.75c1.8-2 3.7-2 5.5-.75s3.7 1.25 5.5-.75M2.5 11.25c1.8-2 3.7-2 5.5-.75s3.7 1.25 5.5-.75"/>"#
            }
            Self::Eye => {
                r#"<path d="M1.5 8C3 5 5.25 3.5 8 3.5S13 5 14.5 8C13 11 10.75 12.5 8 12.5S3 11 1.5 8z"/><circle cx="8" cy="8" r="2"/>"#
            }
            Self::Calendar => {
                r#"<rect x="2.25" y="3.25" width="11.5" height="10.5" rx="1.25"/><path d="M2.25 6.5h11.5M5.25 1.75v3M10.75 1.75v3"/>"#
            }
            Self::Next => r#"<path d="m6.25 3.5 4.5 4.5-4.5 4.5"/>"#,
            Self::Previous => r#"<path d="m9.75 3.5-4.5 4.5 4.5 4.5"/>"#,
            Self::Draft => r#"<circle cx="8" cy="8" r="5.75" stroke-dasharray="2.4 2.12"/>"#,
            Self::Issued => r#"<circle cx="8" cy="8" r="5.75"/>"#,
            Self::Confirmed => {
                r#"<circle cx="8" cy="8" r="5.75"/><path d="M8 4.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" stroke="none"/>"#
            }
            Self::InTransit => {
                r#"<circle cx="8" cy="8" r="5.75"/><path d="M8 8V4.6A3.4 3.4 0 1 1 4.6 8z" fill="currentColor" stroke="none"/>"#
            }
            Self::Delivered => {
                r#"<circle cx="8" cy="8" r="5.75"/><circle cx="8" cy="8" r="3.4" fill="currentColor" stroke="none"/>"#
            }
            Self::Unpaid => r#"<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="2"/>"#,
            Self::PartlyPaid => {
                r#"<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="2"/><path d="M3.5 8h9v3.4c0 .6-.5 1.1-1.1 1.1H4.6c-.6 0-1.1-.5-1.1-1.1z" fill="currentColor" stroke="none"/>"#
            }
            Self::Paid => {
                r#"<rect x="2" y="2" width="12" height="12" rx="2.5" fill="currentColor" stroke="none"/><path d="m5.1 8.2 2.05 2.05L10.9 6" stroke="var(--surface-page)"/>"#
            }
            Self::Closed => {
                r#"<circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none"/><path d="m5.1 8.2 2.05 2.05L10.9 6" stroke="var(--surface-page)"/>"#
            }
            Self::Cancelled => {
                r#"<circle cx="8" cy="8" r="5.75"/><path d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2"/>"#
            }
            Self::Valid => {
                r#"<path d="M8 1.9 14.1 8 8 14.1 1.9 8z"/><path d="m5.7 8.1 1.7 1.7 2.9-3.3"/>"#
            }
            Self::Caution => r#"<path d="M8 2.25 14.5 13.5h-13z"/><path d="M8 6.5v3M8 11.4v.05"/>"#,
            Self::Stop => {
                r#"<path d="M5.4 1.9h5.2l3.5 3.5v5.2l-3.5 3.5H5.4l-3.5-3.5V5.4z"/><path d="M8 4.9v3.6M8 11v.05"/>"#
            }
            Self::Missing => r#"<path d="M8 1.9 14.1 8 8 14.1 1.9 8z" stroke-dasharray="2.3 2"/>"#,
        }
    }
}

/// The sign without a name: for use beside a word, or in a button that carries its own label.
pub fn icon(icon: Icon) -> AnyView {
    svg::svg()
        .attr("class", "icon")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .inner_html(icon.drawing())
        .into_any()
}

/// The icon with an accessible name, for use without a label.
pub fn named_icon(icon: Icon, name: &'static str) -> AnyView {
    svg::svg()
        .attr("class", "icon")
        .attr("viewBox", "0 0 16 16")
        .attr("role", "img")
        .attr("aria-label", name)
        .inner_html(icon.drawing())
        .into_any()
}

const BRAND: &str = concat!(
    r#"<path d="M1 3h2.5v14H1zM16.5 3H19v14h-2.5zM4.875 6.5h2.5v7h-2.5zM12.625 6.5h2.5v7h-2.5z"/>"#,
    r#"<path class="warm" d="M8.75 9.5h2.5V17h-2.5z"/>"#
);

/// The mark of the program.
pub fn brand_mark() -> AnyView {
    svg::svg()
        .attr("viewBox", "0 0 20 20")
        .attr("aria-hidden", "true")
        .inner_html(BRAND)
        .into_any()
}

const SCENE: &str = concat!(
    r#"<path d="M8 84.5h160"/><path d="M20 84V34l30 16V34l30 16V20h40v64M128 84V52h32v32"/>"#,
    r#"<path d="M30 66h12M56 66h12M90 36h20M90 52h20M90 68h20"/><path class="warm" d="M138 84V66h12v18"/>"#
);

/// The drawing over an empty list: a plant and its dock.
pub fn scene() -> AnyView {
    svg::svg()
        .attr("class", "scene")
        .attr("viewBox", "0 0 176 96")
        .attr("aria-hidden", "true")
        .inner_html(SCENE)
        .into_any()
}
