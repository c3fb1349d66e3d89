//! What a letter says: the template's words, and what every letter must tell besides (B-77): who
//! sends, why, what becomes of a reply, where to turn, and the day (RC-6). Pure.

use super::{placeholder::Fillings, store::Edition};

/// The unit that sends.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    pub name: &'a str,
    pub hsa_id: &'a str,
    pub phone: &'a str,
}

/// The whole letter.
pub fn compose(edition: &Edition, sender: Sender<'_>, fillings: &Fillings<'_>) -> String {
    let reply = edition.reply_use.as_deref().unwrap_or("Det här meddelandet går inte att besvara.");
    let phone = format!("Ring {} på {}.", sender.name, sender.phone);
    let contact = edition.contact.as_deref().unwrap_or(&phone);
    [
        fillings.fill(&edition.body),
        String::new(),
        format!("Avsändare: {} ({}), {}", sender.name, sender.hsa_id, fillings.date),
        format!("Syfte: {}", edition.purpose),
        format!("Ditt svar: {reply}"),
        format!("Frågor: {contact}"),
    ]
    .join("\n")
}
