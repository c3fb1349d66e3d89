//! The inbox's rows.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::{
    Delivery,
    item::{About, Item},
    policy::List,
};
use crate::{
    access::{Action, Grant, Sealed},
    db::{Tx, at_most},
    id::{BookingId, CaseId, InboxItemId, ResidentId, SummonsId, UnitId},
    identity,
    jobs::Channel,
    page::{Rows, Wanted},
    schema::{inbox_item, log_in_lock, unit},
};

pub(super) fn insert(tx: &mut Tx<'_>, delivery: Delivery) -> QueryResult<InboxItemId> {
    let id = InboxItemId::new();
    diesel::insert_into(inbox_item::table)
        .values((
            inbox_item::id.eq(id),
            inbox_item::resident_id.eq(delivery.resident),
            inbox_item::kind.eq(delivery.about.kind()),
            inbox_item::unit_id.eq(delivery.unit),
            inbox_item::case_id.eq(delivery.about.case()),
            inbox_item::booking_id.eq(delivery.about.booking()),
            inbox_item::summons_id.eq(delivery.about.summons()),
            inbox_item::title.eq(delivery.title),
            inbox_item::delivered_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// How the resident wants to be told. Nobody is told who could not sign in to look: someone else
/// may be holding the phone (B-108).
pub(super) fn channels(
    tx: &mut Tx<'_>,
    id: ResidentId,
    agency_ends_at: i32,
) -> QueryResult<Vec<(Channel, String)>> {
    let on = (tx.today, agency_ends_at);
    let mut all = identity::addresses(tx.conn, &[id.0], on)?;
    Ok(all.remove(&id.0).unwrap_or_default())
}

/// Whether the resident can't sign in to see what is delivered.
pub(super) fn is_locked(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<bool> {
    let open = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(id))
        .filter(log_in_lock::lifted_at.is_null());
    select(exists(open)).get_result(tx.conn)
}

type Leads = (Option<CaseId>, Option<BookingId>, Option<SummonsId>);
type Row = (
    (InboxItemId, ResidentId, UnitId, String),
    Leads,
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    (String, String),
);

impl From<Row> for Item {
    fn from((facts, leads, times, sender): Row) -> Self {
        let (id, resident, unit, title) = facts;
        let (delivered_at, read_at, archived_at) = times;
        let (unit_hsa_id, unit_name) = sender;
        let (case, booking, summons) = leads;
        let about = (case.map(About::Case))
            .or(booking.map(About::Booking))
            .or(summons.map(About::Summons))
            .expect("a constraint of the table says that it leads somewhere");
        Self {
            id,
            resident,
            unit,
            unit_hsa_id,
            unit_name,
            about,
            title,
            delivered_at,
            read_at,
            archived_at,
        }
    }
}

/// An item with its sender, as a query to be narrowed.
#[diesel::dsl::auto_type]
fn whole() -> _ {
    let facts = (inbox_item::id, inbox_item::resident_id, inbox_item::unit_id, inbox_item::title);
    let leads = (inbox_item::case_id, inbox_item::booking_id, inbox_item::summons_id);
    let times = (inbox_item::delivered_at, inbox_item::read_at, inbox_item::archived_at);
    inbox_item::table.inner_join(unit::table).select((
        facts,
        leads,
        times,
        (unit::hsa_id, unit::name),
    ))
}

/// Loads an item of that resident's.
pub(super) fn load(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    id: InboxItemId,
) -> QueryResult<Option<Sealed<Item>>> {
    let own = inbox_item::id.eq(id).and(inbox_item::resident_id.eq(resident));
    let row: Option<Row> = whole().filter(own).first(tx.conn).optional()?;
    Ok(row.map(|row| Sealed::new(row.into())))
}

/// Loads an item and holds its row until the transaction ends.
pub(super) fn lock(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    id: InboxItemId,
) -> QueryResult<Option<Sealed<Item>>> {
    let held: Option<InboxItemId> = inbox_item::table
        .find(id)
        .select(inbox_item::id)
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    match held {
        Some(id) => load(tx, resident, id),
        None => Ok(None),
    }
}

/// Writes when the granted item was read and put away.
pub(super) fn mark<A: Action<On = Item>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    item: &Item,
) -> QueryResult<()> {
    diesel::update(inbox_item::table.find(InboxItemId(grant.subject())))
        .set((
            inbox_item::read_at.eq(item.read_at),
            inbox_item::archived_at.eq(item.archived_at),
            inbox_item::version.eq(inbox_item::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// What to show of an inbox.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub unread: Option<bool>,
    pub archived: Option<bool>,
}

impl Wish {
    pub fn query(self) -> Vec<(&'static str, String)> {
        let named = [("unread", self.unread), ("archived", self.archived)];
        named.into_iter().filter_map(|(name, value)| Some((name, value?.to_string()))).collect()
    }
}

/// The granted inbox, newest first.
pub(super) fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<List>,
    wish: Wish,
    wanted: &Wanted,
) -> QueryResult<Rows<Item>> {
    let resident = ResidentId(grant.subject());
    let mut query = whole().filter(inbox_item::resident_id.eq(resident)).into_boxed();
    if let Some(unread) = wish.unread {
        query = query.filter(inbox_item::read_at.is_null().eq(unread));
    }
    if let Some(archived) = wish.archived {
        query = query.filter(inbox_item::archived_at.is_not_null().eq(archived));
    }
    let place = (inbox_item::delivered_at, inbox_item::id);
    if let Some(from) = &wanted.from {
        let (at, id) = (from.at, InboxItemId(from.id));
        query = if from.back {
            query.filter(place.0.gt(at).or(place.0.eq(at).and(place.1.gt(id))))
        } else {
            query.filter(place.0.lt(at).or(place.0.eq(at).and(place.1.lt(id))))
        };
    }
    query = if wanted.goes_back() {
        query.order((place.0.asc(), place.1.asc()))
    } else {
        query.order((place.0.desc(), place.1.desc()))
    };
    let rows: Vec<Row> = at_most(wanted.fetch(), query).load(tx.conn)?;
    let items = rows.into_iter().map(Item::from).collect();
    Ok(Rows::cut(items, wanted, |item: &Item| (item.delivered_at, item.id.0)))
}
