//! Makes a summons and its copies: in the inbox of whoever can read it there, on paper to everybody else and to the
//! young (services.md 0.3). A summons to somebody whose log-in is locked waits with its digital copy, and nobody
//! who summons is told why.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{
    store::{self, NewRow},
    summons::{SummonsKind, SummonsStatus},
};
use crate::{
    access::{Action, Grant},
    clock::age_on,
    db::Tx,
    failure::Failure,
    id::{ResidentId, SummonsId, UnitId},
    identity::{self, Unreached},
    inbox::{self, About, Delivery},
    programmes::Programme,
    workdays,
};

/// What somebody is asked to come for.
pub struct NewSummons<'a> {
    pub kind: SummonsKind,
    pub resident: ResidentId,
    pub unit: UnitId,
    pub region: &'a str,
    pub time_type_code: &'a str,
    /// What the time type is called.
    pub title: &'a str,
    pub programme: Option<Programme>,
    pub valid_through: NaiveDate,
    pub information: Option<&'a str>,
}

/// Why nobody was summoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    Deceased,
    /// There is an open summons for the same thing.
    AlreadySummoned,
}

/// Which ways a summons goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    pub inbox: bool,
    pub paper: bool,
}

/// A summons that has not gone anywhere yet.
pub struct Made {
    pub id: SummonsId,
    pub ways: Ways,
}

/// The ways of a summons to somebody that old. Pure.
pub fn ways(reached: Result<(), Unreached>, age: i32, paper_below: i32) -> Result<Ways, Obstacle> {
    match reached {
        Err(Unreached::Deceased) => Err(Obstacle::Deceased),
        Ok(()) => Ok(Ways { inbox: true, paper: age < paper_below }),
        Err(_) => Ok(Ways { inbox: false, paper: true }),
    }
}

/// Makes a summons of the granted unit's. It has gone nowhere before [`deliver`].
pub fn make<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewSummons<'_>,
) -> Result<Result<Made, Obstacle>, Failure> {
    let below = tx.policies().number("summons.paper-below-age", Some(new.region), tx.today)?;
    let age = age_on(store::birth_date(tx, new.resident)?, tx.today);
    let ways = match ways(identity::reach(tx, new.resident)?, age, below) {
        Ok(ways) => ways,
        Err(obstacle) => return Ok(Err(obstacle)),
    };
    if store::is_open_again(tx, grant, (new.resident, new.time_type_code))? {
        return Ok(Err(Obstacle::AlreadySummoned));
    }
    let row = NewRow {
        kind: new.kind,
        resident: new.resident,
        time_type_code: new.time_type_code,
        programme: new.programme,
        valid_through: new.valid_through,
        paper_copy: ways.paper,
        information: new.information,
    };
    let made = store::insert(tx, grant, &row)?;
    Ok(made.map(|id| Made { id, ways }).ok_or(Obstacle::AlreadySummoned))
}

/// Lets it go its ways.
pub fn deliver<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewSummons<'_>,
    made: &Made,
) -> Result<(), Failure> {
    if made.ways.paper {
        let due_at = mail_out(tx, new.region)?;
        store::queue_letter(tx, grant, made.id, due_at)?;
    }
    if made.ways.inbox {
        store::delivered(tx, made.id, SummonsStatus::Delivered)?;
        into_inbox(tx, (new.resident, new.unit), made.id, new.title)?;
    }
    Ok(())
}

/// Into the inbox, with a notice.
pub fn into_inbox(
    tx: &mut Tx<'_>,
    (resident, unit): (ResidentId, UnitId),
    id: SummonsId,
    title: &str,
) -> Result<(), Failure> {
    let title = format!("Kallelse: {title}");
    let delivery = Delivery { resident, unit, about: About::Summons(id), title };
    inbox::deliver(tx, delivery)?;
    Ok(())
}

/// When the next mail-out takes what is on paper.
fn mail_out(tx: &Tx<'_>, region: &str) -> Result<DateTime<Utc>, Failure> {
    const NAME: &str = "summons.forwarded-at";
    let text = tx.policies().text(NAME, Some(region), tx.today)?;
    let time = NaiveTime::parse_from_str(text, "%H:%M");
    let time = time.map_err(|_| Failure::Bug(format!("policy {NAME} is not a time")))?;
    Ok(workdays::next_at(tx.now, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: WS-4
    #[test]
    fn it_goes_to_the_inbox_of_who_can_read_it_and_on_paper_to_the_young_and_to_everybody_else() {
        let both = Ways { inbox: true, paper: true };
        let (inbox, paper) = (Ways { paper: false, ..both }, Ways { inbox: false, ..both });
        assert_eq!(ways(Ok(()), 18, 18), Ok(inbox));
        assert_eq!(ways(Ok(()), 17, 18), Ok(both));
        for why in [Unreached::Locked, Unreached::NeverSignedIn, Unreached::NoSignIn] {
            assert_eq!(ways(Err(why), 42, 18), Ok(paper));
        }
        assert_eq!(ways(Err(Unreached::Deceased), 42, 18), Err(Obstacle::Deceased));
        assert_eq!(ways(Ok(()), 0, 0), Ok(inbox), "a region may do without");
    }
}
