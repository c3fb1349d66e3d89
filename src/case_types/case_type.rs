//! The rules of a case type: who owns it, the stages of its life (cases.md 4.3), and what it takes to
//! be published. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::view::CaseTypeContent;
use crate::{
    access::{Region, Subject},
    failure::Failure,
    id::{CaseTypeId, FormVersionId, UnitId},
    units::{availability::CaseTypeStatus, form},
};

/// Whose case type it is: central ones are the nation's or a region's, local ones a unit's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Nation,
    Region(Region),
    Unit { id: UnitId, region: Region },
}

impl Owner {
    pub fn is_central(&self) -> bool {
        !matches!(self, Self::Unit { .. })
    }

    pub fn unit(&self) -> Option<UnitId> {
        if let Self::Unit { id, .. } = self { Some(*id) } else { None }
    }

    /// The region whose rules apply; none for the nation's.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Nation => None,
            Self::Region(region) | Self::Unit { region, .. } => Some(region),
        }
    }
}

/// All case types of one owner, as one thing to be let in to.
#[derive(Debug)]
pub struct Owned(pub Owner);

impl Subject for Owned {
    fn id(&self) -> Uuid {
        self.0.unit().map(|unit| unit.0).unwrap_or_default()
    }
    fn unit(&self) -> Option<UnitId> {
        self.0.unit()
    }
}

#[derive(Debug, Clone)]
pub struct CaseType {
    pub id: CaseTypeId,
    pub owner: Owner,
    pub status: CaseTypeStatus,
    /// With the form as it is being worked on.
    pub content: CaseTypeContent,
    pub latest: Option<Edition>,
    /// Whether the form differs from the latest version.
    pub form_changed: bool,
    pub version: i64,
    pub changed_at: DateTime<Utc>,
}

/// A published version of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    pub id: FormVersionId,
    pub number: i32,
    pub published_at: DateTime<Utc>,
}

impl Subject for CaseType {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.owner.unit()
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The case type stands where this step does not start.
    Status(CaseTypeStatus),
    /// Nobody has decided how long its cases are kept (B-130).
    NoRetention,
    /// A resident could not say how they want to be answered.
    NoContact,
    /// The form is the latest version already.
    Unchanged,
}

impl CaseType {
    /// Takes it into use, or into use again; with a new version of the form if it has changed.
    pub fn publish(&self) -> Result<(), Refusal> {
        match self.status {
            CaseTypeStatus::Draft | CaseTypeStatus::Deactivated => self.is_complete(),
            other => Err(Refusal::Status(other)),
        }
    }

    /// Publishes the form as it has become, as the next version. Cases keep the one they were sent with.
    pub fn publish_form(&self) -> Result<(), Refusal> {
        match self.status {
            CaseTypeStatus::Published if self.form_changed => self.is_complete(),
            CaseTypeStatus::Published => Err(Refusal::Unchanged),
            other => Err(Refusal::Status(other)),
        }
    }

    /// Stops what is new. Cases that are open go on.
    pub fn deactivate(&self) -> Result<(), Refusal> {
        match self.status {
            CaseTypeStatus::Published => Ok(()),
            other => Err(Refusal::Status(other)),
        }
    }

    /// Puts it away for good.
    pub fn archive(&self) -> Result<(), Refusal> {
        match self.status {
            CaseTypeStatus::Draft | CaseTypeStatus::Deactivated => Ok(()),
            other => Err(Refusal::Status(other)),
        }
    }

    /// What is not put away can be changed; one in use must stay fit for use.
    pub fn edit(&self, wanted: &CaseTypeContent) -> Result<(), Refusal> {
        match self.status {
            CaseTypeStatus::Archived => Err(Refusal::Status(self.status)),
            CaseTypeStatus::Draft => Ok(()),
            _ if wanted.retention_policy_id.is_none() => Err(Refusal::NoRetention),
            _ => Ok(()),
        }
    }

    fn is_complete(&self) -> Result<(), Refusal> {
        if self.content.retention_policy_id.is_none() {
            return Err(Refusal::NoRetention);
        }
        if form::has_contact(&self.content.components) { Ok(()) } else { Err(Refusal::NoContact) }
    }
}

