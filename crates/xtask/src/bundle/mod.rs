//! Builds the browser app into a folder that any web server can serve.
//!
//! `target/web/` holds `index.html` and `assets/`. Asset names contain a hash of the content, and each
//! compressible file has a `.br` and a `.gz` copy beside it. The folder is replaced only by a complete one, which keeps the assets
//! of the release before it.

mod compile;
mod compress;
mod fingerprint;
mod imports;
mod names;
mod optimise;
mod page;
mod parallel;
mod releases;
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

/// Options of a bundle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Build profile; only a release is optimized further and compressed.
    pub(crate) build: Build,
    /// Fails if the first load exceeds the budget.
    pub(crate) enforce: bool,
    /// Includes the style guide, for tests and while developing.
    pub(crate) style_guide: bool,
    /// Prints the sizes of an existing bundle too.
    pub(crate) sizes: bool,
}

/// Builds the bundle, unless an existing one has the same inputs.
pub(crate) fn bundle(workspace: &Workspace, options: Options) -> Result<()> {
    let wasm = step("browser app, compiling", || {
        compile::compile(workspace, options)
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
            let own = releases::assets_in(&work)?;
            releases::keep_last(&web, &work)?;
            fingerprint::forget(&web)?;
            replace(&web, &work)?;
            releases::remember(&web, &own)?;
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

/// Inputs of a bundle.
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
    imports::shorten(&scratch)?;
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

/// Replaces the old folder by the finished one.
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
