//! The demonstration region: Västmanland's units, and people for every situation the rules tell
//! apart. Never in production. Who is who: `docs/demo.md`.

mod citizen;
mod directory;
mod facts;
mod journal;
mod life;
mod load;
mod store;
mod templates;

pub use directory::{directory_people, directory_units};
pub use facts::{Person, coordinates, people, region, stable_id};
pub use journal::records;
pub use load::{CLIENTS, Loaded, load};

use crate::{
    clock::Clock,
    config::{Audience, Config, Mode},
    db::Db,
};

/// Why the region was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("MODE is production: invented people have no place here")]
    Production,
    #[error("the database can't be reached")]
    Unreachable(#[from] diesel::ConnectionError),
    #[error("the database did not take the region")]
    Database(#[from] diesel::result::Error),
}

/// Carries out `etjanster demo`, and prints whom one may sign in as.
pub fn run(config: &Config, if_empty: bool) -> Result<(), Refusal> {
    if config.mode == Mode::Production {
        return Err(Refusal::Production);
    }
    let mut conn = Db::connect_alone(&config.database_url)?;
    match load(&mut conn, Clock::System.now(), if_empty)? {
        Loaded::NotEmpty => println!("The database holds units already; the demo was not loaded."),
        Loaded::Added(0) => println!("The demo region is in place already."),
        Loaded::Added(rows) => println!("The demo region is loaded: {rows} rows."),
    }
    print!("{}", help());
    Ok(())
}

/// Whom one may sign in as, and what each is there to show.
pub fn help() -> String {
    let mut text = String::new();
    for (audience, title) in [
        (Audience::Resident, "Residents, by personal number (all from Skatteverket's test list)"),
        (Audience::Staff, "Staff, by HSA-id"),
    ] {
        text += &format!("\n{title}\n");
        for person in people().filter(|person| person.audience == audience) {
            let Person { identity, name, shows, .. } = person;
            text += &format!("  {identity:<18}{name:<20}{shows}\n");
        }
    }
    text += "\nSystem clients, by client id and secret\n";
    for (client, secret, scopes) in CLIENTS {
        text += &format!("  {client:<18}{secret:<28}{}\n", scopes.join(" "));
    }
    text
}
