//! The one binary: reads the settings, then serves, works, migrates or prints.

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};
use etjanster::{
    access::{App, Sessions},
    api,
    clock::Clock,
    config::{Config, SETTINGS},
    db::Db,
    demo, edge, migrations, service,
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
    Serve,
    /// Bring the database up to this build
    Migrate {
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
    /// Tell by the exit code whether the service on this machine is ready
    Healthcheck,
    /// Print every setting, its default and its meaning
    Settings,
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
        Command::Serve => runtime()?.block_on(serve(Config::from_env()?)),
        Command::Migrate { down_all } => migrate(&Config::from_env()?, down_all),
        Command::Demo { if_empty } => Ok(demo::run(&Config::from_env()?, if_empty)?),
        Command::Openapi { yaml } => {
            let published = service::published();
            let bytes = if yaml { &published.yaml } else { &published.json };
            Ok(std::io::stdout().write_all(bytes)?)
        }
        Command::Healthcheck => Ok(service::healthcheck(Config::from_env()?.listen)?),
        Command::Settings => {
            for setting in SETTINGS {
                println!("{}\t{}\t{}", setting.name, setting.default, setting.meaning);
            }
            Ok(())
        }
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

async fn serve(config: Config) -> Outcome {
    edge::log::start(&config.log)?;
    let sessions = Sessions::connect(&config.redis_url, "etj:").await?;
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let metrics = tokio::net::TcpListener::bind(config.metrics_listen).await?;
    let db = Db::open(&config);
    db.watch();
    let app = App { config: config.clone().into(), db, sessions, clock: Clock::System };
    let stop = stop_signal()?;
    tokio::spawn(edge::serve_metrics(metrics, stop.clone()));
    tracing::info!(listen = %config.listen, metrics = %config.metrics_listen, "serving");
    edge::serve(listener, api::api(app), &config, stop).await;
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

fn migrate(config: &Config, down_all: bool) -> Outcome {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let steps =
        if down_all { migrations::down_all(&mut conn)? } else { migrations::up(&mut conn)? };
    println!("{steps} migrations");
    Ok(())
}
