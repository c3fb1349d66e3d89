//! Shows what a region's programmes say, said before and will say.

use super::{
    policy::ListProgrammes,
    programme::{Rule, in_force},
    store,
    view::{ProgrammeRuleView, ProgrammesView},
};
use crate::{
    access::{Cx, Region},
    audit,
    failure::Failure,
    page::Linker,
};

pub async fn list(cx: Cx, region: Region) -> Result<ProgrammesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::region(region.clone()).open::<ListProgrammes>(tx)?;
        let all = store::rules(tx, &region)?;
        let applies = |rule: &Rule| {
            let own: Vec<&Rule> = all.iter().filter(|it| it.programme == rule.programme).collect();
            in_force(&own, tx.today).is_some_and(|it| it.id == rule.id)
        };
        let items = all.iter().map(|rule| ProgrammeRuleView::of(rule, applies(rule))).collect();
        let path = format!("/regions/{region}/programmes");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("set", "POST", &path);
        let view = ProgrammesView { region_code: region, items, links: links.done() };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
