//! What a follower is sent: first everything that is free, then each time that comes or goes
//! (server-sent events).

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    time::Duration,
};

use futures_util::stream;
use poem::{Body, IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::ToJSON,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use super::feed::{Follower, Snapshot};
use crate::{
    access::{App, Asked},
    edge::Draining,
    failure::Failure,
    id::{SlotId, UnitId},
    page::Linker,
    slots::{store::search::FreeSlot, view::FreeSlotView},
};

/// After such a silence a line is sent that says nothing, so that all between know that we are here.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A client begins anew after this long; by itself, as such clients do.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// How long a client waits before it begins anew, in milliseconds.
const RETRY: u32 = 3_000;

/// Follows a unit's free times, all of them or one time type's.
pub async fn follow(
    (app, asked, draining): (&App, &Asked, &Draining),
    unit: UnitId,
    time_type: Option<String>,
) -> Result<Events, Failure> {
    let shown = app.db.public_by_policy("followSlots", move |conn, _| {
        Ok(crate::time_types::is_shown(conn, unit)?)
    });
    if !shown.await? {
        return Err(Failure::Absent);
    }
    let follower = app.follow.join(app, unit)?;
    let state = State {
        follower,
        draining: draining.clone(),
        linker: Linker::new(asked),
        time_type,
        known: None,
        waiting: VecDeque::new(),
        ends: Instant::now() + LONGEST,
    };
    let events = stream::unfold(state, |mut state| async move {
        let event = state.next().await?;
        Some((Ok::<_, Infallible>(event), state))
    });
    let events = futures_util::StreamExt::map(events, |event| event.map_err(never));
    Ok(Events(Body::from_bytes_stream(events)))
}

fn never(it: Infallible) -> std::io::Error {
    match it {}
}

struct State {
    follower: Follower,
    draining: Draining,
    linker: Linker,
    time_type: Option<String>,
    /// What the follower has been told.
    known: Option<BTreeMap<SlotId, FreeSlot>>,
    waiting: VecDeque<String>,
    ends: Instant,
}

impl State {
    /// The next thing to send; nothing when it is over.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let silent = sleep_until((Instant::now() + HEARTBEAT).min(self.ends));
            let over = tokio::select! {
                () = self.draining.0.cancelled() => true,
                changed = self.follower.times.changed() => changed.is_err(),
                () = silent => {
                    if Instant::now() < self.ends {
                        return Some(": här\n\n".to_owned());
                    }
                    true
                }
            };
            if over {
                return None;
            }
            let times = self.follower.times.borrow_and_update().clone();
            if let Some(times) = times {
                self.tell(&times);
            }
        }
    }

    fn tell(&mut self, times: &Snapshot) {
        let wanted =
            |slot: &&FreeSlot| self.time_type.as_ref().is_none_or(|code| *code == slot.time_type);
        let now: BTreeMap<SlotId, FreeSlot> =
            times.values().filter(wanted).map(|slot| (slot.id, slot.clone())).collect();
        let view = |slot: &FreeSlot| {
            FreeSlotView::of(&self.linker, slot.clone()).to_json().unwrap_or_default()
        };
        match &self.known {
            None => {
                let mut items: Vec<&FreeSlot> = now.values().collect();
                items.sort_by_key(|slot| (slot.starts_at, slot.id));
                let items: Vec<Value> = items.into_iter().map(view).collect();
                let first = event("snapshot", &json!({ "items": items }));
                self.waiting.push_back(format!("retry: {RETRY}\n{first}"));
            }
            Some(known) => {
                for change in changes(known, &now) {
                    self.waiting.push_back(match change {
                        Change::Free(slot) => event("free", &view(slot)),
                        Change::Taken(id) => event("taken", &json!({ "id": id })),
                    });
                }
            }
        }
        self.known = Some(now);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Change<'a> {
    /// It is free now, or has more or fewer free seats than before.
    Free(&'a FreeSlot),
    /// It can't be booked any more.
    Taken(SlotId),
}

fn changes<'a>(
    before: &BTreeMap<SlotId, FreeSlot>,
    now: &'a BTreeMap<SlotId, FreeSlot>,
) -> Vec<Change<'a>> {
    let gone = before.keys().filter(|id| !now.contains_key(id)).map(|id| Change::Taken(*id));
    let came = now.values().filter(|slot| before.get(&slot.id) != Some(slot)).map(Change::Free);
    gone.chain(came).collect()
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// Events for as long as the client listens.
pub struct Events(Body);

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type(MEDIA_TYPE)
            // Else proxies would gather them.
            .header("x-accel-buffering", "no")
            .body(self.0)
    }
}

const MEDIA_TYPE: &str = "text/event-stream";

impl ApiResponse for Events {
    fn meta() -> MetaResponses {
        let example = "event: taken\ndata: {\"id\":\"01a0b0f0-7a4e-7c5c-9d6f-3f1e5e8a1c02\"}\n\n";
        let schema = MetaSchema { example: Some(example.into()), ..MetaSchema::new("string") };
        let schema = MetaSchemaRef::Inline(Box::new(schema));
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Events, for as long as the client listens",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType { content_type: MEDIA_TYPE, schema }],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{TimeTypeId, UnitId},
        time_types::ContactKind,
    };

    fn slot(number: u128, free_seats: i32) -> (SlotId, FreeSlot) {
        let id = SlotId(uuid::Uuid::from_u128(number));
        let slot = FreeSlot {
            id,
            unit_id: UnitId(uuid::Uuid::nil()),
            unit_name: String::new(),
            time_type_id: TimeTypeId(uuid::Uuid::nil()),
            time_type: "A".into(),
            time_type_name: String::new(),
            contact_kind: ContactKind::Visit,
            starts_at: chrono::DateTime::UNIX_EPOCH,
            ends_at: chrono::DateTime::UNIX_EPOCH,
            free_seats,
            practitioner_id: None,
            practitioner_name: None,
            alternative_address: None,
        };
        (id, slot)
    }

    #[test]
    fn what_came_and_what_went_is_told_and_nothing_else() {
        let before = BTreeMap::from([slot(1, 1), slot(2, 2), slot(3, 1)]);
        let now = BTreeMap::from([slot(2, 1), slot(3, 1), slot(4, 1)]);
        let (second, fourth) = (slot(2, 1), slot(4, 1));
        let expected =
            [Change::Taken(slot(1, 1).0), Change::Free(&second.1), Change::Free(&fourth.1)];
        assert_eq!(changes(&before, &now), expected);
        assert_eq!(changes(&now, &now), []);
    }
}
