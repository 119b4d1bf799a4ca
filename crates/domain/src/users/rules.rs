//! The rules of a user and of a profile.

use super::{PREFERENCES_MAX, ProfileDraft, UserDraft, display_name};
use crate::contact_details::{
    EMAIL_MAX, PHONE_MAX, check_email, check_phone, tidy_email, tidy_phone,
};
use crate::field_errors::FieldErrors;
use crate::field_rules::FieldRule;
use crate::passwords::check_password;
use crate::rules::ZONE_MAX;
use crate::text::{
    NOTE_MAX, check_line, check_note, check_required, clean_line, tidy_line, tidy_note,
};

/// Longest user name, in characters.
const USERNAME_MAX: usize = 150;

impl ProfileDraft {
    /// Its lines, and the longest that each may be, in characters.
    fn lines(&self) -> [(&'static str, Option<&str>, usize); 6] {
        [
            ("first_name", self.first_name.as_deref(), 100),
            ("last_name", self.last_name.as_deref(), 100),
            ("department", self.department.as_deref(), 100),
            ("job_title", self.job_title.as_deref(), 100),
            ("time_zone", self.time_zone.as_deref(), ZONE_MAX),
            ("locale", self.locale.as_deref(), 35),
        ]
    }

    /// What is asked of its texts.
    #[must_use]
    pub fn field_rules() -> Vec<FieldRule> {
        let mut rules = FieldRule::of_lines(&Self::default().lines());
        rules.extend([
            FieldRule::named("phone").at_most(PHONE_MAX),
            FieldRule::named("bio").at_most(NOTE_MAX),
        ]);
        rules
    }

    /// Normalizes the texts.
    pub fn tidy(&mut self) {
        for line in [
            &mut self.first_name,
            &mut self.last_name,
            &mut self.department,
            &mut self.job_title,
            &mut self.time_zone,
            &mut self.locale,
        ] {
            tidy_line(line);
        }
        tidy_phone(&mut self.phone);
        tidy_note(&mut self.bio);
    }

    /// Checks a tidied profile. The server checks whether the time zone exists.
    pub fn check(&self, errors: &mut FieldErrors) {
        for (name, text, max) in self.lines() {
            check_line(errors, &format!("/{name}"), text, max);
        }
        check_phone(errors, "/phone", self.phone.as_deref());
        check_note(errors, "/bio", self.bio.as_deref());
        let sized = self
            .page_size
            .is_none_or(|size| [25, 50, 100, 200].contains(&size));
        errors.require(
            sized,
            "/page_size",
            "not_offered",
            "Choose 25, 50, 100 or 200 rows",
        );
        let preferences = serde_json::to_string(&self.preferences).map_or(0, |text| text.len());
        errors.require(
            preferences <= PREFERENCES_MAX,
            "/preferences",
            "too_long",
            "At most 64 KB of settings fit",
        );
    }
}

impl UserDraft {
    /// What is asked of its texts.
    #[must_use]
    pub fn field_rules() -> Vec<FieldRule> {
        let mut rules = ProfileDraft::field_rules();
        rules.extend([
            FieldRule::named("username")
                .required()
                .at_most(USERNAME_MAX),
            FieldRule::named("email").required().at_most(EMAIL_MAX),
        ]);
        rules
    }

    /// Normalizes the texts; the password stays as typed.
    pub fn tidy(&mut self) {
        self.username = clean_line(&self.username);
        let mut email = Some(std::mem::take(&mut self.email));
        tidy_email(&mut email);
        self.email = email.unwrap_or_default();
        self.profile.tidy();
    }

    /// Checks a tidied user.
    #[must_use]
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        check_required(
            &mut errors,
            "/username",
            &self.username,
            USERNAME_MAX,
            "A user name",
        );
        let plain = self
            .username
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._@+-".contains(c));
        errors.require(
            plain,
            "/username",
            "invalid_characters",
            "Use letters, digits and . _ @ + - only",
        );
        check_required(
            &mut errors,
            "/email",
            &self.email,
            EMAIL_MAX,
            "An e-mail address",
        );
        if !self.email.is_empty() {
            check_email(&mut errors, "/email", Some(&self.email));
        }
        if let Some(password) = &self.password {
            let called = display_name(
                self.profile.first_name.as_deref(),
                self.profile.last_name.as_deref(),
                &self.username,
            );
            let identities = [self.username.as_str(), &self.email, &called];
            check_password(&mut errors, "/password", password, &identities);
        }
        self.profile.check(&mut errors);
        errors
    }
}
