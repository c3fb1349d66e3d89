//! Where a case stands, in the words that residents are shown (cases.md 4.1). Pure.

use super::case::{Case, Closing, Stage};

impl Case {
    /// The words, in Swedish or English.
    pub fn label(&self, english: bool) -> String {
        let say = |sv: &str, en: &str| if english { en.to_owned() } else { sv.to_owned() };
        match &self.stage {
            Stage::Draft => say("Utkast", "Draft"),
            Stage::New => say("Skickat", "Sent"),
            Stage::WithGroup { .. } => say("Mottaget", "Received"),
            Stage::Assigned { .. } if self.reopened_count > 0 => say("Öppnat igen", "Opened again"),
            Stage::Assigned { .. } if self.first_response_at.is_some() => {
                say("Under handläggning", "Being handled")
            }
            Stage::Assigned { .. } => say("Mottaget", "Received"),
            Stage::AwaitingResident { .. } => say("Väntar på ditt svar", "Waits for your answer"),
            Stage::Closed(Closing::Answered { .. }) => say("Avslutat", "Closed"),
            Stage::Closed(Closing::WithoutReply { reason, .. }) => {
                format!("{}: {reason}", say("Avslutat av mottagningen", "Closed by the unit"))
            }
            Stage::Closed(Closing::Expired { .. }) => {
                say("Avslutat utan ditt svar", "Closed without your answer")
            }
            Stage::Closed(Closing::Withdrawn { .. }) => say("Återkallat", "Withdrawn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::{ResidentId, StaffGroupId, StaffId, UnitId};

    #[test]
    fn each_stage_has_its_words() {
        let nil = Uuid::nil();
        let labels = Case::sample_stages(StaffId(nil), StaffGroupId(nil)).map(|stage| {
            Case::sample(UnitId(nil), ResidentId(nil), "19".into(), stage).label(false)
        });
        let expected = [
            "Utkast",
            "Skickat",
            "Mottaget",
            "Mottaget",
            "Väntar på ditt svar",
            "Avslutat",
            "Avslutat av mottagningen: Löst på annat sätt.",
            "Avslutat utan ditt svar",
            "Återkallat",
        ];
        assert_eq!(labels, expected);
    }
}
