//! The fixed words of notices (B-71, B-72, E-18). None of them names a unit, a person or a matter.

crate::sql::code! {
    /// A way out of the house.
    Channel {
        Email = "email",
        Sms = "sms",
    }
}

crate::sql::code! {
    /// What a notice says, and to whom.
    Notice {
        /// To a resident: there is something in the inbox (avisering).
        InboxMessage = "inbox-message",
        /// To a handler: a case is theirs.
        CaseAssigned = "case-assigned",
        /// To a receiver: a case came to the unit.
        CaseIncoming = "case-incoming",
        /// To a region's administrators: a second person has not looked at something in time.
        FollowUpOverdue = "follow-up-overdue",
        /// To a receiver: cases are without a handler who can look after them (I-6).
        CasesNeedHandler = "cases-need-handler",
        /// To a receiver and a handler: the time that was promised is nearly used up.
        DeadlineNear = "deadline-near",
        /// To a receiver and a handler: it is used up.
        DeadlinePassed = "deadline-passed",
        /// To a local administrator: it was used up long ago.
        DeadlineEscalated = "deadline-escalated",
        /// To whoever uploaded it: malware was found in a file.
        AttachmentInfected = "attachment-infected",
        /// To a unit's decision-makers: something ends unless they decide anew.
        DecisionEnds = "decision-ends",
        /// To a resident: something they asked for has been decided.
        RequestDecided = "request-decided",
    }
}

const NO_ANSWER_SMS: &str = "Obs! Du kan inte svara på detta sms";
const NO_ANSWER_EMAIL: &str = "Obs! Detta är ett automatiskt meddelande som inte går att besvara.";

impl Notice {
    /// The whole text.
    pub fn text(self, channel: Channel) -> String {
        let end = match channel {
            Channel::Email => NO_ANSWER_EMAIL,
            Channel::Sms => NO_ANSWER_SMS,
        };
        format!("{} {} {end}", self.news(), self.place())
    }

    /// The subject of an e-mail.
    pub fn subject(self) -> &'static str {
        self.news().trim_end_matches('.')
    }

    fn news(self) -> &'static str {
        match self {
            Self::InboxMessage => "Du har ett meddelande i e-tjänsterna på 1177.",
            Self::RequestDecided => "Du har ett besked i e-tjänsterna på 1177.",
            Self::CaseAssigned => "Du har fått ett ärende i 1177 Personalverktyget.",
            Self::CaseIncoming => "Det har kommit ett ärende i 1177 Personalverktyget.",
            Self::FollowUpOverdue => "En uppföljning i 1177 Personalverktyget är försenad.",
            Self::CasesNeedHandler => "Ärenden i 1177 Personalverktyget behöver fördelas om.",
            Self::DeadlineNear => "Utlovad svarstid är snart slut i 1177 Personalverktyget.",
            Self::DeadlinePassed => "Utlovad svarstid har passerat i 1177 Personalverktyget.",
            Self::DecisionEnds => "Ett beslut i 1177 Personalverktyget löper snart ut.",
            Self::DeadlineEscalated => {
                "Utlovad svarstid har passerat sedan länge i 1177 Personalverktyget."
            }
            Self::AttachmentInfected => "En bilaga i 1177 Personalverktyget kunde inte tas emot.",
        }
    }

    fn place(self) -> &'static str {
        match self {
            Self::InboxMessage => "Meddelandet finns i inkorgen när du loggat in på 1177.",
            Self::CaseAssigned | Self::CaseIncoming | Self::AttachmentInfected => {
                "Ärendet finns där när du loggat in."
            }
            Self::DecisionEnds => "Det finns där när du loggat in.",
            Self::RequestDecided => "Beskedet finns när du loggat in på 1177.",
            Self::FollowUpOverdue => "Den finns där när du loggat in.",
            Self::CasesNeedHandler
            | Self::DeadlineNear
            | Self::DeadlinePassed
            | Self::DeadlineEscalated => "Se enhetens ärenden när du loggat in.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: B-71
    #[test]
    fn residents_get_the_two_fixed_texts() {
        assert_eq!(
            Notice::InboxMessage.text(Channel::Sms),
            "Du har ett meddelande i e-tjänsterna på 1177. Meddelandet finns i inkorgen när du \
             loggat in på 1177. Obs! Du kan inte svara på detta sms"
        );
        assert_eq!(
            Notice::InboxMessage.text(Channel::Email),
            "Du har ett meddelande i e-tjänsterna på 1177. Meddelandet finns i inkorgen när du \
             loggat in på 1177. Obs! Detta är ett automatiskt meddelande som inte går att besvara."
        );
    }
}
