//! The one binary: reads the settings, then serves, works, migrates or prints.

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};
use etjanster::{
    access::{App, KEYS, Sessions},
    api, audit,
    clock::Clock,
    config::{Config, SETTINGS},
    db::{self, Db},
    demo, directory, edge, engagement_index,
    identity::clients::{self, Acting, Wanted},
    idp, jobs, journal, migrations, service,
};
use tokio_util::sync::CancellationToken;

#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API
    Serve {
        /// Carry out background jobs in the same process.
        #[arg(long)]
        with_worker: bool,
        /// Let people sign in as whoever they pick. Never in production.
        #[arg(long)]
        embedded_idp: bool,
    },
    /// Carry out background jobs: notices, sealing, upkeep
    Work,
    /// List notices that have failed or were given up
    Jobs {
        /// Put a given-up one back in the queue, or `all` of them.
        #[arg(long, value_name = "ID")]
        retry: Option<String>,
    },
    /// Find open cases that nobody looks after; exit 1 if there are any
    Check,
    /// Look after the audit record
    #[command(subcommand)]
    Audit(Audit),
    /// Bring the database up to this build
    Migrate {
        /// Then give this role what serving and working need, and nothing over the audit record
        /// but to read it and add to it.
        #[arg(long, value_name = "ROLE", conflicts_with = "down_all")]
        serving_role: Option<String>,
        /// Take everything down instead, newest first. For tests.
        #[arg(long)]
        down_all: bool,
    },
    /// Load the demonstration region; what is there already stays as it is
    Demo {
        /// Only into a database without any unit.
        #[arg(long)]
        if_empty: bool,
    },
    /// Print the contract: the finished OpenAPI document
    Openapi {
        /// As YAML instead of JSON.
        #[arg(long)]
        yaml: bool,
    },
    /// Decide the journal's vectors in a file, print each answer; exit 1 if any differs
    JournalVectors {
        /// In the format of tests/vectors/journal_vectors.csv.
        file: std::path::PathBuf,
    },
    /// Let systems in, and shut them out
    #[command(subcommand)]
    Client(Client),
    /// Tell by the exit code whether the service on this machine is ready
    Healthcheck,
    /// Print every setting, its default and its meaning
    Settings,
}

#[derive(Subcommand)]
enum Client {
    /// Let a system in, or give one another secret, other scopes and other places; prints the secret, once
    Set {
        /// What it signs in as.
        #[arg(value_name = "CLIENT-ID")]
        client_id: String,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// What it may do, such as `slots:write`. Can be given several times.
        #[arg(long = "scope", required = true, value_name = "SCOPE")]
        scopes: Vec<String>,
        #[command(flatten)]
        places: Places,
    },
    /// Shut one out: its tokens are good for nothing from the next request on
    End {
        #[arg(value_name = "CLIENT-ID")]
        client_id: String,
    },
    /// Print them all
    List,
}

/// For which units a client acts.
#[derive(clap::Args)]
struct Places {
    /// For one unit. Can be given several times, and beside regions.
    #[arg(long = "unit", value_name = "HSA-ID")]
    units: Vec<String>,
    /// For all units of a region, by its county code.
    #[arg(long = "region", value_name = "CODE")]
    regions: Vec<String>,
    /// For every unit there is.
    #[arg(long, conflicts_with_all = ["units", "regions", "nowhere"])]
    everywhere: bool,
    /// For none: the population register and the directory ask nothing of units.
    #[arg(long, conflicts_with_all = ["units", "regions"])]
    nowhere: bool,
}

