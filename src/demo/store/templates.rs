//! Reply templates, each in its first version.

use diesel::prelude::*;

use super::{Place, put};
use crate::{
    demo::{facts::stable_id, templates::ReplyTemplate},
    schema::{reply_template, reply_template_version},
};

impl Place<'_> {
    pub fn reply_template(&mut self, template: &ReplyTemplate) -> QueryResult<()> {
        let id = stable_id("reply-template", &template.key);
        let owner = template.personal.then(|| stable_id("staff", &template.by));
        let put: QueryResult<()> = put!(
            self,
            reply_template,
            reply_template::id.eq(id),
            reply_template::unit_id.eq(stable_id("unit", &template.unit)),
            reply_template::owner_staff_id.eq(owner),
            reply_template::kind.eq(template.kind),
        );
        put?;
        put!(
            self,
            reply_template_version,
            reply_template_version::id.eq(stable_id("reply-template-version", &template.key)),
            reply_template_version::template_id.eq(id),
            reply_template_version::number.eq(1_i64),
            reply_template_version::title.eq(&template.title),
            reply_template_version::body.eq(&template.body),
            reply_template_version::questions
                .eq(serde_json::to_value(&template.questions).expect("components are JSON")),
            reply_template_version::written_by.eq(stable_id("staff", &template.by)),
            reply_template_version::written_at.eq(self.now),
        )
    }
}
