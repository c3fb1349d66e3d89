//! `etjanster client`: the operator's way to let systems in and shut them out. A secret is printed once; its hash is
//! all that is kept.

use diesel::{ConnectionError, connection::Connection, result::Error};
use sha2::{Digest, Sha256};

use super::store;
use crate::{
    access::{Scope, Token},
    audit::{self, BySystem},
    clock::Clock,
    config::Config,
    db::Db,
    id::{ClientId, RequestId},
};

/// Why the command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the database can't be reached")]
    Unreachable(#[from] ConnectionError),
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    #[error("a client's id is 3 to 64 of a-z, 0-9 and -")]
    Id,
    #[error("there is no scope {0:?}; there are: {all}", all = scopes())]
    Scope(String),
    #[error("there is no unit {0:?} here")]
    Unit(String),
    #[error("a region is two digits")]
    Region,
    #[error("say where it acts: --unit, --region, --everywhere or --nowhere")]
    Nowhere,
    #[error("there is no such client")]
    Unknown,
}

fn scopes() -> String {
    Scope::ALL.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(", ")
}

/// For which units a client acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acting {
    /// For none: it asks nothing of units, as the population register does.
    Nowhere,
    Everywhere,
    /// For these units, by HSA-id, and all units of these regions.
    At {
        units: Vec<String>,
        regions: Vec<String>,
    },
}

/// What a client is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub client_id: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub acting: Acting,
}

impl Wanted {
    fn check(&self) -> Result<Vec<Scope>, Refusal> {
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        if !(3..=64).contains(&self.client_id.len()) || !self.client_id.bytes().all(plain) {
            return Err(Refusal::Id);
        }
        if let Acting::At { units, regions } = &self.acting {
            if units.is_empty() && regions.is_empty() {
                return Err(Refusal::Nowhere);
            }
            let region = |it: &String| it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit());
            if !regions.iter().all(region) {
                return Err(Refusal::Region);
            }
        }
        let scope = |code: &String| Scope::from_code(code).ok_or(Refusal::Scope(code.clone()));
        self.scopes.iter().map(scope).collect()
    }
}

/// Lets a system in, or gives one that is there another secret, other scopes and other places. Answers the secret.
pub fn set(config: &Config, wanted: &Wanted) -> Result<String, Refusal> {
    let scopes = wanted.check()?;
    let secret = Token::random().reveal().to_owned();
    let hash: [u8; 32] = Sha256::digest(&secret).into();
    let mut conn = Db::connect_alone(&config.database_url)?;
    let now = Clock::System.now();
    conn.transaction(|conn| {
        let id = store::set(conn, wanted, (&scopes, &hash), now)?;
        let places = store::places(conn, &wanted.acting)?;
        store::set_places(conn, id, &places)?;
        record(conn, id, "system-client.set")?;
        Ok::<_, Refusal>(())
    })?;
    Ok(secret)
}

/// Shuts a system out: its tokens are good for nothing from the next request on.
pub fn end(config: &Config, client_id: &str) -> Result<(), Refusal> {
    let mut conn = Db::connect_alone(&config.database_url)?;
    conn.transaction(|conn| {
        let id = store::end(conn, client_id)?.ok_or(Refusal::Unknown)?;
        record(conn, id, "system-client.end")?;
        Ok::<_, Refusal>(())
    })
}

/// Every client, a line each.
pub fn list(config: &Config) -> Result<Vec<String>, Refusal> {
    let mut conn = Db::connect_alone(&config.database_url)?;
    Ok(store::list(&mut conn)?)
}

fn record(
    conn: &mut diesel::PgConnection,
    id: ClientId,
    action: &'static str,
) -> Result<(), Error> {
    let entry = BySystem {
        at: Clock::System.now(),
        action,
        subject: id.0,
        unit: None,
        patient: None,
        request: RequestId::new(),
    };
    audit::record_by_system(conn, &entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(client_id: &str, scope: &str, acting: Acting) -> Result<(), String> {
        let wanted = Wanted {
            client_id: client_id.into(),
            name: "Cosmic".into(),
            scopes: vec![scope.into()],
            acting,
        };
        wanted.check().map(drop).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn what_makes_no_sense_is_refused_before_anything_is_written() {
        let at = |units: &[&str], regions: &[&str]| {
            let own = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
            Acting::At { units: own(units), regions: own(regions) }
        };
        assert_eq!(wanted("cosmic-19", "slots:write", at(&[], &["19"])), Ok(()));
        assert_eq!(wanted("cosmic-19", "slots:write", Acting::Everywhere), Ok(()));
        for (id, scope, acting) in [
            ("Cosmic", "slots:write", Acting::Everywhere),
            ("ab", "slots:write", Acting::Everywhere),
            ("cosmic", "slots:rite", Acting::Everywhere),
            ("cosmic", "slots:write", at(&[], &[])),
            ("cosmic", "slots:write", at(&[], &["Västmanland"])),
        ] {
            assert!(wanted(id, scope, acting.clone()).is_err(), "{id} {scope} {acting:?}");
        }
    }
}