crate::failure::kinds! { PROBLEMS:
    STATUS = "case-type-status-refused", CONFLICT, "Ärendetypen är i ett annat läge", "The case type is in another state",
        "A case type is a draft, then published, then deactivated, then archived. A deactivated one can be published again; an archived one stays so.";
    NO_RETENTION = "case-type-without-retention-policy", CONFLICT, "Gallringsbeslut saknas", "No retention policy",
        "Nothing may be taken in before somebody has decided how long it is kept. Set `retentionPolicyId`, and publish then.";
    NO_CONTACT = "form-without-contact-component", CONFLICT, "Formuläret saknar kontaktönskemål", "The form has no contact component",
        "A case type's form has a `contact-preference` component that is always shown, so that each resident can say how they want to be answered.";
    UNCHANGED = "form-unchanged", CONFLICT, "Formuläret är oförändrat", "The form is unchanged",
        "The form is the latest published version already. Change it first.";
    LOCAL_NOT_ALLOWED = "local-case-types-not-allowed", CONFLICT, "Regionen bygger ärendetyperna", "The region builds the case types",
        "The region has decided that units do not build case types of their own. Ask its management team.";
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Status(status) => Self::refused(
                &STATUS,
                format!("Ärendetypen är i läget {}.", status.code()),
                format!("The case type is {}.", status.code()),
            ),
            Refusal::NoRetention => Self::refused(
                &NO_RETENTION,
                "Ange ett gallringsbeslut först.",
                "Set a retention policy first.",
            ),
            Refusal::NoContact => Self::refused(
                &NO_CONTACT,
                "Lägg till en komponent av slaget contact-preference som alltid visas.",
                "Add a component of the kind contact-preference that is always shown.",
            ),
            Refusal::Unchanged => Self::refused(
                &UNCHANGED,
                "Formuläret är samma som i den senaste versionen.",
                "The form is the same as in the latest version.",
            ),
        }
    }
}

#[cfg(test)]
impl CaseType {
    /// One that could be published, for tests of rules and policies.
    pub fn sample(owner: Owner, status: CaseTypeStatus) -> Self {
        use poem_openapi::types::Example;
        Self {
            id: CaseTypeId(Uuid::nil()),
            owner,
            status,
            content: CaseTypeContent::example(),
            latest: None,
            form_changed: true,
            version: 1,
            changed_at: DateTime::UNIX_EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::availability::CaseTypeStatus::{Archived, Deactivated, Draft, Published};

    fn sample(status: CaseTypeStatus) -> CaseType {
        CaseType::sample(Owner::Nation, status)
    }

    fn told(result: Result<(), Refusal>) -> &'static str {
        match result {
            Ok(()) => "ok",
            Err(Refusal::Status(_)) => "status!",
            Err(Refusal::NoRetention) => "retention!",
            Err(Refusal::NoContact) => "contact!",
            Err(Refusal::Unchanged) => "unchanged!",
        }
    }

    // proves: CT-1
    #[test]
    fn every_status_meets_every_step() {
        // publish, publish form, deactivate, archive, edit
        let table = [
            (Draft, "ok status! status! ok ok"),
            (Published, "status! ok ok status! ok"),
            (Deactivated, "ok status! status! ok ok"),
            (Archived, "status! status! status! status! status!"),
        ];
        for (status, expected) in table {
            let it = sample(status);
            let steps = [
                it.publish(),
                it.publish_form(),
                it.deactivate(),
                it.archive(),
                it.edit(&it.content),
            ];
            assert_eq!(steps.map(told).join(" "), expected, "from {status:?}");
        }
    }

    // proves: B-130
    #[test]
    fn nothing_is_published_without_a_retention_policy() {
        for status in [Draft, Published, Deactivated] {
            let mut it = sample(status);
            it.content.retention_policy_id = None;
            let publish = if status == Published { it.publish_form() } else { it.publish() };
            assert_eq!(told(publish), "retention!");
            let expected = if status == Draft { "ok" } else { "retention!" };
            assert_eq!(told(it.edit(&it.content)), expected);
        }
    }

    #[test]
    fn nothing_is_published_without_a_way_to_say_how_to_be_answered() {
        for status in [Draft, Published, Deactivated] {
            let mut it = sample(status);
            it.content.components.retain(|it| it.kind != form::ComponentKind::ContactPreference);
            let publish = if status == Published { it.publish_form() } else { it.publish() };
            assert_eq!(told(publish), "contact!");
        }
    }

    #[test]
    fn a_form_that_has_not_changed_is_no_new_version() {
        let it = CaseType { form_changed: false, ..sample(Published) };
        assert_eq!(told(it.publish_form()), "unchanged!");
        let it = CaseType { form_changed: false, ..sample(Deactivated) };
        assert_eq!(told(it.publish()), "ok", "it comes back with the form it had");
    }
}
