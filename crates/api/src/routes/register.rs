//! Registers routes with the server, or collects them with their descriptions. Each route is registered by one
//! call that has its path, method, handler and description, so the server, the route table and the API document
//! cannot differ. Describing all routes costs more than answering thousands of requests, and every worker of
//! every server registers its routes, so collecting is separate and done once.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use crate::route_table::RouteTable;

/// Accepts route registrations.
pub trait Register: Sized {
    /// Registers a documented route.
    fn service<F>(&mut self, factory: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static;

    /// Registers routes below a path.
    fn scope(&mut self, path: &'static str, routes: fn(&mut Self)) -> &mut Self;

    /// Registers a page for people, which the API document does not list.
    fn page(&mut self, path: &'static str, handler: actix_web::Route) -> &mut Self;
}

impl Register for web::ServiceConfig {
    fn service<F>(&mut self, factory: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        Self::service(self, factory)
    }

    fn scope(&mut self, path: &'static str, routes: fn(&mut Self)) -> &mut Self {
        Self::service(self, web::scope(path).configure(routes))
    }

    fn page(&mut self, path: &'static str, handler: actix_web::Route) -> &mut Self {
        self.route(path, handler)
    }
}

/// All registered routes: their descriptions, the schemas that these name, and the pages.
#[derive(Default)]
pub struct CollectedRoutes {
    /// Path before that of each route.
    prefix: &'static str,
    pages: Vec<&'static str>,
    /// Descriptions by path.
    pub paths: Paths,
    /// Schemas with their names.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl CollectedRoutes {
    /// The routes as the middleware looks them up.
    #[must_use]
    pub(crate) fn table(&self) -> RouteTable {
        RouteTable::new(&self.paths, &self.pages)
    }
}

impl Register for CollectedRoutes {
    fn service<F>(&mut self, factory: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        let mut paths = factory.paths();
        let described = std::mem::take(&mut paths.paths).into_iter();
        paths.paths = described
            .map(|(path, item)| (format!("{}{path}", self.prefix), item))
            .collect();
        self.paths.merge(paths);
        factory.schemas(&mut self.schemas);
        self
    }

    fn scope(&mut self, path: &'static str, routes: fn(&mut Self)) -> &mut Self {
        let outer = std::mem::replace(&mut self.prefix, path);
        routes(self);
        self.prefix = outer;
        self
    }

    fn page(&mut self, path: &'static str, _handler: actix_web::Route) -> &mut Self {
        self.pages.push(path);
        self
    }
}
