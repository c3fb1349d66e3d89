//! Statistics (5.12): what came in at a unit or in a region in a month, and how it was answered, from
//! the cases' own events. Numbers so small that they tell of somebody are withheld, and so is what
//! would let them be worked out.

mod csv;
mod figures;
mod month;
mod policy;
mod promise;
mod read;
mod routes;
mod store;
mod view;
mod withhold;

pub use routes::Routes;
