//! A resident as the register and they themselves tell it, and the rules on that. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::personal_number::NumberKind;
use crate::{
    access::{Region, Subject},
    clock::age_on,
    id::{ResidentId, UnitId},
};

crate::sql::code! {
    /// Legal sex, as the population register has it (juridiskt kön).
    Sex { Female = "female", Male = "male" }
}

/// A resident (invånare).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    pub id: ResidentId,
    pub personal_number: String,
    pub number_kind: NumberKind,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub region_code: Option<Region>,
    pub municipality_code: Option<String>,
    pub protected_identity: bool,
    pub deceased_on: Option<NaiveDate>,
    pub emigrated_on: Option<NaiveDate>,
    pub terms_version: Option<String>,
    pub settings: Settings,
    pub version: i64,
    /// The log-in is locked right now.
    pub locked: bool,
    /// How many times it has been: sessions from before the last are dead.
    pub session_epoch: i64,
    /// Who set the contact details, when that was somebody else: a guardian.
    pub contact_set_by: Option<ResidentId>,
    /// Whether the national personal data service may have them; absent until answered (B-75).
    pub shares_contact: Option<bool>,
    /// When a guardian opened the account for the child.
    pub activated_at: Option<DateTime<Utc>>,
}

/// How a resident wants to be told that something has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub email: Option<String>,
    pub mobile_phone: Option<String>,
    pub notify_by_email: bool,
    pub notify_by_sms: bool,
}

impl Settings {
    /// No address, and no notices.
    pub fn none() -> Self {
        Self { email: None, mobile_phone: None, notify_by_email: false, notify_by_sms: false }
    }
}

impl Resident {
    /// Whether the account has been opened: by the resident at the first sign-in, or by a guardian.
    pub fn is_open(&self) -> bool {
        self.terms_version.is_some()
    }

    /// As they are on that day: from the birthday on, what a guardian has set is not theirs (B-74).
    pub fn on(self, today: NaiveDate, agency_ends_at: i32) -> Self {
        let outgrown = self.contact_set_by.is_some_and(|by| by != self.id)
            && age_on(self.birth_date, today) >= agency_ends_at;
        if outgrown { Self { settings: Settings::none(), ..self } } else { self }
    }

    /// What people call them. A newborn without a name is called by number (B-81).
    pub fn display_name(&self) -> String {
        let name = format!("{} {}", self.given_name, self.family_name);
        match name.trim() {
            "" => format!("{}-{}", &self.personal_number[..8], &self.personal_number[8..]),
            name => name.to_owned(),
        }
    }
}

impl Subject for Resident {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn patient(&self) -> Option<ResidentId> {
        Some(self.id)
    }
}

/// Why a resident whose identity is proven may still not sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    Coordination,
    Reserve,
    Deceased,
    Locked,
    TooYoung,
}

/// Whether that resident may sign in on that day.
pub fn may_sign_in(resident: &Resident, today: NaiveDate, minimum_age: i32) -> Result<(), Bar> {
    match resident.number_kind {
        NumberKind::Coordination => return Err(Bar::Coordination),
        NumberKind::Reserve => return Err(Bar::Reserve),
        NumberKind::Personnummer => {}
    }
    if resident.deceased_on.is_some() {
        Err(Bar::Deceased)
    } else if resident.locked {
        Err(Bar::Locked)
    } else if age_on(resident.birth_date, today) < minimum_age {
        Err(Bar::TooYoung)
    } else {
        Ok(())
    }
}

/// Fields whose address is missing although notices are wanted there.
pub fn missing_addresses(settings: &Settings) -> Vec<&'static str> {
    let email = settings.notify_by_email && settings.email.is_none();
    let mobile = settings.notify_by_sms && settings.mobile_phone.is_none();
    let fields = [(email, "/email"), (mobile, "/mobilePhone")];
    fields.into_iter().filter(|(missing, _)| *missing).map(|(_, field)| field).collect()
}

/// A unit that somebody looks a person up for.
#[derive(Debug, Clone)]
pub struct SearchingUnit {
    pub id: UnitId,
    pub region_code: Region,
}

