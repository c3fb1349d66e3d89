//! What a serving process keeps for files: seats for those that come and go, and the object store.

use std::sync::{Arc, OnceLock};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::objects::Objects;
use crate::{config::Config, failure::Failure};

/// Made when first needed. Cheap to clone.
#[derive(Clone, Default)]
pub struct Files(Arc<Inner>);

#[derive(Default)]
struct Inner {
    seats: OnceLock<Arc<Semaphore>>,
    objects: OnceLock<Option<Objects>>,
}

impl Files {
    /// A seat for one file on its way in or out: each holds a little memory for minutes.
    pub fn seat(&self, config: &Config) -> Result<OwnedSemaphorePermit, Failure> {
        let seats = self.0.seats.get_or_init(|| Arc::new(Semaphore::new(config.transfers)));
        seats.clone().try_acquire_owned().map_err(|_| Failure::Unavailable("file seats"))
    }

    pub(super) fn objects(&self, config: &Config) -> Result<&Objects, Failure> {
        let objects = self.0.objects.get_or_init(|| Objects::open(config).ok().flatten());
        objects.as_ref().ok_or(Failure::Unavailable("object store"))
    }
}
