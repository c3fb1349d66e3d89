//! The SQL of cases. Rows come out sealed; writes ask for the grant that allows them.

mod around;
mod due;
mod load;
mod sent;
mod write;

pub use due::{
    Changed, Late, Lost, changed, find_lost, late, lost, regions, settled, told, unanswered,
};
pub use load::{
    CaseSort, ListWish, Message, Said, again, asked, begun, find, list_of_resident, list_of_unit,
    lock, messages, questions, said, unit,
};
pub use sent::{NewCase, answer_questions, insert_sent, open_with};
pub use write::{
    Besides, NewDraft, Sender, advance, change_draft, discard, insert_draft, say, say_with, submit,
};
