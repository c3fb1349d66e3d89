//! Attachments (bilagor): the files that go with messages. How their bytes come in, are cleaned,
//! scanned, kept and go out. Not in here: who may attach, to what and when ([`crate::cases`]).

mod clean;
mod content;
mod files;
mod kind;
mod name;
mod objects;
mod range;
mod receive;
mod scan;
mod store;
mod tidy;
mod view;
mod work;

pub use content::{Content, Download};
pub use files::Files;
pub use kind::FileKind;
pub use name::Name;
pub use objects::Place;
pub use receive::{Arrived, Upload, receive};
pub use scan::Scanner;
pub use store::{
    NewFile, Side, Slot, Stored, Untold, arrive, discard, find, is_told, of_messages, open, remove,
    send, unsent, untold, waiting,
};
pub use tidy::tidy;
pub use view::{AttachmentState, AttachmentView, view};
pub use work::{Caretaker, work};

crate::failure::kinds! { PROBLEMS:
    REFUSED = "attachment-refused", UNPROCESSABLE_ENTITY, "Filen kan inte bifogas", "The file can't be attached",
        "The file is damaged, is two things at once, would swell too much, or is a PDF that runs something or is locked; `detail` says which. Make a plain picture or PDF of it, such as by printing it to PDF.";
    NOT_ASKED = "attachment-not-asked-for", CONFLICT, "Ärendetypen tar inte emot bilagor", "The case type takes no attachments",
        "The unit has put no attachment component in the form of this case type, so residents can't attach anything.";
    TOO_MANY = "attachment-too-many", UNPROCESSABLE_ENTITY, "För många bilagor", "Too many attachments",
        "A message takes only so many attachments, and so do uploads that wait to be sent. Remove some.";
    SENT = "attachment-sent", CONFLICT, "Bilagan är skickad", "The attachment has been sent",
        "What has been sent never changes. It is purged together with its case.";
    SCANNING = "attachment-scanning", CONFLICT, "Bilagan granskas", "The attachment is being scanned",
        "Nobody reads a file before the virus scanner has found it clean. Try again in a while.";
    INFECTED = "attachment-infected", CONFLICT, "Bilagan innehåller skadlig kod", "The attachment is infected",
        "The virus scanner found malware in it. It is never given out and can't be sent.";
    OUT_OF_RANGE = "range-not-satisfiable", RANGE_NOT_SATISFIABLE, "Delen finns inte", "No such part",
        "The file is shorter than the part that was asked for; `Content-Range` tells its length.";
}
