//! A PostgreSQL server of one test, with its default settings for syncing, which the test can kill and start again.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{environment, postgres};

/// The server with its folder.
pub(crate) struct OwnPostgres {
    folder: tempfile::TempDir,
    account: Option<(u32, u32)>,
    port: u16,
    server: Option<Child>,
}

impl OwnPostgres {
    /// Creates a cluster on disk, where syncing has its price, and starts the server.
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("projectmeats-postgres-")
            .permissions(fs::Permissions::from_mode(0o755))
            .tempdir_in("/var/tmp")
            .expect("a folder");
        let account = account();
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group)).expect("the folder's owner");
        }
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("its address").port();
        drop(free);
        let mut own = Self {
            folder,
            account,
            port,
            server: None,
        };
        let mut create = own.command("initdb");
        create.arg("--pgdata").arg(own.data());
        create.args(["--username", "projectmeats", "--auth", "trust"]);
        create.args(["--encoding", "UTF8", "--locale", "C.UTF-8"]);
        assert!(create.status().expect("initdb runs").success());
        own.serve();
        own
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(environment::postgres_programs().join(program));
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    /// URL of the superuser.
    pub(crate) fn url(&self) -> String {
        format!("postgres://projectmeats@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts the server and waits until it has repaired its data and answers.
    pub(crate) fn serve(&mut self) {
        let mut serve = self.command("postgres");
        serve.arg("-D").arg(self.data());
        for setting in [
            &format!("port={}", self.port),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=16MB",
        ] {
            serve.args(["-c", setting]);
        }
        self.server = Some(serve.spawn().expect("postgres starts"));
        let limit = Instant::now() + Duration::from_secs(60);
        while let Err(problem) = postgres::try_execute(&self.url(), "SELECT 1") {
            assert!(Instant::now() < limit, "PostgreSQL: {problem}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let synced = postgres::execute(&self.url(), "SHOW fsync");
        assert_eq!(synced, ["on"]);
    }

    /// Kills the postmaster and every process below it with SIGKILL.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        let id = server.id();
        // Stopped first, so that it starts no process meanwhile. Its processes lead groups of their own.
        signal("-STOP", &id.to_string());
        let below = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        signal("-KILL", &format!("{} {id}", below.expect("its processes")));
        server.wait().expect("ended");
    }
}

fn signal(name: &str, processes: &str) {
    let mut kill = Command::new("kill");
    kill.arg(name).args(processes.split_whitespace());
    assert!(kill.status().expect("kill runs").success(), "{name}");
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.kill();
        }
    }
}

/// The account to run PostgreSQL as, which refuses to run as root: user and group.
fn account() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").expect("this process").uid();
    if own != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("the accounts");
    let found = ["postgres", "nobody"].iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    Some(found.expect("an account that may run PostgreSQL"))
}
