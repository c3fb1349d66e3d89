//! JSON as this API takes it: not nested too deep, no field named twice, no NUL.

use serde_json::Value;

use super::malformed;
use crate::failure::Failure;

/// Deepest nesting of a JSON body.
const MAX_DEPTH: usize = 32;

/// serde_json has a limit of its own, deep enough to hurt; ours answers first.
pub fn check_depth(text: &str) -> Result<(), Failure> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(malformed("nested too deep"));
        }
    }
    Ok(())
}

/// JSON in which no object names a field twice and no string holds NUL, which Postgres can't keep.
pub struct Strict(pub Value);

impl<'de> serde::Deserialize<'de> for Strict {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

pub const NUL: &str = "a string holds NUL";

impl<'de> serde::de::Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        if text.contains('\0') {
            return Err(E::custom(NUL));
        }
        Ok(text.into())
    }
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }
    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = serde_json::Map::new();
        while let Some((name, Strict(value))) = fields.next_entry::<String, Strict>()? {
            if name.contains('\0') {
                return Err(serde::de::Error::custom(NUL));
            }
            if all.insert(name, value).is_some() {
                return Err(serde::de::Error::custom("a field is named twice"));
            }
        }
        Ok(Value::Object(all))
    }
}
