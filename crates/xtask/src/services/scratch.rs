//! The temporary folder of a run, removed at the end.

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::sys::statvfs::statvfs;
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::interrupt;
use crate::process::Running;

/// The temporary folder of a run.
#[derive(Debug)]
pub(crate) struct Scratch {
    folder: TempDir,
}

/// A file system in memory on Linux.
const IN_MEMORY: &str = "/dev/shm";
/// Twice what the tests' databases need at most, in bytes.
const ROOM: u64 = 6 << 30;

impl Scratch {
    /// Creates the folder on disk.
    pub(crate) fn new() -> Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    /// Creates the folder in memory if there is plenty, else on disk: a test run creates hundreds of
    /// databases, and creating their files costs a disk more time than using them.
    pub(crate) fn in_memory() -> Result<Self> {
        let memory = Path::new(IN_MEMORY);
        let roomy = statvfs(memory)
            .is_ok_and(|found| found.blocks_available() * found.fragment_size() >= ROOM);
        if roomy
            && available_memory() >= 2 * ROOM
            && let Ok(scratch) = Self::within(memory)
        {
            return Ok(scratch);
        }
        Self::new()
    }

    /// Readable by other users, because PostgreSQL's files may belong to another account.
    fn within(parent: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("projectmeats-test-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir_in(parent)
            .context("no temporary folder could be made")?;
        Ok(Self { folder })
    }

    /// Creates a subfolder.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.path().join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let folder = self.folder.path();
        end_processes_of(folder);
        // A browser that is just ending may still write to its profile.
        for _ in 0..20 {
            if fs::remove_dir_all(folder).is_ok() || !folder.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Available memory, in bytes.
fn available_memory() -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() << 10
}

/// Kills processes that still use the folder: browsers leave the process group of their driver.
fn end_processes_of(folder: &Path) {
    let folder = folder.to_string_lossy();
    let own = std::process::id().to_string();
    let Ok(entries) = fs::read_dir("/proc") else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Ok(number) = name.parse::<i32>() else {
            continue;
        };
        let mentions = |file: &str| {
            fs::read(entry.path().join(file))
                .is_ok_and(|text| String::from_utf8_lossy(&text).contains(folder.as_ref()))
        };
        if name != own && (mentions("cmdline") || mentions("environ")) {
            let _ = kill(Pid::from_raw(number), Signal::SIGKILL);
        }
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Waits until a server is ready; fails if it ends or takes too long.
pub(crate) fn wait_for(
    name: &str,
    server: &mut Running,
    mut ready: impl FnMut() -> bool,
) -> Result<()> {
    let limit = Instant::now() + Duration::from_secs(60);
    while Instant::now() < limit {
        interrupt::check()?;
        if ready() {
            return Ok(());
        }
        if let Some(status) = server.ended()? {
            bail!("{name} ended at once ({status})");
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("{name} did not answer within a minute")
}

/// Whether a local port accepts connections.
pub(crate) fn listening(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
