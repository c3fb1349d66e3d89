//! The SQL of reading across providers.

mod block;
mod consent;
mod emergency;
mod facts;
mod relation;

pub use block::{
    BlockRow, LiftRow, NewBlock, NewLift, block_by_id, blocks_of, blocks_of_patient,
    blocks_of_provider, insert_block, insert_lift, lift_block, lift_by_id,
};
pub use consent::{
    ConsentRow, NewConsent, consent_by_id, consents_of_patient, consents_of_unit, end_consent,
    insert_consent,
};
pub use emergency::{NewReading, OpeningRow, insert_opening, note_reading, openings_of_patient};
pub use facts::{
    Patient, at_unit, facts, is_employed_at, names_of, patient, post_of, unit_with_provider,
};
pub use relation::{
    NewRelation, RelationRow, end_relation, insert_relation, relation_by_id, relations_of_unit,
};
