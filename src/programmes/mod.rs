//! Programmes behind summonses (kallelseprogram): whom cervical screening, mammography, blood donation and others
//! ask to come, and how often. What a programme says is a region's data with a day from which it applies (W18 to
//! W20); who is due follows from it and from what has become of earlier summonses.

mod due;
mod list;
mod policy;
mod programme;
mod routes;
mod set;
mod store;
mod view;

pub use due::{DuePerson, due_at, is_summoned};
pub use policy::{AtUnit, refuse, time_book};
pub use programme::{Band, History, Programme, Rule, Whom};
pub use routes::Routes;
pub use store::at_unit;
pub use view::is_code;

crate::failure::kinds! { PROBLEMS:
    PROGRAMME_ALREADY_SET = "programme-already-set", CONFLICT, "Redan inställt", "Already set",
        "There is a rule of that programme that begins on the same day. A rule never changes: set another from another day.";
    PROGRAMME_NOT_HERE = "programme-not-here", CONFLICT, "Programmet bedrivs inte här", "The programme is not run here",
        "The region has not set what the programme says, or neither the unit nor its members have what the programme books. Ask the region, or make the time type.";
}
