//! The real programme in a process of its own, for what can only be seen from outside one.

use std::{
    path::PathBuf,
    process::{Child, Command},
    time::Duration,
};

use etjanster::access::{Session, Sessions, Who};

use crate::world::{Answer, World, send};

pub struct Process {
    pub base: String,
    pub metrics: String,
    redis: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Serves the world's database, with those settings, in at most so many open files.
    pub async fn serve(world: &World, open_files: u32, settings: &[(&str, &str)]) -> Self {
        let (api, metrics) = (free_port(), free_port());
        let config = &world.app.config;
        let own = settings.iter().find(|(name, _)| *name == "REDIS_URL").map(|(_, url)| *url);
        let redis = own.unwrap_or(&config.redis_url).to_owned();
        // A file: a pipe that nobody empties would hold the process up.
        let log = std::env::temp_dir().join(format!("etjanster-{api}.log"));
        let out = std::fs::File::create(&log).expect("a place for files");
        let child = Command::new("sh")
            .args(["-c", &format!("ulimit -n {open_files}; exec \"$0\" serve")])
            .arg(env!("CARGO_BIN_EXE_etjanster"))
            .env("DATABASE_URL", &config.database_url)
            .env("REDIS_URL", &redis)
            .env("MODE", "development")
            .env("LISTEN", format!("127.0.0.1:{api}"))
            .env("METRICS_LISTEN", format!("127.0.0.1:{metrics}"))
            .env("RATE_PER_ADDRESS", "1000000")
            .env("LOG", "info")
            .envs(settings.iter().copied())
            .stdout(out)
            .spawn()
            .expect("it starts");
        let base = format!("http://127.0.0.1:{api}");
        let process =
            Self { base, metrics: format!("http://127.0.0.1:{metrics}"), redis, child, log };
        for _ in 0..100 {
            if reqwest::get(format!("{}/health/ready", process.base))
                .await
                .is_ok_and(|it| it.status() == 200)
            {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it is not ready in five seconds");
    }

    /// A worker on the world's database. It does its work by the system's clock.
    pub fn work(world: &World) -> Self {
        let metrics = free_port();
        let config = &world.app.config;
        let log = std::env::temp_dir().join(format!("etjanster-work-{metrics}.log"));
        let out = std::fs::File::create(&log).expect("a place for files");
        let child = Command::new(env!("CARGO_BIN_EXE_etjanster"))
            .arg("work")
            .env("DATABASE_URL", &config.database_url)
            .env("REDIS_URL", &config.redis_url)
            .env("MODE", "development")
            .env("METRICS_LISTEN", format!("127.0.0.1:{metrics}"))
            .env("LOG", "info")
            .stdout(out)
            .spawn()
            .expect("it starts");
        let (base, metrics) = (String::new(), format!("http://127.0.0.1:{metrics}"));
        Self { base, metrics, redis: config.redis_url.clone(), child, log }
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(reqwest::Client::new().get(format!("{}{path}", self.base))).await
    }

    /// A session that this process knows.
    pub async fn session(&self, who: Who) -> String {
        let hour = Duration::from_secs(3600);
        let session = Session::begin(who, etjanster::clock::Clock::System.now(), hour, hour);
        let sessions = Sessions::connect(&self.redis, "etj:").await.expect("a url");
        sessions.start(&session).await.expect("redis is there").reveal().to_owned()
    }

    /// Memory in use, in bytes.
    pub fn memory(&self) -> u64 {
        self.memory_line("VmRSS:")
    }

    /// The most memory that has been in use, in bytes.
    pub fn peak(&self) -> u64 {
        self.memory_line("VmHWM:")
    }

    fn memory_line(&self, name: &str) -> u64 {
        let status = self.read("status");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kilobytes * 1024
    }

    /// Whether the kernel would write its memory down if it died.
    pub fn leaves_core(&self) -> bool {
        let limits = self.read("limits");
        let core = limits.lines().find(|line| line.starts_with("Max core file size"));
        let fields: Vec<&str> = core.expect("a line").split_whitespace().collect();
        fields[4..6] != ["0", "0"]
    }

    pub fn threads(&self) -> u32 {
        let status = self.read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("Threads:")).expect("a line");
        line.trim().parse().expect("a number")
    }

    /// Processor time used so far. The kernel counts in hundredths of a second.
    pub fn processor_time(&self) -> Duration {
        let stat = self.read("stat");
        let after_name = stat.rsplit(')').next().expect("a name");
        let fields: Vec<u64> =
            after_name.split_whitespace().filter_map(|it| it.parse().ok()).collect();
        // Without the state, which is a letter: utime and stime are the 11th and 12th numbers.
        Duration::from_millis((fields[10] + fields[11]) * 10)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).expect("it runs")
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.expect("kill exists").success());
    }

    /// Waits for it to stop by itself; tells its exit code and what it logged.
    pub fn stopped(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().expect("it was started").code();
        (code, std::fs::read_to_string(&self.log).expect("its log"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.log);
    }
}

pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}
