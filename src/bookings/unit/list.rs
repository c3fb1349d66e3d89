//! Lists a unit's bookings of one day.

use chrono::NaiveDate;

use super::{policy::ListUnit, view::UnitBookingView};
use crate::{
    access::Cx,
    audit,
    bookings::{read::show, rules::By, store},
    failure::Failure,
    id::UnitId,
    page::{Linker, Page, Wanted},
    time_types,
};

/// The day's visits, the earliest first. Each whose booking is shown is told who saw it.
pub async fn list(
    cx: Cx,
    unit: UnitId,
    day: Option<NaiveDate>,
    wanted: Wanted,
) -> Result<Page<UnitBookingView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = time_types::time_book(tx, unit)?.open::<ListUnit>(tx)?;
        let day = day.unwrap_or(tx.today);
        let rows = store::of_unit(tx, &grant, day, &wanted)?;
        let seen: Vec<_> = rows.rows.iter().map(|(held, _)| held.booking.resident).collect();
        let path = format!("/units/{unit}/bookings");
        let query = [("day", day.to_string())];
        let view =
            |(held, person)| UnitBookingView { booking: show(tx, cx, held, By::Unit), person };
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record_each(tx, grant, seen, page)?)
    })
    .await
}
