//! The SQL of cases. Rows come out sealed; writes ask for the grant that allows them.

mod load;
mod write;

pub use load::{
    ListWish, Message, again, begun, find, list_of_resident, list_of_unit, lock, messages, unit,
};
pub use write::{NewDraft, Sender, advance, change_draft, discard, insert_draft, say, submit};
