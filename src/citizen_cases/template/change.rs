//! Make a template, and change it.

use super::{
    SendingBasis,
    placeholder::{self, Fault},
    policy::{ChangeTemplate, CreateTemplate, Owner, Shelf},
    read::show,
    store,
    view::{
        CitizenTemplateChange, NewCitizenTemplate, OwnerLevel, OwnerView, TemplateContent,
        TemplateView,
    },
};
use crate::{
    access::{Cx, Sealed},
    audit,
    cases::CitizenMode,
    db::{Repeat, Tx},
    failure::{Failure, FieldFault, Words},
    id::CitizenTemplateId,
    page::expect_version,
    units::form,
};

/// Makes a template with its first edition.
pub async fn create(
    cx: Cx,
    repeat: Repeat,
    new: NewCitizenTemplate,
) -> Result<TemplateView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let owner = owner(tx, &new.owner)?;
        let shelf = Shelf { owner: owner.clone(), id: tx.request.0 };
        let (_, grant) = Sealed::new(shelf).open::<CreateTemplate>(tx)?;
        let unit = grant.unit();
        check_basis(&owner, new.mode, new.basis)?;
        check(new.mode, &new.content)?;
        let id = store::insert(tx, &grant, &owner, (new.mode, new.basis, new.active))?;
        store::publish(tx, &grant, (id, new.mode, 1), new.content.text())?;
        let made = store::made(tx, &grant, id)?;
        let view = show(tx, cx, made);
        Ok(audit::record_made(tx, grant, id.0, unit, view)?)
    })
    .await
}

/// Gives a template other words, which make another edition, or takes it into or out of use.
pub async fn change(
    cx: Cx,
    id: CitizenTemplateId,
    seen: Option<String>,
    wanted: CitizenTemplateChange,
) -> Result<TemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::lock(tx, id)?.open::<ChangeTemplate>(tx)?;
        let before = store::granted(tx, &grant)?;
        expect_version(seen.as_deref(), before.version)?;
        let edition = &before.edition;
        check(edition.mode, &wanted.content)?;
        if TemplateContent::from(edition) != wanted.content {
            let next = (id, edition.mode, edition.number + 1);
            store::publish(tx, &grant, next, wanted.content.text())?;
        }
        store::change(tx, &grant, wanted.active)?;
        let after = store::granted(tx, &grant)?;
        let view = show(tx, cx, after);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Whose it is to be. A unit that is not there is told like one that may not be known of.
fn owner(tx: &mut Tx<'_>, wanted: &OwnerView) -> Result<Owner, Failure> {
    match (wanted.level, wanted.unit_id, &wanted.region_code) {
        (OwnerLevel::Nation, None, None) => Ok(Owner::Nation),
        (OwnerLevel::Region, None, Some(region)) => Ok(Owner::Region(region.clone())),
        (OwnerLevel::Unit, Some(unit), None) => {
            let region = store::region_of(tx, unit)?.ok_or(Failure::Absent)?;
            Ok(Owner::Unit(unit, region))
        }
        _ => Err(Failure::field(
            "/owner",
            "one-of",
            "Ange unitId för en mottagnings mall, regionCode för en regions och inget för nationens.",
            "Give unitId for a unit's template, regionCode for a region's, and neither for the nation's.",
        )),
    }
}

/// Only the region and the nation may decide that people are written to whom the unit does not know,
/// and what all of a region is told can't be answered (B-78).
fn check_basis(owner: &Owner, mode: CitizenMode, basis: SendingBasis) -> Result<(), Failure> {
    let (code, sv, en) = match (basis, owner, mode) {
        (SendingBasis::CareContact, ..) => return Ok(()),
        (_, Owner::Unit(..), _) => (
            "not-for-units",
            "Bara regionen och nationen kan ange den grunden.",
            "Only the region and the nation may give that basis.",
        ),
        (SendingBasis::HealthInformation, _, CitizenMode::Questions) => (
            "information-only",
            "Hälsoinformation kan inte ställa frågor.",
            "Health information asks no questions.",
        ),
        _ => return Ok(()),
    };
    Err(Failure::field("/basis", code, sv, en))
}

/// Everything that is wrong with what a template is to say.
fn check(mode: CitizenMode, content: &TemplateContent) -> Result<(), Failure> {
    let mut faults = form_faults(mode, content);
    faults.extend(place_fault("/content/body", &content.body, true));
    let plain = [
        ("/content/title", Some(&content.title)),
        ("/content/purpose", Some(&content.purpose)),
        ("/content/replyUse", content.reply_use.as_ref()),
        ("/content/contact", content.contact.as_ref()),
    ];
    for (pointer, text) in plain {
        faults.extend(text.and_then(|text| place_fault(pointer, text, false)));
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

fn form_faults(mode: CitizenMode, content: &TemplateContent) -> Vec<FieldFault> {
    let fault = |pointer: &str, code: &str, sv: &str, en: &str| {
        FieldFault::new(pointer, code, Words::new(sv, en))
    };
    let has_form = !content.questions.is_empty();
    match mode {
        CitizenMode::Questions => {
            let no_form = (!has_form).then(|| {
                let (sv, en) = ("Ställ minst en fråga.", "Ask one question at least.");
                fault("/content/questions", "required", sv, en)
            });
            let no_use = content.reply_use.is_none().then(|| {
                let (sv, en) = ("Tala om vad svaren används till.", "Say what becomes of replies.");
                fault("/content/replyUse", "required", sv, en)
            });
            let unsound = form::sound("/content/questions", &content.questions);
            unsound.into_iter().chain(no_form).chain(no_use).collect()
        }
        CitizenMode::Information => {
            let (sv, en) = ("Information besvaras inte.", "Information is not answered.");
            let given = [
                ("/content/questions", has_form),
                ("/content/replyUse", content.reply_use.is_some()),
            ];
            let given = given.into_iter().filter(|(_, given)| *given);
            given.map(|(pointer, _)| fault(pointer, "not-for-information", sv, en)).collect()
        }
    }
}

fn place_fault(pointer: &str, text: &str, may_have: bool) -> Option<FieldFault> {
    let (code, sv, en) = match placeholder::places(text) {
        Ok(places) if may_have || places.is_empty() => return None,
        Ok(_) => ("no-placeholder-here", "Här fylls inget i.", "Nothing is filled in here."),
        Err(Fault::Unknown) => (
            "unknown-placeholder",
            "Det finns ingen sådan platshållare.",
            "There is no such placeholder.",
        ),
        Err(Fault::Unpaired) => (
            "unpaired-braces",
            "En platshållare skrivs {{så}}.",
            "A placeholder is written {{so}}.",
        ),
    };
    Some(FieldFault::new(pointer, code, Words::new(sv, en)))
}
