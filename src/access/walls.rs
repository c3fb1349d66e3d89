//! The ways around a grant, each of which the compiler must refuse. Every example is the first one
//! with one wall broken, so that nothing but the wall stops it.
//!
//! This is how it is done:
//!
//! ```
//! use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! struct Thing(UnitId);
//! impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! struct Read;
//! impl Action for Read {
//!     type On = Thing;
//!     const NAME: &'static str = "thing.read";
//!     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! }
//! struct Close;
//! impl Action for Close {
//!     type On = Thing;
//!     const NAME: &'static str = "thing.close";
//!     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! }
//! fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Close>(tx)?;
//!         write(tx, &grant);
//!         Ok(audit::record(tx, grant, thing.0)?)
//!     })
//!     .await
//! }
//! ```
//!
//! Looking inside a seal:
//!
//! ```compile_fail,E0616
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let thing = sealed.0;
//!         Err(Failure::Absent)
//!     })
//!     .await
//! }
//! ```
//!
//! Answering without an entry in the record:
//!
//! ```compile_fail,E0308
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Close>(tx)?;
//!         write(tx, &grant);
//!         Ok(thing.0)
//!     })
//!     .await
//! }
//! ```
//!
//! Forging the entry:
//!
//! ```compile_fail,E0423
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Close>(tx)?;
//!         write(tx, &grant);
//!         Ok(Audited(thing.0))
//!     })
//!     .await
//! }
//! ```
//!
//! Writing without a grant:
//!
//! ```compile_fail,E0061
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Close>(tx)?;
//!         write(tx);
//!         Ok(audit::record(tx, grant, thing.0)?)
//!     })
//!     .await
//! }
//! ```
//!
//! Writing with a grant for something else:
//!
//! ```compile_fail,E0308
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Read>(tx)?;
//!         write(tx, &grant);
//!         Ok(audit::record(tx, grant, thing.0)?)
//!     })
//!     .await
//! }
//! ```
//!
//! Spending a grant twice:
//!
//! ```compile_fail,E0382
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! async fn story(cx: Cx, sealed: Sealed<Thing>) -> Result<UnitId, Failure> {
//!     cx.transact(move |tx, _| {
//!         let (thing, grant) = sealed.open::<Close>(tx)?;
//!         audit::record(tx, grant, ())?;
//!         Ok(audit::record(tx, grant, thing.0)?)
//!     })
//!     .await
//! }
//! ```
//!
//! Making a grant by hand:
//!
//! ```compile_fail,E0451
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! fn grant(other: Grant<Close>) -> Grant<Close> {
//!     Grant { action: std::marker::PhantomData, ..other }
//! }
//! ```
//!
//! A context without a session:
//!
//! ```compile_fail,E0451
//! # use etjanster::{access::*, audit::{self, Audited}, db::Tx, failure::Failure, id::UnitId};
//! # struct Thing(UnitId);
//! # impl Subject for Thing { fn id(&self) -> uuid::Uuid { self.0.0 } }
//! # struct Read;
//! # impl Action for Read {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.read";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # struct Close;
//! # impl Action for Close {
//! #     type On = Thing;
//! #     const NAME: &'static str = "thing.close";
//! #     fn decide(_: &Actor, _: &Thing) -> Verdict { Verdict::Hide }
//! # }
//! # fn write(_: &mut Tx<'_>, _: &Grant<Close>) {}
//! fn context(app: App, presented: Presented, asked: Asked) -> Cx {
//!     Cx { app, presented, asked, operation: "GET /".into(), path: "/".into() }
//! }
//! ```
