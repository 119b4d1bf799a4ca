//! Users of the program. Everyone can view them; administrators change them.

use domain::EntityKind;
use domain::choices::Choices;
use domain::users::UserDraft;

use super::shared::{CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN};
use crate::api::record_json::{Record, is, text};
use crate::config::list_config::ListConfig;
use crate::config::record_config::{FactGroup, InitialValue, RecordConfig};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::moment;
use crate::ui::icon::Icon;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};

/// Users in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/users",
    kind: EntityKind::User,
    icon: Icon::Contact,
    title: "Users",
    short: "Users",
    singular: "user",
    plural: "users",
    description: "People who use ProjectMeats",
    search_hint: "Name, e-mail, job title",
    default_sort: "last_name",
    extra_sorts: &[("first_name", "First name")],
    name_field: "display_name",
    distinguishing_fields: &["job_title", "username"],
    columns: COLUMNS,
    filters: FILTERS,
    owned: false,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::new("display_name", "User", Kind::Line)
        .sort("last_name")
        .cut()
        .card(OnCard::Head),
    Column::new("is_active", "State", Kind::Flag)
        .card(OnCard::State)
        .made(|user, _| Cell::Status(state(user), Vec::new())),
    Column::new("username", "Username", Kind::Line)
        .muted()
        .card(OnCard::Lead),
    Column::new("role", "Role", Kind::Code("user_role")).card(OnCard::Side),
    Column::new("department", "Department", Kind::Line),
    Column::new("job_title", "Job title", Kind::Line),
    Column::new("email", "E-mail", Kind::Email).card(OnCard::Whole),
    Column::new("last_login_at", "Last sign-in", Kind::Line)
        .sorts()
        .muted()
        .card(OnCard::Hidden)
        .made(last_login),
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

fn last_login(user: &Record, _choices: &Choices) -> Cell {
    let at = domain::record::instant::parse(text(user, "last_login_at"));
    at.map_or(Cell::Unknown, |at| Cell::Muted(moment(at)))
}

fn state(user: &Record) -> StatusLabel {
    if is(user, "is_active") {
        StatusLabel::new(Tone::Good, Icon::Valid, "Active")
    } else {
        StatusLabel::new(Tone::Still, Icon::Lock, "Deactivated")
    }
}

fn standing(user: &Record, _choices: &Choices) -> Option<StatusLabel> {
    (!is(user, "is_active")).then(|| state(user))
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("role", "Role", FilterKind::Codes("user_role")),
    FilterSpec::new("is_active", "Active", FilterKind::Flag),
    FilterSpec::new("department", "Department", FilterKind::Word).or_blank(),
    CREATED,
    CHANGED,
];

/// One user. The server alone checks names and passwords.
pub static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: GROUPS,
    field_rules: UserDraft::field_rules,
    initial_values: &[
        ("role", InitialValue::Text("broker")),
        ("is_active", InitialValue::Yes),
    ],
    typed_field: None,
    status: Some(standing),
    tokens: &[
        FieldSpec::new("role", "Role", Kind::Code("user_role")),
        FieldSpec::new("job_title", "Job title", Kind::Line),
        FieldSpec::new("department", "Department", Kind::Line),
    ],
    side_facts: &[FactGroup {
        title: "Account",
        fields: &[
            FieldSpec::new("username", "Username", Kind::Line),
            FieldSpec::new("email", "E-mail", Kind::Email),
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone),
            FieldSpec::new("bio", "About", Kind::Note),
        ],
        all: true,
    }],
    ..RecordConfig::DEFAULT
};

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Account",
        about: "Sign-in and role.",
        fields: &[
            FieldSpec::new("username", "Username", Kind::Line).help("Letters, digits and ._@+-"),
            FieldSpec::new("email", "E-mail", Kind::Email),
            // Required here, so that the default is not taken unseen.
            FieldSpec::new("role", "Role", Kind::Chosen("user_role")).required(),
            FieldSpec::new("password", "Password", Kind::Secret)
                .help("At least 12 characters. Leave blank to keep the current one"),
            FieldSpec::new("is_active", "Can sign in", Kind::Flag),
        ],
    },
    FieldGroup {
        title: "Person",
        about: "Name, job and time zone.",
        fields: &[
            FieldSpec::new("first_name", "First name", Kind::Line),
            FieldSpec::new("last_name", "Last name", Kind::Line),
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("job_title", "Job title", Kind::Line),
            FieldSpec::new("department", "Department", Kind::Line),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone),
            FieldSpec::new("bio", "About", Kind::Note).full_width(),
        ],
    },
];
