//! How thoroughly the program is compiled. The sources are the same in each.

/// A way to compile, with its Cargo profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Build {
    /// Quick to build again after a change.
    Dev,
    /// Quick to build from nothing, and quick enough to work with.
    Run,
    /// As it is shipped: small and fast.
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

/// The folder in `target` that Cargo gives a profile.
pub(crate) fn folder(profile: &str) -> &str {
    match profile {
        "dev" => "debug",
        other => other,
    }
}
