//! Routes that business records share. An entity mounts the operations that it has, with its documentation
//! texts.

mod batch;
mod describe;
mod handlers;
mod schemas;

use std::collections::BTreeMap;
use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::web;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, Paths};
use utoipa_actix_web::OpenApiFactory;

use self::schemas::{Entered, Readable, Schemas, Writable};

/// Names of an entity and the content of its list, for the API document.
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
}

/// One operation of an entity.
struct Operation {
    /// Path below that of the entity.
    path: &'static str,
    method: HttpMethod,
    handler: fn() -> actix_web::Route,
    /// What is special about the entity's operation; may be empty.
    text: &'static str,
    describe: fn(&ResourceDocs, &'static str) -> OperationBuilder,
}

/// The routes of an entity, mounted by ability.
pub(super) struct Records<E> {
    base: &'static str,
    docs: ResourceDocs,
    operations: Vec<Operation>,
    /// Add the schemas that the operations name.
    schemas: Vec<fn(&mut Schemas)>,
    entity: PhantomData<fn() -> E>,
}

impl<E: Readable> Records<E> {
    /// List, read, history.
    pub(super) fn reading(docs: ResourceDocs) -> Self {
        let records = Self {
            base: E::PATH,
            docs,
            operations: Vec::new(),
            schemas: vec![schemas::read::<E>],
            entity: PhantomData,
        };
        records
            .with(
                "",
                HttpMethod::Get,
                docs.listed,
                describe::list::<E>,
                || web::get().to(handlers::list::<E>),
            )
            .with("/{id}", HttpMethod::Get, "", describe::get::<E>, || {
                web::get().to(handlers::get::<E>)
            })
            .with(
                "/{id}/history",
                HttpMethod::Get,
                "",
                describe::history::<E>,
                || web::get().to(handlers::history::<E>),
            )
    }
}

impl<E: Entered> Records<E> {
    /// Create by a handler of its own, for records that never change.
    pub(super) fn entering(
        mut self,
        created: &'static str,
        handler: fn() -> actix_web::Route,
    ) -> Self {
        self.schemas.push(schemas::draft::<E>);
        self.with(
            "",
            HttpMethod::Post,
            created,
            describe::create::<E>,
            handler,
        )
    }
}

impl<E: Writable> Records<E> {
    /// Possible duplicates of a record that is about to be created.
    pub(super) fn similar(mut self) -> Self {
        self.schemas.push(schemas::similar);
        self.with(
            "/similar",
            HttpMethod::Get,
            "",
            describe::similar::<E>,
            || web::get().to(handlers::similar::<E>),
        )
    }

    /// Create, change, replace; with the rules of creation and of changes.
    pub(super) fn writing(mut self, created: &'static str, changed: &'static str) -> Self {
        self.schemas.push(schemas::draft::<E>);
        self.with("", HttpMethod::Post, created, describe::create::<E>, || {
            web::post().to(handlers::create::<E>)
        })
        .with(
            "/{id}",
            HttpMethod::Patch,
            changed,
            describe::change::<E>,
            || web::patch().to(handlers::change::<E>),
        )
        .with("/{id}", HttpMethod::Put, "", describe::replace::<E>, || {
            web::put().to(handlers::replace::<E>)
        })
    }

    /// Archive, restore; with the reasons to reject each.
    pub(super) fn archiving(self, archived: &'static str, restored: &'static str) -> Self {
        self.with(
            "/{id}",
            HttpMethod::Delete,
            archived,
            describe::archive::<E>,
            || web::delete().to(handlers::archive::<E>),
        )
        .with(
            "/{id}/restore",
            HttpMethod::Post,
            restored,
            describe::restore::<E>,
            || web::post().to(handlers::restore::<E>),
        )
    }

    /// Several changes in one request.
    pub(super) fn batches(mut self) -> Self {
        self.schemas.push(schemas::batch);
        self.with("/batch", HttpMethod::Post, "", describe::batch, || {
            web::post().to(batch::batch::<E>)
        })
    }
}

impl<E> Records<E> {
    fn with(
        mut self,
        path: &'static str,
        method: HttpMethod,
        text: &'static str,
        describe: fn(&ResourceDocs, &'static str) -> OperationBuilder,
        handler: fn() -> actix_web::Route,
    ) -> Self {
        self.operations.push(Operation {
            path,
            method,
            handler,
            text,
            describe,
        });
        self
    }
}

impl<E> HttpServiceFactory for Records<E> {
    fn register(self, config: &mut AppService) {
        // The router takes the first path that fits, so fixed paths precede `{id}`.
        let mut by_path: BTreeMap<(bool, &str), Vec<actix_web::Route>> = BTreeMap::new();
        for Operation { path, handler, .. } in self.operations {
            let routes = by_path.entry((path.contains('{'), path)).or_default();
            routes.push(handler());
        }
        for ((_, path), routes) in by_path {
            let resource = web::resource(format!("/{}{path}", self.base));
            let resource = routes
                .into_iter()
                .fold(resource, |resource, route| resource.route(route));
            resource.register(config);
        }
    }
}

impl<E> OpenApiFactory for Records<E> {
    fn paths(&self) -> Paths {
        let all = self.operations.iter();
        all.fold(Paths::builder(), |paths, operation| {
            let description = (operation.describe)(&self.docs, operation.text).tag(self.base);
            let item = PathItem::new(operation.method.clone(), description);
            paths.path(format!("/{}{}", self.base, operation.path), item)
        })
        .build()
    }

    fn schemas(&self, schemas: &mut Schemas) {
        for add in &self.schemas {
            add(schemas);
        }
    }
}
