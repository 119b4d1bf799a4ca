//! Build profiles. The sources are the same in each.

/// A build with its Cargo profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Build {
    /// Fast to rebuild after a change.
    Dev,
    /// Fast to build from scratch, and fast enough to work with.
    Run,
    /// The shipped build: small and fast.
    #[default]
    Release,
}

impl Build {
    /// The profile of the server.
    pub(crate) const fn server_profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Run => "quick",
            Self::Release => "release",
        }
    }

    /// The profile of the browser app.
    pub(crate) const fn app_profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Run => "wasm-quick",
            Self::Release => "wasm-release",
        }
    }
}

/// The folder in `target` of a Cargo profile.
pub(crate) fn folder(profile: &str) -> &str {
    match profile {
        "dev" => "debug",
        other => other,
    }
}
