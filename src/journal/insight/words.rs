//! The rules in words, for staff who may know them.

use super::super::decision::Rule;

/// What the rule asks, in Swedish and in English.
pub fn meaning(rule: Rule) -> (&'static str, &'static str) {
    let found = MEANINGS.iter().find(|(one, ..)| *one == rule);
    found.map_or(("", ""), |(_, sv, en)| (sv, en))
}

const MEANINGS: &[(Rule, &str, &str)] = &[
    (
        Rule::C1,
        "Journalkopia lämnas ut efter menprövning.",
        "A copy is released after a harm assessment.",
    ),
    (Rule::G1, "Är läsaren starkt legitimerad?", "Has the viewer identified strongly?"),
    (Rule::G2, "Har läsaren personnummer?", "Has the viewer a personal number?"),
    (Rule::G3, "Är läsaren avliden?", "Is the viewer deceased?"),
    (Rule::G4, "Är läsarens inloggning låst?", "Is the viewer's log-in locked?"),
    (Rule::G5, "Är patienten avliden?", "Is the patient deceased?"),
    (Rule::R4, "Vilken relation finns i registret?", "Which relation does the register name?"),
    (Rule::R3, "Får god man och förvaltare läsa?", "May legal representatives read?"),
    (
        Rule::E2,
        "Är användaren för ung för e-tjänsterna?",
        "Is the user too young for the e-services?",
    ),
    (
        Rule::E3,
        "Är användaren gammal nog för egna ärenden?",
        "Is the user old enough to act alone?",
    ),
    (
        Rule::R5,
        "Har läsaren förseglat sin egen journal?",
        "Has the viewer sealed their own journal?",
    ),
    (Rule::P1, "Har barnet skyddade personuppgifter?", "Has the child a protected identity?"),
    (Rule::P2, "Har läsaren skyddade personuppgifter?", "Has the viewer a protected identity?"),
    (Rule::B1, "Är vårdnadshavaren blockerad?", "Is the guardian blocked?"),
    (Rule::B2, "Är barnets inloggning låst?", "Is the child's log-in locked?"),
    (
        Rule::E4,
        "Har barnet fyllt åldern då ombudet upphör?",
        "Has the child reached the age at which agency ends?",
    ),
    (Rule::E5, "Vårdnadshavaren är ombud.", "The guardian acts for the child."),
    (Rule::A1, "Är den unge för ung för sin journal?", "Is the youth too young for the journal?"),
    (Rule::A2, "Har den unge tidigarelagd åtkomst?", "Has the youth early access?"),
    (Rule::P4, "Är den unges skydd vägt i beslutet?", "Was the youth's protection weighed?"),
    (
        Rule::A6,
        "Har barnet fyllt åldern då journalen öppnas?",
        "Has the child reached the age at which the journal opens?",
    ),
    (Rule::A5, "Har vårdnadshavaren utökad åtkomst?", "Has the guardian extended access?"),
    (Rule::S1, "Är förseglingarna kända?", "Is it known which seals there are?"),
    (Rule::S2, "Är hela journalen förseglad?", "Is the whole journal sealed?"),
    (Rule::Z1, "Journalen öppnas.", "The journal opens."),
    (Rule::V1, "Svarade källan?", "Did the source answer?"),
    (Rule::U1, "Är källsystemet anslutet?", "Is the source system connected?"),
    (Rule::U0, "Är enheten känd?", "Is the unit known?"),
    (Rule::U2, "Är enheten undantagen?", "Is the unit excluded?"),
    (Rule::U3, "Är enheten utanför beslutet?", "Is the unit outside the decision?"),
    (Rule::U4, "Är uppgiften förseglad?", "Is the item sealed?"),
    (Rule::L2, "Är enhetens loggar undantagna?", "Are the unit's log rows excluded?"),
    (Rule::L1, "Är loggraden för gammal?", "Is the log row too old?"),
    (Rule::I1, "Publiceras informationsmängden?", "Is the type published?"),
    (
        Rule::I2,
        "Är uppgiften äldre än det som visas?",
        "Is the item older than what is shown of its type?",
    ),
    (
        Rule::I3,
        "Är uppgiften äldre än det som visas från enheten?",
        "Is the item older than what is shown of its unit?",
    ),
    (
        Rule::I4,
        "Har vården godkänt att uppgiften visas?",
        "Has care approved the item for the patient?",
    ),
    (Rule::I5, "Är hela anteckningen dold?", "Is the whole note hidden?"),
    (
        Rule::Q1,
        "Vill läsaren vänta med det nya och osignerade?",
        "Does the viewer wait for what is new or unsigned?",
    ),
    (Rule::I6, "Är ett sökord dolt?", "Is a keyword hidden?"),
    (Rule::Z2, "Uppgiften visas.", "The item is shown."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words() {
        for rule in Rule::ALL {
            let (sv, en) = meaning(*rule);
            assert!(!sv.is_empty() && !en.is_empty(), "{rule:?}");
        }
    }
}
