//! Postgres and Redis that belong to one test, to be paused, killed and started again.

use std::{
    os::unix::fs::MetadataExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    process::free_port,
    world::{new_id, wait_until},
};

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

/// Postgres refuses to run as root.
fn as_keeper(program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", program]);
    command
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A directory that the servers' user can write in.
fn directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("etjanster-{name}-{}", new_id()));
    std::fs::create_dir(&path).expect("a new place");
    if is_root() {
        std::os::unix::fs::chown(&path, Some(65534), Some(65534)).expect("root may");
    }
    path
}

fn signal(name: &str, ids: &[u32]) {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let _ = Command::new("kill").arg(format!("-{name}")).args(ids).stderr(Stdio::null()).status();
}

pub struct Postgres {
    bin: String,
    data: PathBuf,
    port: u16,
}

impl Postgres {
    pub fn start() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let newest = versions.map(|it| it.path().join("bin")).max();
        let bin = newest.map_or(String::new(), |path| format!("{}/", path.display()));
        let postgres = Self { bin, data: directory("postgres"), port: free_port() };
        let data = postgres.data.to_str().expect("plain");
        run(as_keeper(&format!("{}initdb", postgres.bin)).current_dir("/").args([
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]));
        postgres.start_again();
        postgres
    }

    fn control(&self, how: &[&str]) {
        let mut command = as_keeper(&format!("{}pg_ctl", self.bin));
        let log = self.data.join("log");
        run(command.current_dir("/").args(how).arg("-D").arg(&self.data).arg("-l").arg(log));
    }

    pub fn start_again(&self) {
        let port = self.port;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        );
        self.control(&["start", "-s", "-w", "-o", &options]);
    }

    /// Stops it as a crash would: nobody is told.
    pub fn crash(&self) {
        self.control(&["stop", "-s", "-m", "immediate"]);
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The server and every backend of it.
    fn processes(&self) -> Vec<u32> {
        let pid_file =
            std::fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let Some(first) = pid_file.lines().next().and_then(|line| line.parse().ok()) else {
            return Vec::new();
        };
        let all = std::fs::read_dir("/proc").expect("Linux").flatten();
        let children = all.filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let parent: u32 = stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()?;
            (parent == first).then_some(id)
        });
        std::iter::once(first).chain(children).collect()
    }

    /// Freezes it: connections stay open and nothing is answered.
    pub fn pause(&self) {
        // The parent first: from then on no backend is born that the second look would miss.
        let parent: Vec<u32> = self.processes().into_iter().take(1).collect();
        signal("STOP", &parent);
        signal("STOP", &self.processes());
    }

    pub fn resume(&self) {
        signal("CONT", &self.processes());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let processes = self.processes();
        signal("CONT", &processes);
        signal("QUIT", &processes[..processes.len().min(1)]);
        std::thread::sleep(Duration::from_millis(200));
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

pub struct Redis {
    data: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Redis {
    pub async fn start() -> Self {
        let mut redis = Self { data: directory("redis"), port: free_port(), child: None };
        redis.start_again().await;
        redis
    }

    pub async fn start_again(&mut self) {
        let (port, data) = (self.port.to_string(), self.data.to_str().expect("plain"));
        let settings = ["--port", &port, "--bind", "127.0.0.1", "--dir", data, "--save", ""];
        let child = as_keeper("redis-server").args(settings).stdout(Stdio::null()).spawn();
        self.child = Some(child.expect("Redis is installed"));
        let listens = || std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok();
        wait_until("Redis listens", async || listens()).await;
    }

    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
