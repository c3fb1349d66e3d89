//! Small types that JSON, OpenAPI and SQL all know.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type},
};
use serde::{Deserialize, Serialize};

/// Declares a UUID newtype. `new` makes a version 7 one, which sorts by age and says nothing else.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, poem_openapi::NewType)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);
        impl $name {
            #[expect(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
            #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        $crate::sql::via!($name, Uuid as uuid::Uuid, |id| &id.0, |uuid| Some(Self(uuid)));
    )+};
}

/// Declares an enum stored as text. Its codes are the same in JSON and in SQL.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, poem_openapi::Enum)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $(#[$doc])*
        pub enum $name { $($(#[$note])* #[oai(rename = $code)] #[serde(rename = $code)] $variant),+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            pub fn from_code(text: &str) -> Option<Self> {
                match text { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
        $crate::sql::via!(
            $name, Text as String,
            |code| code.code(),
            |text| Self::from_code(&text)
        );
    };
}

macro_rules! via {
    ($name:ident, $sql:ident as $raw:ty, |$out_arg:ident| $out:expr, |$in_arg:ident| $in:expr) => {
        impl diesel::serialize::ToSql<diesel::sql_types::$sql, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let $out_arg = self;
                diesel::serialize::ToSql::<diesel::sql_types::$sql, diesel::pg::Pg>::to_sql(
                    $out, out,
                )
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::$sql, diesel::pg::Pg> for $name {
            fn from_sql(raw: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                use diesel::{deserialize::FromSql, pg::Pg, sql_types::$sql};
                let $in_arg = <$raw as FromSql<$sql, Pg>>::from_sql(raw)?;
                $in.ok_or_else(|| concat!("not a ", stringify!($name)).into())
            }
        }
    };
}

pub(crate) use {code, id, via};

/// An instant as clients see it: any offset in, UTC with `Z` out, to the microsecond Postgres keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Type for Moment {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_date-time".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "date-time")))
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }

    fn raw_element_iter<'a>(
        &'a self,
    ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl ParseFromJSON for Moment {
    fn parse_from_json(value: Option<serde_json::Value>) -> ParseResult<Self> {
        let value = value.unwrap_or_default();
        value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|at| Self(at.to_utc()))
            .ok_or_else(|| ParseError::expected_type(value))
    }
}

impl ParseFromParameter for Moment {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Ok(Self(DateTime::parse_from_rfc3339(value)?.to_utc()))
    }
}

impl ToJSON for Moment {
    fn to_json(&self) -> Option<serde_json::Value> {
        Some(self.to_string().into())
    }
}
