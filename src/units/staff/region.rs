//! The region's team adds staff from the directory, looks them up, and asks the directory anew
//! (R-ROLE-7, R-ROLE-8, M-32).

use super::{
    super::{STAFF_KNOWN, role::tidy},
    member::{MemberOf, Post, RegionStaff, Signs},
    policy::{AddStaff, ReadStaff, RefreshStaff, SearchStaff},
    region_view::{FoundStaffView, NewStaff, PostView, StaffInRegionView, StaffSearch},
    store::region::{self as store, MemberRow, Wish},
};
use crate::{
    access::{Action, Cx, Grant, Region, Sealed, Who},
    audit,
    db::{Repeat, Replay, Tx},
    directory::{Directory, PersonEntry},
    failure::Failure,
    id::StaffId,
    identity::hsa_id,
    page::{Linker, Meta},
};

/// How many days the directory's word serves.
fn refresh_days(tx: &Tx<'_>) -> Result<i32, Failure> {
    tx.policies().number("staff.directory-refresh-days", None, tx.today)
}

/// Takes someone in from the directory, once.
pub async fn add(cx: Cx, repeat: Repeat, new: NewStaff) -> Result<StaffInRegionView, Failure> {
    let hsa_id = hsa_id(&new.hsa_id);
    let region = new.region_code.clone();
    let on = RegionStaff { region: region.clone(), staff: None };
    cx.clone().may::<AddStaff>(|_| Ok(Sealed::new(on))).await?;
    let entry = match &hsa_id {
        Some(hsa_id) => Directory::required(&cx.app().config)?.person(hsa_id).await?,
        None => None,
    };
    cx.once(repeat, move |tx, cx| {
        let known = hsa_id.as_deref().map_or(Ok(None), |hsa_id| store::id_of(tx, hsa_id))?;
        let on = RegionStaff { region: region.clone(), staff: known };
        let (_, grant) = Sealed::new(on).open::<AddStaff>(tx)?;
        if known.is_some() {
            return Err(known_already());
        }
        let entry = must_be_active(entry)?;
        let days = refresh_days(tx)?;
        let made = store::insert(tx, &grant, &region, &entry, days)?;
        let made = made.ok_or_else(known_already)?;
        let row = store::row(tx, &grant, made)?;
        let view = views(tx, cx, &grant, &region, vec![row])?.remove(0);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

fn known_already() -> Failure {
    let (sv, en) = ("HSA-id:t är redan tillagt.", "The HSA-id is known already.");
    Failure::refused(&STAFF_KNOWN, sv, en)
}

/// One whom the directory does not know, or knows as gone, can't be added.
fn must_be_active(entry: Option<PersonEntry>) -> Result<PersonEntry, Failure> {
    let entry = entry.ok_or_else(|| {
        let (sv, en) = ("HSA har ingen med det HSA-id:t.", "HSA knows nobody by that HSA-id.");
        Failure::field("/hsaId", "unknown-to-directory", sv, en)
    })?;
    if !entry.active {
        let (sv, en) = ("Personen är inte aktiv i HSA.", "The person is not active in HSA.");
        return Err(Failure::field("/hsaId", "inactive-staff", sv, en));
    }
    Ok(entry)
}

/// Finds staff of a region, with their roles there.
pub async fn search(cx: Cx, wanted: StaffSearch) -> Result<FoundStaffView, Failure> {
    cx.transact(move |tx, cx| {
        let region = wanted.region_code;
        let on = RegionStaff { region: region.clone(), staff: None };
        let (_, grant) = Sealed::new(on).open::<SearchStaff>(tx)?;
        let limit = wanted.limit.unwrap_or_else(crate::page::default_limit);
        let wish = Wish {
            name: wanted.name.map(|name| name.trim().to_owned()),
            hsa_id: wanted.hsa_id.as_deref().map(tidy),
            role: wanted.role,
            unit: wanted.unit_id,
            only_inactive: wanted.only_inactive,
            below: wanted.after,
            limit: i64::from(limit) + 1,
        };
        let mut rows = store::search(tx, &grant, &region, &wish)?;
        let most = usize::try_from(limit).unwrap_or(100);
        let more = rows.len() > most;
        rows.truncate(most);
        let next_after = rows.last().map(|row| row.id).filter(|_| more);
        let items = views(tx, cx, &grant, &region, rows)?;
        let count = i32::try_from(items.len()).expect("a page has at most 100 rows");
        let links = Linker::new(cx.asked()).add("self", "POST", "/staff-searches").done();
        let view = FoundStaffView { items, meta: Meta { limit, count }, next_after, links };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// One person, with the roles in the regions that the caller administers.
pub async fn read(cx: Cx, id: StaffId) -> Result<StaffInRegionView, Failure> {
    cx.transact(move |tx, cx| {
        let (member, grant) = load(tx, id)?.open::<ReadStaff>(tx)?;
        let view = one(tx, cx, &grant, &member)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Asks the directory anew. Who turns out to be inactive is signed out everywhere.
pub async fn refresh(cx: Cx, id: StaffId) -> Result<StaffInRegionView, Failure> {
    let member = cx.clone().may::<RefreshStaff>(move |tx| load(tx, id)).await?;
    let entry = Directory::required(&cx.app().config)?.person(&member.hsa_id).await?;
    let sessions = cx.app().sessions.clone();
    let is_active = entry.as_ref().is_some_and(|entry| entry.active);
    let view = cx.transact(move |tx, cx| {
        let (member, grant) = load(tx, id)?.open::<RefreshStaff>(tx)?;
        let days = refresh_days(tx)?;
        store::refresh(tx, &grant, id, entry.as_ref(), days)?;
        let view = one(tx, cx, &grant, &member)?;
        Ok(audit::record(tx, grant, view)?)
    });
    let view = view.await?;
    if !is_active {
        sessions.end_all(Who::Staff(id)).await?;
    }
    Ok(view)
}

fn load(tx: &mut Tx<'_>, id: StaffId) -> Result<Sealed<MemberOf>, Failure> {
    store::load(tx, id)?.ok_or(Failure::Absent)
}

/// What the caller may see of one person: the roles in their regions, or all of their own.
fn one<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    member: &MemberOf,
) -> Result<StaffInRegionView, Failure> {
    let row = store::row(tx, grant, member.id)?;
    let actor = tx.actor_arc();
    let is_own = actor.uuid() == member.id.0;
    let sees = move |region: Option<&str>| {
        is_own || actor.administers_region(region.unwrap_or_default()).is_some()
    };
    Ok(views_where(tx, cx, grant, vec![row], sees)?.remove(0))
}

/// What a region sees of those people.
fn views<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    region: &str,
    rows: Vec<MemberRow>,
) -> Result<Vec<StaffInRegionView>, Failure> {
    views_where(tx, cx, grant, rows, |of| of == Some(region))
}

fn views_where<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    rows: Vec<MemberRow>,
    sees: impl Fn(Option<&str>) -> bool,
) -> Result<Vec<StaffInRegionView>, Failure> {
    let people: Vec<StaffId> = rows.iter().map(|row| row.id).collect();
    let mut posts = store::posts(tx, grant, &people)?;
    posts.retain(|(_, region, _)| sees(region.as_deref()));
    let administrators = store::administrators(tx, grant, &posts)?;
    let old_after = refresh_days(tx)? + 5;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let own = posts.iter().filter(|(staff, ..)| *staff == row.id);
        let region = own.clone().find_map(|(_, region, _)| region.clone());
        let region: Option<Region> = region.or_else(|| row.home_region_code.clone());
        let posts: Vec<Post> = own.map(|(_, _, post)| post.clone()).collect();
        let (policies, region) = (tx.policies(), region.as_deref());
        let signs = Signs {
            active_in_directory: row.active_in_directory,
            has_accepted_terms: row.terms_version.is_some(),
            fetched_at: row.directory_fetched_at,
            posts: &posts,
            administrators: &administrators,
            staff: row.id,
            together: policies.flag("role.receiver-and-handler-together", region, tx.today)?,
            permission_administrators: policies.flag(
                "role.permission-administrator-in-use",
                region,
                tx.today,
            )?,
            old_after,
        };
        let warnings = signs.warnings(tx.now);
        views.push(view(cx, row, posts, warnings));
    }
    Ok(views)
}

fn view(
    cx: &Cx,
    row: MemberRow,
    posts: Vec<Post>,
    warnings: Vec<super::member::StaffWarning>,
) -> StaffInRegionView {
    let path = format!("/staff/{}", row.id);
    let links = Linker::new(cx.asked()).add("self", "GET", &path).add(
        "refresh",
        "POST",
        &format!("{path}/directory-refreshes"),
    );
    StaffInRegionView {
        id: row.id,
        hsa_id: row.hsa_id,
        given_name: row.name.given_name,
        family_name: row.name.family_name,
        title: row.name.title,
        email: row.email,
        alternative_email: row.alternative_email,
        mobile_phone: row.mobile_phone,
        active_in_directory: row.active_in_directory,
        protected_identity: row.protected_identity,
        directory_fetched_at: row.directory_fetched_at.map(Into::into),
        home_region_code: row.home_region_code,
        roles: posts.into_iter().map(PostView::from).collect(),
        warnings,
        links: links.done(),
    }
}

impl From<Post> for PostView {
    fn from(post: Post) -> Self {
        let (unit_id, unit_name) = post.unit.unzip();
        Self {
            role_assignment_id: post.id,
            role: post.role,
            unit_id,
            unit_name,
            region_code: post.region,
            valid_until: post.valid_until,
            deactivated: post.put_aside,
        }
    }
}

impl Replay for StaffInRegionView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = load(tx, self.id)?.open::<ReadStaff>(tx)?;
        Ok(())
    }
}
