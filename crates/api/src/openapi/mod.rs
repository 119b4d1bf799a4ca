//! The published contract: the OpenAPI document made of the handlers' own annotations, the viewer for people, and a page for every
//! problem code. What holds for all operations alike (refusals, headers, examples, closed bodies) is added here, once.

mod about;
mod answers;
mod entities;
mod examples;
mod operations;
mod pages;
mod refusals;
mod schemas;
mod shapes;
mod viewer;

use actix_web::App;
use actix_web::web::{self, Bytes};
use serde_json::Value;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::fingerprint;
use crate::middleware::{API, RouteTable};
use crate::routes;

/// The document as it is served, and the list of addresses that follows from it.
#[derive(Debug)]
pub struct Document {
    text: Bytes,
    tag: String,
    routes: RouteTable,
}

impl Document {
    /// Puts it together.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn build() -> Result<Self, serde_json::Error> {
        let value = assemble()?;
        let text = Bytes::from(write(&value)?);
        Ok(Self {
            tag: format!("\"{}\"", fingerprint(&text)),
            routes: RouteTable::of(&value),
            text,
        })
    }

    pub(crate) fn routes(&self) -> &RouteTable {
        &self.routes
    }
}

/// Every address of the server but the browser app's.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(scope(API).configure(routes::v1))
        .configure(routes::operation)
        .service(pages::read_document)
        .service(pages::explain_problem)
        .map(|plain| {
            plain
                .route("/api/docs", web::get().to(viewer::without_slash))
                .route("/api/docs/", web::get().to(viewer::page))
                .route("/api/docs/{file}", web::get().to(viewer::file))
        });
}

/// The document as `projectmeats openapi` prints it.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document() -> Result<String, serde_json::Error> {
    write(&assemble()?)
}

fn write(document: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(document).map(|text| text + "\n")
}

fn assemble() -> Result<Value, serde_json::Error> {
    let app = App::new().into_utoipa_app().openapi(about::base());
    let (_, collected) = app.configure(configure).split_for_parts();
    let mut document = serde_json::to_value(collected)?;
    schemas::settle(&mut document);
    operations::complete(&mut document);
    schemas::prune(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
