//! Parses single values: text, numbers, switches. Errors name the variable.

use std::str::FromStr;
use std::time::Duration;

use crate::address::TrustedProxy;

use super::variables::{LOG_FORMAT, TRUSTED_PROXIES};
use super::{LogFormat, WrongSetting, require};

/// Looks up values by variable name.
pub(super) struct Source<F> {
    pub(super) look_up: F,
}

impl<F: Fn(&str) -> Option<String>> Source<F> {
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        (self.look_up)(variable)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    pub(super) fn list(&self, variable: &str) -> Vec<String> {
        self.text(variable)
            .unwrap_or_default()
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    }

    pub(super) fn parsed<T: FromStr>(
        &self,
        variable: &'static str,
        wanted: &str,
        default: T,
    ) -> Result<T, WrongSetting> {
        let Some(text) = self.text(variable) else {
            return Ok(default);
        };
        text.parse().map_err(|_wrong| WrongSetting {
            variable,
            problem: format!("takes {wanted}"),
        })
    }

    pub(super) fn number(
        &self,
        variable: &'static str,
        least: u32,
        most: u32,
        default: u32,
    ) -> Result<u32, WrongSetting> {
        let wanted = format!("a whole number from {least} to {most}");
        let number = self.parsed(variable, &wanted, default)?;
        require(
            (least..=most).contains(&number),
            variable,
            &format!("takes {wanted}"),
        )?;
        Ok(number)
    }

    pub(super) fn size(
        &self,
        variable: &'static str,
        least: u32,
        default: usize,
    ) -> Result<usize, WrongSetting> {
        let shown = u32::try_from(default).unwrap_or(u32::MAX);
        let size = self.number(variable, least, 1_000_000, shown)?;
        Ok(usize::try_from(size).unwrap_or(default))
    }

    pub(super) fn seconds(
        &self,
        variable: &'static str,
        default: Duration,
    ) -> Result<Duration, WrongSetting> {
        let default = u32::try_from(default.as_secs()).unwrap_or(30);
        let seconds = self.number(variable, 1, 3_600, default)?;
        Ok(Duration::from_secs(u64::from(seconds)))
    }

    pub(super) fn flag(&self, variable: &'static str, default: bool) -> Result<bool, WrongSetting> {
        self.parsed(variable, "true or false", default)
    }

    pub(super) fn log_format(&self) -> Result<LogFormat, WrongSetting> {
        match self.text(LOG_FORMAT).as_deref() {
            None | Some("auto") => Ok(LogFormat::Auto),
            Some("json") => Ok(LogFormat::Json),
            Some("text") => Ok(LogFormat::Text),
            Some(_) => Err(WrongSetting {
                variable: LOG_FORMAT,
                problem: "takes json, text or auto".to_owned(),
            }),
        }
    }

    pub(super) fn proxies(&self) -> Result<Vec<TrustedProxy>, WrongSetting> {
        self.list(TRUSTED_PROXIES)
            .iter()
            .map(|text| {
                text.parse().map_err(|()| WrongSetting {
                    variable: TRUSTED_PROXIES,
                    problem: format!(
                        "{text} is neither an address nor a network such as 10.0.0.0/8"
                    ),
                })
            })
            .collect()
    }
}
