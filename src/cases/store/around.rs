//! What a case is shown with and other tables know: the view `case_around`, read like a table. Each
//! table that diesel joins doubles the compiler's work, so the joins stand in the view.

use diesel::{pg::Pg, prelude::*};

use crate::{
    cases::{
        case::{Name, TypeRules},
        citizen::CitizenMode,
    },
    id::{CitizenTemplateId, CitizenTemplateVersionId},
    schema::case_file,
};

diesel::table! {
    case_around (id) {
        id -> Uuid,
        region_code -> Text,
        unit_name -> Text,
        type_name -> Nullable<Text>,
        template_id -> Nullable<Uuid>,
        template_version_id -> Nullable<Uuid>,
        template_number -> Nullable<Int4>,
        template_mode -> Nullable<Text>,
        template_title -> Nullable<Text>,
        subject_given_name -> Text,
        subject_family_name -> Text,
        subject_protected -> Bool,
        writer_given_name -> Nullable<Text>,
        writer_family_name -> Nullable<Text>,
        writer_protected -> Nullable<Bool>,
        handler_given_name -> Nullable<Text>,
        handler_family_name -> Nullable<Text>,
        group_name -> Nullable<Text>,
        expires_after_days -> Nullable<Int2>,
        documentation_required -> Nullable<Bool>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(case_around, case_file);

/// One row of the view.
#[derive(Queryable, Selectable)]
#[diesel(table_name = case_around, check_for_backend(Pg))]
pub struct Around {
    pub region_code: String,
    pub unit_name: String,
    pub type_name: Option<String>,
    template_id: Option<CitizenTemplateId>,
    template_version_id: Option<CitizenTemplateVersionId>,
    template_number: Option<i32>,
    template_mode: Option<CitizenMode>,
    pub template_title: Option<String>,
    subject_given_name: String,
    subject_family_name: String,
    subject_protected: bool,
    writer_given_name: Option<String>,
    writer_family_name: Option<String>,
    writer_protected: Option<bool>,
    handler_given_name: Option<String>,
    handler_family_name: Option<String>,
    pub group_name: Option<String>,
    expires_after_days: Option<i16>,
    documentation_required: Option<bool>,
}

/// The edition of a template that care has sent.
pub struct Edition {
    pub template: CitizenTemplateId,
    pub id: CitizenTemplateVersionId,
    pub number: i32,
    pub mode: CitizenMode,
}

impl Around {
    /// What the case's type asks for; nothing where care began the case.
    pub fn rules(&self) -> TypeRules {
        TypeRules {
            expires_after_days: self.expires_after_days,
            documentation_required: self.documentation_required.unwrap_or(false),
        }
    }

    pub fn edition(&self) -> Option<Edition> {
        Some(Edition {
            template: self.template_id?,
            id: self.template_version_id?,
            number: self.template_number?,
            mode: self.template_mode?,
        })
    }

    pub fn subject(&self) -> Name {
        Name {
            full: format!("{} {}", self.subject_given_name, self.subject_family_name),
            protected_identity: self.subject_protected,
        }
    }

    /// Who wrote; none where care did.
    pub fn writer(&self) -> Option<Name> {
        Some(Name {
            full: full(&self.writer_given_name, &self.writer_family_name)?,
            protected_identity: self.writer_protected?,
        })
    }

    pub fn handler(&self) -> Option<String> {
        full(&self.handler_given_name, &self.handler_family_name)
    }
}

fn full(given: &Option<String>, family: &Option<String>) -> Option<String> {
    Some(format!("{} {}", given.as_deref()?, family.as_deref()?))
}
