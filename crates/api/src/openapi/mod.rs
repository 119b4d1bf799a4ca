//! The published contract: the OpenAPI document made of the handlers' own annotations, the viewer for people, and a page for every
//! problem code. What holds for all operations alike (refusals, headers, examples, closed bodies) is added here, once.

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

/// The document as it is served, and the list of addresses that follows from it.
#[derive(Debug)]
pub struct Document {
    text: Bytes,
    asset: Arc<OnceLock<Asset>>,
    routes: RouteTable,
}

impl Document {
    /// The one of this program: put together once, however many servers run in it.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
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

    /// The document as it is sent, packed when it is asked for first.
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

/// Every address of the server but the browser app's.
pub fn configure(config: &mut ServiceConfig) {
    config.service(web::scope(API).configure(routes::v1));
    beside(config);
    config
        .route("/api/docs", web::get().to(viewer::without_slash))
        .route("/api/docs/", web::get().to(viewer::page))
        .route("/api/docs/{file}", web::get().to(viewer::file));
}

/// What is described beside the API.
fn beside(config: &mut impl Register) {
    routes::operation(config);
    config
        .service(pages::read_document)
        .service(pages::explain_problem);
}

/// The document as `projectmeats openapi` prints it: indented, for people who compare versions. It is served without spaces.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&assemble()?).map(|text| text + "\n")
}

fn assemble() -> Result<Value, serde_json::Error> {
    let app = App::new().into_utoipa_app().openapi(about::base());
    let app = app.service(scope(API).configure(|config| routes::v1(config)));
    let (_, collected) = app.configure(|config| beside(config)).split_for_parts();
    let mut document = serde_json::to_value(collected)?;
    schemas::settle(&mut document);
    operations::complete(&mut document);
    batches::type_items(&mut document);
    sharing::share(&mut document);
    schemas::prune(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
