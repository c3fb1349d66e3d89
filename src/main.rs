//! The one binary: reads the settings, then serves, works, migrates or prints.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use etjanster::{
    access::{App, Sessions},
    api,
    clock::Clock,
    config::{Config, SETTINGS},
    db::Db,
    demo, edge, migrations,
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
    let sessions = Sessions::connect(&config.redis_url, "etj:").await?;
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let db = Db::open(&config);
    let app = App { config: config.clone().into(), db, sessions, clock: Clock::System };
    let stop = CancellationToken::new();
    let signal = stop.clone();
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        signal.cancel();
    });
    edge::serve(listener, api::api(app), &config, stop).await;
    Ok(())
}

fn migrate(config: &Config, down_all: bool) -> Outcome {
    let mut conn = Db::connect_alone(&config.database_url)?;
    let steps =
        if down_all { migrations::down_all(&mut conn)? } else { migrations::up(&mut conn)? };
    println!("{steps} migrations");
    Ok(())
}
