//! An e-service on a contact card, and what may be said of each kind (B-42, B-151). Pure.

use crate::{
    failure::{FieldFault, Words},
    id::CaseTypeId,
};

crate::sql::code! {
    /// Where an e-service on a contact card comes from.
    ServiceKind {
        /// The unit's own link, to something outside.
        OwnLink = "own-link",
        /// A case type of another unit. Its name and link are that unit's.
        Fetched = "fetched",
        /// One of the unit's own case types, to give it a place in the order. Name and link are fixed.
        CaseType = "case-type",
        /// Booking by a link, instead of one of the unit's case types (webbtidbok).
        DirectBooking = "direct-booking",
    }
}

/// What an editor says of one e-service.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    pub name: Option<&'a str>,
    pub url: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub case_type: Option<CaseTypeId>,
}

/// The faults of one e-service, by its place in the list.
pub fn faults(kind: ServiceKind, said: &Said<'_>, at: usize) -> Vec<FieldFault> {
    use ServiceKind as K;
    let own = kind == K::OwnLink;
    let fields = [
        ("name", said.name.is_some(), own),
        ("url", said.url.is_some(), matches!(kind, K::OwnLink | K::DirectBooking)),
        ("unitHsaId", said.unit.is_some(), kind == K::Fetched),
        ("caseTypeId", said.case_type.is_some(), !own),
    ];
    let mut faults: Vec<FieldFault> = fields
        .into_iter()
        .filter(|(_, given, wanted)| given != wanted)
        .map(|(field, _, wanted)| fault(at, field, wanted))
        .collect();
    let is_link = said.url.is_none_or(|url| {
        url.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
            && !url.chars().any(|c| c.is_whitespace() || c.is_control())
    });
    if !is_link {
        let words = Words::new("Länken ska börja med https://.", "The link begins with https://.");
        faults.push(FieldFault::new(format!("/services/{at}/url"), "https", words));
    }
    faults
}

fn fault(at: usize, field: &str, wanted: bool) -> FieldFault {
    let pointer = format!("/services/{at}/{field}");
    if wanted {
        let words = Words::new("Behövs för den sortens e-tjänst.", "Needed for this kind.");
        return FieldFault::new(pointer, "required", words);
    }
    // The name and link of what comes from the tool are not the editor's to change.
    let words =
        Words::new("Kan inte anges för den sortens e-tjänst.", "Not to be said of this kind.");
    FieldFault::new(pointer, "fixed", words)
}

crate::sql::code! {
    /// A part of the basic range (basutbud): what a resident can do by phone and should be able to do here.
    BasicService {
        RequestAppointment = "request-appointment",
        ChangeAppointment = "change-appointment",
        RenewPrescription = "renew-prescription",
        ContactMe = "contact-me",
        SendMessage = "send-message",
        SelfReferral = "self-referral",
        QuestionAboutReferral = "question-about-referral",
        RequestCertificate = "request-certificate",
    }
}

/// What is offered of the basic range: each part with the case types that give it.
pub fn range(
    offered: &[CaseTypeId],
    mapped: &[(BasicService, CaseTypeId)],
) -> Vec<(BasicService, Vec<CaseTypeId>)> {
    BasicService::ALL
        .iter()
        .map(|service| {
            let by = mapped
                .iter()
                .filter(|(own, id)| own == service && offered.contains(id))
                .map(|(_, id)| *id);
            (*service, by.collect())
        })
        .collect()
}

/// The least there must be: that one can get in touch.
pub fn can_be_contacted(range: &[(BasicService, Vec<CaseTypeId>)]) -> bool {
    range.iter().any(|(service, by)| {
        matches!(service, BasicService::ContactMe | BasicService::SendMessage) && !by.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn codes(kind: ServiceKind, said: &Said<'_>) -> Vec<String> {
        let faults = faults(kind, said, 2);
        faults.iter().map(|it| format!("{} {}", &it.pointer[12..], it.code)).collect()
    }

    // proves: B-42, B-151
    #[test]
    fn only_ones_own_e_services_have_ones_own_name_and_link() {
        use ServiceKind::*;
        let id = Some(CaseTypeId(Uuid::from_u128(1)));
        let own = Said { name: Some("Egen"), url: Some("https://e.example/a"), ..Said::default() };
        let fetched = Said { unit: Some("SE1"), case_type: id, ..Said::default() };
        let of_type = Said { case_type: id, ..Said::default() };
        let booking = Said { url: Some("https://e.example/b"), ..of_type.clone() };
        for (kind, said) in
            [(OwnLink, &own), (Fetched, &fetched), (CaseType, &of_type), (DirectBooking, &booking)]
        {
            assert!(codes(kind, said).is_empty(), "{kind:?}");
        }
        let named = Said { name: Some("Nytt"), ..fetched.clone() };
        assert_eq!(codes(Fetched, &named), ["name fixed"]);
        let linked = Said { url: Some("https://e.example/"), ..of_type.clone() };
        assert_eq!(codes(CaseType, &linked), ["url fixed"]);
        assert_eq!(codes(Fetched, &of_type), ["unitHsaId required"]);
        assert_eq!(codes(OwnLink, &Said::default()), ["name required", "url required"]);
        for url in ["http://e.example", "https://", "https:///x", "javascript:1", "https://a b"] {
            assert_eq!(
                codes(DirectBooking, &Said { url: Some(url), ..of_type.clone() }),
                ["url https"]
            );
        }
    }

    // proves: B-46
    #[test]
    fn what_is_missing_of_the_basic_range_shows() {
        let id = |number| CaseTypeId(Uuid::from_u128(number));
        let mapped = [
            (BasicService::RequestAppointment, id(1)),
            (BasicService::ContactMe, id(2)),
            (BasicService::SendMessage, id(2)),
        ];
        let found = range(&[id(1), id(3)], &mapped);
        assert_eq!(found.len(), BasicService::ALL.len());
        assert_eq!(found[0], (BasicService::RequestAppointment, vec![id(1)]));
        assert!(found[1..].iter().all(|(_, by)| by.is_empty()));
        assert!(!can_be_contacted(&found));
        assert!(can_be_contacted(&range(&[id(2)], &mapped)));
    }
}
