//! The browser app, from Rust to a folder that any web server can serve.
//!
//! `target/web/` holds `index.html` and `assets/`, where every name carries a hash of the content, and beside each file that
//! compresses its `.br` and `.gz`. The folder is replaced only by a complete one.

mod compile;
mod compress;
mod fingerprint;
mod names;
mod optimise;
mod page;
mod parallel;
mod sizes;
mod split;
mod styles;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::Build;
use crate::report::{say, step};
use crate::workspace::Workspace;

pub(crate) use compile::{TARGET, ensure_target};
use names::Assets;

/// What the caller wants of a bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// How it is compiled; anything but a release is neither optimised further nor compressed.
    pub(crate) build: Build,
    /// A first load above the budget is an error.
    pub(crate) enforce: bool,
    /// Show the sizes even of a bundle that was there already.
    pub(crate) sizes: bool,
}

/// Builds the bundle, unless the one that is there was made of the same inputs.
pub(crate) fn bundle(workspace: &Workspace, options: Options) -> Result<()> {
    let wasm = step("browser app, compiling", || {
        compile::compile(workspace, options.build)
    })?;
    let optimiser = match options.build {
        Build::Release => optimise::find(workspace)?,
        Build::Dev | Build::Run => None,
    };
    let web = workspace.web();
    let sources = Sources {
        wasm: fs::read(&wasm).with_context(|| format!("{} is not there", wasm.display()))?,
        frontend: workspace.root.join("frontend"),
    };
    let mark = fingerprint::of(&sources, options.build, optimiser.as_ref())?;
    let unchanged = fingerprint::matches(&web, &mark);
    if unchanged {
        say("browser app: unchanged since the last bundle");
    } else {
        step("browser app, bundling", || {
            let work = workspace.target.join("web.new");
            let screens = assemble(&sources, &work, options.build, optimiser.as_ref())?;
            fingerprint::forget(&web)?;
            replace(&web, &work)?;
            sizes::remember(&web, &screens)?;
            fingerprint::remember(&web, &mark)
        })?;
    }
    if options.build != Build::Release {
        return Ok(());
    }
    let sizes = sizes::measure(&web)?;
    if options.sizes || !unchanged {
        crate::report::note(sizes.table());
    }
    if options.enforce {
        sizes.enforce()?;
    }
    Ok(())
}

/// What a bundle is made of.
struct Sources {
    wasm: Vec<u8>,
    frontend: PathBuf,
}

fn assemble(
    sources: &Sources,
    work: &Path,
    build: Build,
    optimiser: Option<&optimise::Optimiser>,
) -> Result<split::Screens> {
    let scratch = work.with_extension("scratch");
    for folder in [work, &scratch] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    let screens = split::split(&sources.wasm, &scratch)?;
    if let Some(optimiser) = optimiser {
        optimiser.shrink(&scratch)?;
    }
    let mut assets = Assets::new(work.join("assets"))?;
    assets.add_code(&scratch)?;
    assets.add_static(&sources.frontend.join("static"))?;
    assets.add_styles(&styles::minified(
        &sources.frontend.join("styles"),
        assets.places(),
    )?)?;
    let template = sources.frontend.join("index.html");
    let template = fs::read_to_string(&template)
        .with_context(|| format!("{} is not there", template.display()))?;
    fs::write(
        work.join("index.html"),
        page::fill("index.html", &template, assets.places())?,
    )?;
    if build == Build::Release {
        compress::beside_each(work)?;
    }
    fs::remove_dir_all(&scratch)?;
    Ok(screens)
}

/// Puts the finished folder in the place of the old one.
fn replace(web: &Path, work: &Path) -> Result<()> {
    let old = web.with_extension("old");
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    if web.exists() {
        fs::rename(web, &old)?;
    }
    fs::rename(work, web)?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}
