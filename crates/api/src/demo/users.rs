//! Users of the demo brokerage. All are invented.

use domain::choices::UserRole;
use domain::users::{ProfileDraft, UserDraft};

/// Seed data of a user.
pub(super) struct DemoUser {
    pub(super) username: &'static str,
    names: (&'static str, &'static str),
    pub(super) role: UserRole,
    job: (&'static str, &'static str),
    zone: &'static str,
    phone: Option<&'static str>,
}

/// Owner, controller, two brokers, an outside accountant.
#[rustfmt::skip]
pub(super) const USERS: &[DemoUser] = &[
    DemoUser { username: "dana", names: ("Dana", "Whitlock"), role: UserRole::Admin, job: ("Management", "Owner"), zone: "America/Chicago", phone: Some("312-555-0180") },
    DemoUser { username: "sam", names: ("Sam", "Orton"), role: UserRole::Manager, job: ("Accounting", "Controller"), zone: "America/Chicago", phone: Some("312-555-0181") },
    DemoUser { username: "lee", names: ("Lee", "Castell"), role: UserRole::Broker, job: ("Trading", "Beef broker"), zone: "America/Denver", phone: Some("303-555-0182") },
    DemoUser { username: "priya", names: ("Priya", "Nandan"), role: UserRole::Broker, job: ("Trading", "Poultry and pork broker"), zone: "America/New_York", phone: None },
    DemoUser { username: "vic", names: ("Vic", "Harlow"), role: UserRole::Viewer, job: ("Accounting", "Outside accountant"), zone: "America/Los_Angeles", phone: Some("213-555-0184") },
];

impl DemoUser {
    /// The user as an administrator enters it.
    pub(super) fn draft(&self) -> UserDraft {
        let (first, last) = self.names;
        let mut draft = UserDraft {
            username: self.username.to_owned(),
            email: format!(
                "{}.{}@projectmeats.example",
                first.to_lowercase(),
                last.to_lowercase()
            ),
            role: self.role,
            is_active: Some(true),
            password: None,
            profile: ProfileDraft {
                first_name: Some(first.to_owned()),
                last_name: Some(last.to_owned()),
                phone: self.phone.map(str::to_owned),
                department: Some(self.job.0.to_owned()),
                job_title: Some(self.job.1.to_owned()),
                time_zone: Some(self.zone.to_owned()),
                ..ProfileDraft::default()
            },
        };
        draft.tidy();
        draft
    }
}
