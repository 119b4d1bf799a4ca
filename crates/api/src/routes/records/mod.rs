//! Routes that every business record has: list, create, read, change, replace, archive, restore, history. An
//! entity only adds its documentation texts.

mod batch;
mod document;
mod handlers;

use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::web;
use domain::Business;
use storage::Repository;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Names of an entity and its special rules, for the API document.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResourceDocs {
    /// `supplier`
    pub(super) one: &'static str,
    /// `a supplier`
    pub(super) a: &'static str,
    /// `Suppliers`
    pub(super) many: &'static str,
    /// Default content and order of the list.
    pub(super) listed: &'static str,
    /// Rules of creation.
    pub(super) made: &'static str,
    /// Rules of changes; may be empty.
    pub(super) changed: &'static str,
    /// When archiving is rejected.
    pub(super) archived: &'static str,
    /// When restoring is rejected.
    pub(super) restored: &'static str,
}

/// The routes of an entity.
pub(super) struct Records<E> {
    docs: ResourceDocs,
    entity: PhantomData<fn() -> E>,
}

impl<E> Records<E> {
    pub(super) const fn new(docs: ResourceDocs) -> Self {
        Self {
            docs,
            entity: PhantomData,
        }
    }
}

impl<E: Repository + Business> HttpServiceFactory for Records<E> {
    fn register(self, config: &mut AppService) {
        let all = format!("/{}", E::PATH);
        web::resource(all.as_str())
            .route(web::get().to(handlers::list::<E>))
            .route(web::post().to(handlers::create::<E>))
            .register(config);
        if !E::duplicate_fields().is_empty() {
            web::resource(format!("{all}/similar"))
                .route(web::get().to(handlers::similar::<E>))
                .register(config);
        }
        web::resource(format!("{all}/batch"))
            .route(web::post().to(batch::batch::<E>))
            .register(config);
        web::resource(format!("{all}/{{id}}"))
            .route(web::get().to(handlers::get::<E>))
            .route(web::patch().to(handlers::change::<E>))
            .route(web::put().to(handlers::replace::<E>))
            .route(web::delete().to(handlers::archive::<E>))
            .register(config);
        web::resource(format!("{all}/{{id}}/restore"))
            .route(web::post().to(handlers::restore::<E>))
            .register(config);
        web::resource(format!("{all}/{{id}}/history"))
            .route(web::get().to(handlers::history::<E>))
            .register(config);
    }
}

impl<E: Repository + Business> OpenApiFactory for Records<E>
where
    E: document::Published,
{
    fn paths(&self) -> Paths {
        document::paths::<E>(&self.docs)
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        document::schemas::<E>(schemas);
    }
}