impl Subject for SearchingUnit {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn unit(&self) -> Option<UnitId> {
        Some(self.id)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn anna() -> Resident {
        Resident {
            id: ResidentId(Uuid::from_u128(1)),
            personal_number: "198404189287".into(),
            number_kind: NumberKind::Personnummer,
            given_name: "Anna".into(),
            family_name: "Lindström".into(),
            birth_date: day("1984-04-18"),
            sex: Sex::Female,
            region_code: Some("19".into()),
            municipality_code: Some("1980".into()),
            protected_identity: false,
            deceased_on: None,
            emigrated_on: None,
            terms_version: None,
            settings: Settings {
                email: None,
                mobile_phone: None,
                notify_by_email: false,
                notify_by_sms: false,
            },
            version: 1,
            locked: false,
            session_epoch: 0,
            contact_set_by: None,
            shares_contact: None,
            activated_at: None,
        }
    }

    pub fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn each_bar_stands() {
        let today = day("2026-11-23");
        let judged = |resident: Resident, age| may_sign_in(&resident, today, age);
        assert_eq!(judged(anna(), 0), Ok(()));
        assert_eq!(judged(Resident { protected_identity: true, ..anna() }, 0), Ok(()));
        assert_eq!(judged(Resident { emigrated_on: Some(today), ..anna() }, 0), Ok(()));
        assert_eq!(judged(Resident { locked: true, ..anna() }, 0), Err(Bar::Locked));
        assert_eq!(judged(Resident { deceased_on: Some(today), ..anna() }, 0), Err(Bar::Deceased));
        let number_kind = NumberKind::Coordination;
        assert_eq!(judged(Resident { number_kind, ..anna() }, 0), Err(Bar::Coordination));
        let number_kind = NumberKind::Reserve;
        assert_eq!(judged(Resident { number_kind, ..anna() }, 0), Err(Bar::Reserve));
    }

    // proves: B-91
    #[test]
    fn the_minimum_age_is_reached_on_the_birthday() {
        let child = Resident { birth_date: day("2013-11-24"), ..anna() };
        assert_eq!(may_sign_in(&child, day("2026-11-23"), 13), Err(Bar::TooYoung));
        assert_eq!(may_sign_in(&child, day("2026-11-24"), 13), Ok(()));
        assert_eq!(may_sign_in(&child, day("2026-11-23"), 0), Ok(()));
    }

    // proves: B-74
    #[test]
    fn what_a_guardian_has_set_is_gone_on_the_birthday() {
        let settings = Settings {
            email: Some("a@example.invalid".into()),
            notify_by_email: true,
            ..Settings::none()
        };
        let child = |by: Option<u128>| Resident {
            birth_date: day("2013-11-24"),
            settings: settings.clone(),
            contact_set_by: by.map(|by| ResidentId(Uuid::from_u128(by))),
            ..anna()
        };
        let (eve, birthday) = (day("2026-11-23"), day("2026-11-24"));
        assert_eq!(child(Some(2)).on(eve, 13).settings, settings);
        assert_eq!(child(Some(2)).on(birthday, 13).settings, Settings::none());
        assert_eq!(child(Some(1)).on(birthday, 13).settings, settings, "set by the child");
        assert_eq!(child(None).on(birthday, 13).settings, settings);
    }

    #[test]
    fn a_newborn_without_a_name_is_called_by_number() {
        assert_eq!(anna().display_name(), "Anna Lindström");
        let newborn = Resident { given_name: String::new(), family_name: String::new(), ..anna() };
        assert_eq!(newborn.display_name(), "19840418-9287");
        let named = Resident { given_name: String::new(), ..anna() };
        assert_eq!(named.display_name(), "Lindström");
    }

    #[test]
    fn notices_need_an_address() {
        let none = anna().settings;
        assert!(missing_addresses(&none).is_empty());
        let both = Settings { notify_by_email: true, notify_by_sms: true, ..none };
        assert_eq!(missing_addresses(&both), ["/email", "/mobilePhone"]);
        let email = Settings { email: Some("a@example.invalid".into()), ..both };
        assert_eq!(missing_addresses(&email), ["/mobilePhone"]);
    }
}
