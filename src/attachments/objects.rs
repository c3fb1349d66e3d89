//! An object store that speaks S3: where sent files go when the settings say so.

use std::{ops::Range, str::FromStr, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::{
    ClientOptions, GetOptions, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};

use crate::config::Config;

/// Where sent files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Postgres,
    Bucket { name: String, prefix: String },
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Ok(Self::Postgres);
        }
        let rest = text.strip_prefix("s3://").ok_or("must be empty or s3://bucket/prefix")?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if name.len() < 3 || !name.bytes().all(plain) {
            return Err("names no bucket");
        }
        Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }
}

/// A bucket. Cheap to clone.
#[derive(Clone)]
pub struct Objects {
    store: Arc<AmazonS3>,
    prefix: String,
}

/// Part of a file may take as long as the slowest client that is served.
const LONGEST: Duration = Duration::from_secs(1800);

impl Objects {
    /// The store that the settings name, if they name one.
    pub fn open(config: &Config) -> object_store::Result<Option<Self>> {
        let Place::Bucket { name, prefix } = &config.attachment_store else { return Ok(None) };
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(20),
            ..RetryConfig::default()
        };
        let client =
            ClientOptions::new().with_connect_timeout(Duration::from_secs(5)).with_timeout(LONGEST);
        let mut builder = AmazonS3Builder::new()
            .with_client_options(client)
            .with_bucket_name(name)
            .with_region(&config.s3_region)
            .with_retry(retry);
        if let Some(endpoint) = &config.s3_endpoint {
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        if let (Some(id), Some(secret)) = (&config.s3_access_key_id, &config.s3_secret_access_key) {
            builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        }
        Ok(Some(Self { store: builder.build()?.into(), prefix: prefix.clone() }))
    }

    /// The key under which a thing of that name is put.
    pub fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) }
    }

    /// Part of an object, as it comes.
    pub async fn read(
        &self,
        key: &str,
        span: Range<u64>,
    ) -> object_store::Result<BoxStream<'static, object_store::Result<Bytes>>> {
        let options = GetOptions { range: Some(span.into()), ..GetOptions::default() };
        Ok(self.store.get_opts(&Path::parse(key)?, options).await?.into_stream())
    }

    /// Begins to put an object there. It is there when the writer has finished, and not before.
    pub async fn write(&self, key: &str) -> object_store::Result<WriteMultipart> {
        Ok(WriteMultipart::new(self.store.put_multipart(&Path::parse(key)?).await?))
    }

    /// Removes an object. One that isn't there is gone already.
    pub async fn remove(&self, key: &str) -> object_store::Result<()> {
        match self.store.delete(&Path::parse(key)?).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_postgres_or_a_bucket() {
        let bucket = |name: &str, prefix: &str| {
            Ok(Place::Bucket { name: name.into(), prefix: prefix.into() })
        };
        assert_eq!("".parse(), Ok(Place::Postgres));
        assert_eq!("s3://files".parse(), bucket("files", ""));
        assert_eq!("s3://files/a/b/".parse(), bucket("files", "a/b"));
        for bad in ["files", "s3://", "s3:///a", "http://files", "s3://Files_1"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
