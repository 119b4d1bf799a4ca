//! The addresses that every business record has, written once: list, create, read, change, replace, archive, restore, history.
//! An entity adds its words, and gets the same contract as all others.

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

/// What an entity is called in the document, and what is special about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResourceDocs {
    /// `supplier`
    pub(super) one: &'static str,
    /// `a supplier`
    pub(super) a: &'static str,
    /// `Suppliers`
    pub(super) many: &'static str,
    /// What the list shows unless asked otherwise.
    pub(super) listed: &'static str,
    /// What happens when one is made.
    pub(super) made: &'static str,
    /// What is special about changing one; may be empty.
    pub(super) changed: &'static str,
    /// When archiving is refused.
    pub(super) archived: &'static str,
    /// When restoring is refused.
    pub(super) restored: &'static str,
}

/// The addresses of an entity.
pub(super) struct Records<E> {
    words: ResourceDocs,
    entity: PhantomData<fn() -> E>,
}

impl<E> Records<E> {
    pub(super) const fn new(words: ResourceDocs) -> Self {
        Self {
            words,
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
        document::paths::<E>(&self.words)
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        document::schemas::<E>(schemas);
    }
}
