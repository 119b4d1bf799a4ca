//! The published OpenAPI document, generated from the handlers' annotations; its viewer; and a page for each
//! problem code. Parts common to all operations (problems, headers, examples, closed bodies) are added here.

mod about;
mod answers;
mod batches;
mod entities;
mod examples;
mod field_rules;
mod ledger;
mod operations;
mod pages;
mod refusals;
mod schemas;
mod shapes;
mod sharing;
mod viewer;

use std::sync::{Arc, OnceLock};

use actix_web::web::{self, Bytes};
use serde_json::Value;

use crate::answer;
use crate::asset::Asset;
use crate::problem::ApiError;
use crate::route_table::{API, RouteTable};
use crate::routes::{self, CollectedRoutes, Register};

/// The API document as served, and the table of the routes that it was collected from.
#[derive(Debug)]
pub struct Document {
    text: Bytes,
    asset: Arc<OnceLock<Asset>>,
    routes: Arc<RouteTable>,
}

impl Document {
    /// The document of this program, built once per process.
    ///
    /// # Errors
    /// When the document cannot be serialized.
    pub fn shared() -> Result<Arc<Self>, serde_json::Error> {
        static SHARED: OnceLock<Arc<Document>> = OnceLock::new();
        if let Some(document) = SHARED.get() {
            return Ok(Arc::clone(document));
        }
        let document = Self::build()?;
        Ok(Arc::clone(SHARED.get_or_init(|| Arc::new(document))))
    }

    fn build() -> Result<Self, serde_json::Error> {
        let collected = collect();
        let routes = Arc::new(collected.table());
        let text = Bytes::from(serde_json::to_vec(&assemble(collected)?)?);
        Ok(Self {
            text,
            asset: Arc::default(),
            routes,
        })
    }

    /// The document with its compressed forms, which the first request creates.
    async fn asset(&self) -> Result<Asset, ApiError> {
        if let Some(asset) = self.asset.get() {
            return Ok(asset.clone());
        }
        let (text, kept) = (self.text.clone(), Arc::clone(&self.asset));
        let pack = move || {
            kept.get_or_init(|| Asset::packed(answer::JSON, text))
                .clone()
        };
        web::block(pack).await.map_err(ApiError::internal)
    }

    pub(crate) fn routes(&self) -> Arc<RouteTable> {
        Arc::clone(&self.routes)
    }
}

/// Registers every route except those of the browser app.
pub fn configure(config: &mut impl Register) {
    config.scope(API, routes::v1);
    routes::operation(config);
    config
        .service(pages::read_document)
        .service(pages::explain_problem)
        .page("/api/docs", web::get().to(viewer::without_slash))
        .page("/api/docs/", web::get().to(viewer::page))
        .page("/api/docs/{file}", web::get().to(viewer::file));
}

fn collect() -> CollectedRoutes {
    let mut collected = CollectedRoutes::default();
    configure(&mut collected);
    collected
}

/// The document as `projectmeats openapi` prints it: indented, so that versions are easy to compare. The
/// served document has no whitespace.
///
/// # Errors
/// When the document cannot be serialized.
pub fn document() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&assemble(collect())?).map(|text| text + "\n")
}

fn assemble(collected: CollectedRoutes) -> Result<Value, serde_json::Error> {
    let mut base = about::base();
    base.paths.merge(collected.paths);
    let components = base.components.get_or_insert_default();
    components.schemas.extend(collected.schemas);
    let mut document = serde_json::to_value(base)?;
    schemas::normalize(&mut document);
    operations::complete(&mut document);
    batches::type_items(&mut document);
    sharing::share(&mut document);
    schemas::prune(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
