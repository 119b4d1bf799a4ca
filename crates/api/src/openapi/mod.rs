//! The published OpenAPI document, generated from the handlers' annotations; its viewer; and a page for each
//! problem code. Parts common to all operations (problems, headers, examples, closed bodies) are added here.

mod about;
mod answers;
mod batches;
mod entities;
mod examples;
mod operations;
mod pages;
mod refusals;
mod schemas;
mod shapes;
mod sharing;
mod viewer;

use std::sync::{Arc, OnceLock};

use actix_web::App;
use actix_web::web::{self, Bytes, ServiceConfig};
use serde_json::Value;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;

use crate::answer;
use crate::asset::Asset;
use crate::middleware::{API, RouteTable};
use crate::problem::ApiError;
use crate::routes::{self, Register};

/// The API document as served, and the route table derived from it.
#[derive(Debug)]
pub struct Document {
    text: Bytes,
    asset: Arc<OnceLock<Asset>>,
    routes: RouteTable,
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
        let value = assemble()?;
        let text = Bytes::from(serde_json::to_vec(&value)?);
        Ok(Self {
            text,
            asset: Arc::default(),
            routes: RouteTable::of(&value),
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

    pub(crate) fn routes(&self) -> &RouteTable {
        &self.routes
    }
}

/// Registers every route except those of the browser app.
pub fn configure(config: &mut ServiceConfig) {
    config.service(web::scope(API).configure(routes::v1));
    beside(config);
    config
        .route("/api/docs", web::get().to(viewer::without_slash))
        .route("/api/docs/", web::get().to(viewer::page))
        .route("/api/docs/{file}", web::get().to(viewer::file));
}

/// Registers the documented routes outside the API's base path.
fn beside(config: &mut impl Register) {
    routes::operation(config);
    config
        .service(pages::read_document)
        .service(pages::explain_problem);
}

/// The document as `projectmeats openapi` prints it: indented, so that versions are easy to compare. The
/// served document has no whitespace.
///
/// # Errors
/// When the document cannot be serialized.
pub fn document() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&assemble()?).map(|text| text + "\n")
}

fn assemble() -> Result<Value, serde_json::Error> {
    let app = App::new().into_utoipa_app().openapi(about::base());
    let app = app.service(scope(API).configure(|config| routes::v1(config)));
    let (_, collected) = app.configure(|config| beside(config)).split_for_parts();
    let mut document = serde_json::to_value(collected)?;
    schemas::normalize(&mut document);
    operations::complete(&mut document);
    batches::type_items(&mut document);
    sharing::share(&mut document);
    schemas::prune(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