#[derive(Subcommand)]
enum Audit {
    /// Seal what is ready, now rather than in a few seconds
    Seal,
    /// Find rows and seals that were altered, removed or inserted; exit 1 if there are any
    Verify {
        /// A head that was printed before and kept elsewhere. Can be given several times.
        #[arg(long, value_name = "NUMBER:HASH")]
        anchor: Vec<audit::Anchor>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn run(command: Command) -> Outcome {
    match command {
        Command::Serve { with_worker, embedded_idp } => {
            runtime()?.block_on(serve(Config::from_env()?, with_worker, embedded_idp))
        }
        Command::Work => runtime()?.block_on(work(Config::from_env()?)),
        Command::Jobs { retry } => Ok(jobs::list(&Config::from_env()?, retry.as_deref())?),
        Command::Check => check(&Config::from_env()?),
        Command::Audit(Audit::Seal) => Ok(audit::seal_now(&Config::from_env()?)?),
        Command::Audit(Audit::Verify { anchor }) => {
            Ok(audit::verify_now(&Config::from_env()?, &anchor)?)
        }
        Command::Migrate { serving_role, down_all } => {
            migrate(&Config::from_env()?, serving_role.as_deref(), down_all)
        }
        Command::Demo { if_empty } => Ok(demo::run(&Config::from_env()?, if_empty)?),
        Command::Openapi { yaml } => {
            let published = service::published();
            let bytes = if yaml { &published.yaml } else { &published.json };
            Ok(std::io::stdout().write_all(bytes)?)
        }
        Command::JournalVectors { file } => journal_vectors(&file),
        Command::Client(command) => client(&Config::from_env()?, command),
        Command::Healthcheck => Ok(service::healthcheck(Config::from_env()?.listen)?),
        Command::Settings => {
            for setting in SETTINGS {
                println!("{}\t{}\t{}", setting.name, setting.default, setting.meaning);
            }
            Ok(())
        }
    }
}

fn client(config: &Config, command: Client) -> Outcome {
    match command {
        Client::Set { client_id, name, scopes, places } => {
            let acting = match places {
                Places { everywhere: true, .. } => Acting::Everywhere,
                Places { nowhere: true, .. } => Acting::Nowhere,
                Places { units, regions, .. } => Acting::At { units, regions },
            };
            println!("{}", clients::set(config, &Wanted { client_id, name, scopes, acting })?);
        }
        Client::End { client_id } => clients::end(config, &client_id)?,
        Client::List => clients::list(config)?.iter().for_each(|line| println!("{line}")),
    }
    Ok(())
}

fn check(config: &Config) -> Outcome {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let now = Clock::System.now();
    let well = etjanster::cases::owners_are_well(&mut conn, now, &mut std::io::stdout())?;
    if well { Ok(()) } else { Err("they are put right by the worker: is one running?".into()) }
}

fn journal_vectors(file: &std::path::Path) -> Outcome {
    let text = std::fs::read_to_string(file)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let tally = journal::conformance::print(&text, &mut out)?;
    out.flush()?;
    if tally.different.is_empty() { Ok(()) } else { Err("some answers differ".into()) }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// What is in memory goes with the process: no core dump holds what somebody was reading.
fn leave_no_core() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // The limit does not hold for kernels that hand dumps to a programme.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

fn app(config: &Config, db: Db, sessions: Sessions) -> App {
    App {
        config: config.clone().into(),
        db,
        sessions,
        clock: Clock::System,
        providers: Default::default(),
        files: Default::default(),
        holds: Default::default(),
        journal: Default::default(),
        journal_pace: Default::default(),
        follow: Default::default(),
    }
}

async fn serve(mut config: Config, with_worker: bool, embedded_idp: bool) -> Outcome {
    leave_no_core()?;
    edge::log::start(&config.log)?;
    let stop = stop_signal()?;
    let sessions = Sessions::connect(&config.redis_url, KEYS).await?;
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let metrics = tokio::net::TcpListener::bind(config.metrics_listen).await?;
    if embedded_idp || config.embedded_idp.is_some() {
        idp::start(&mut config, listener.local_addr()?, stop.clone()).await?;
        directory::start(&mut config, stop.clone()).await?;
        engagement_index::start(&mut config, stop.clone()).await?;
        journal::source::start(&mut config, Clock::System.now(), stop.clone()).await?;
    }
    let db = Db::open(&config);
    db.watch();
    let app = app(&config, db, sessions.clone());
    tokio::spawn(edge::serve_metrics(metrics, stop.clone()));
    tracing::info!(listen = %config.listen, metrics = %config.metrics_listen, "serving");
    let serving = edge::serve(listener, api::api(app), &config, stop.clone());
    if with_worker {
        let serving = async {
            serving.await;
            Ok(())
        };
        tokio::try_join!(serving, jobs::work(&config, Clock::System, sessions, stop))?;
    } else {
        serving.await;
    }
    tracing::info!("stopped");
    Ok(())
}

async fn work(config: Config) -> Outcome {
    leave_no_core()?;
    edge::log::start(&config.log)?;
    let metrics = tokio::net::TcpListener::bind(config.metrics_listen).await?;
    let stop = stop_signal()?;
    tokio::spawn(edge::serve_metrics(metrics, stop.clone()));
    tracing::info!(metrics = %config.metrics_listen, "working");
    let sessions = Sessions::connect(&config.redis_url, KEYS).await?;
    jobs::work(&config, Clock::System, sessions, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

/// Cancelled when the process is told to stop, by SIGTERM or from the keyboard.
fn stop_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        told.cancel();
    });
    Ok(stop)
}

fn migrate(config: &Config, serving_role: Option<&str>, down_all: bool) -> Outcome {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let steps =
        if down_all { migrations::down_all(&mut conn)? } else { migrations::up(&mut conn)? };
    if !down_all {
        audit::prepare(&mut conn, Clock::System.now())?;
    }
    if let Some(role) = serving_role {
        db::grant_serving(&mut conn, role)?;
    }
    println!("{steps} migrations");
    Ok(())
}
