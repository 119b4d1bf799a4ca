//! Routes and their methods, from the descriptions that they were registered with.

use std::collections::HashMap;

use actix_web::http::Method;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem, Paths};

/// Base path of the API.
pub(crate) const API: &str = "/api/v1";

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    template: String,
    methods: Vec<Method>,
    /// Methods that read a query.
    with_query: Vec<Method>,
}

impl Route {
    /// Path with parameter names instead of values.
    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    /// Whether the route has a method.
    pub(crate) fn takes(&self, method: &Method) -> bool {
        self.methods.contains(method)
    }

    /// Whether a method reads a query; any other query is a client error.
    pub(crate) fn reads_query(&self, method: &Method) -> bool {
        self.with_query.contains(method)
    }

    /// Methods in the form of the `Allow` header.
    pub(crate) fn allow(&self) -> String {
        let names: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        names.join(", ")
    }
}

/// All registered routes.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    plain: HashMap<String, Route>,
    with_names: Vec<(Vec<Option<String>>, Route)>,
}

impl RouteTable {
    /// The routes with these descriptions, and the pages with these paths.
    pub(crate) fn new(paths: &Paths, pages: &[&str]) -> Self {
        let mut table = Self::default();
        for (template, item) in &paths.paths {
            let operations = || operations(item).into_iter();
            let methods = operations().map(|(method, _)| method).collect();
            let with_query = operations()
                .filter(|(_, operation)| has_query(operation))
                .map(|(method, _)| method)
                .collect();
            table.add(template, methods, with_query);
        }
        for page in pages {
            table.add(page, vec![Method::GET], vec![Method::GET]);
        }
        table
    }

    fn add(&mut self, template: &str, methods: Vec<Method>, with_query: Vec<Method>) {
        let route = Route {
            template: template.to_owned(),
            methods,
            with_query,
        };
        if template.contains('{') {
            let parts = template
                .split('/')
                .map(|part| (!part.starts_with('{')).then(|| part.to_owned()))
                .collect();
            self.with_names.push((parts, route));
        } else {
            self.plain.insert(template.to_owned(), route);
        }
    }

    /// Finds the route of a path.
    pub(crate) fn find(&self, path: &str) -> Option<&Route> {
        let plain = self.plain.get(path);
        plain.or_else(|| {
            let parts: Vec<&str> = path.split('/').collect();
            let fits = |wanted: &[Option<String>]| {
                wanted.len() == parts.len()
                    && wanted.iter().zip(&parts).all(|(wanted, part)| {
                        wanted
                            .as_deref()
                            .map_or(!part.is_empty(), |name| name == *part)
                    })
            };
            self.with_names
                .iter()
                .find(|(wanted, _)| fits(wanted))
                .map(|(_, route)| route)
        })
    }
}

/// The operations of a path, in the order of the `Allow` header.
fn operations(item: &PathItem) -> Vec<(Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
        .collect()
}

/// Whether an operation declares a query parameter.
fn has_query(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().flatten();
    parameters.into_iter().any(|parameter| {
        matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
    })
}

/// Removes the trailing slash of a path that belongs to the server.
pub(crate) fn without_slash(path: &str) -> Option<&str> {
    let ours = ["/api/v1/", "/health/", "/metrics/"]
        .iter()
        .any(|start| path.starts_with(start));
    (ours && path.ends_with('/')).then(|| path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter};

    fn described(method: HttpMethod, parameter: Option<ParameterIn>) -> PathItem {
        let operation = OperationBuilder::new();
        let operation = match parameter {
            Some(within) => {
                let mut parameter = Parameter::new("q");
                parameter.parameter_in = within;
                operation.parameter(parameter)
            }
            None => operation,
        };
        PathItem::new(method, operation)
    }

    #[test]
    fn paths_are_found_with_their_methods() {
        let suppliers = "/api/v1/suppliers";
        let one = "/api/v1/suppliers/{id}";
        let paths = Paths::builder()
            .path(
                suppliers,
                described(HttpMethod::Post, Some(ParameterIn::Header)),
            )
            .path(
                suppliers,
                described(HttpMethod::Get, Some(ParameterIn::Query)),
            )
            .path(one, described(HttpMethod::Patch, None))
            .path(one, described(HttpMethod::Delete, None))
            .path(one, described(HttpMethod::Get, None))
            .build();
        let table = RouteTable::new(&paths, &["/api/docs/{file}"]);
        let allow = |path: &str| table.find(path).map(Route::allow);
        assert_eq!(allow("/api/v1/suppliers").unwrap(), "GET, POST");
        assert_eq!(allow("/api/v1/suppliers/7").unwrap(), "GET, PATCH, DELETE");
        assert_eq!(
            table.find("/api/v1/suppliers/7").unwrap().template(),
            "/api/v1/suppliers/{id}"
        );
        let suppliers = table.find("/api/v1/suppliers").unwrap();
        assert!(suppliers.reads_query(&Method::GET));
        assert!(!suppliers.reads_query(&Method::POST));
        assert_eq!(allow("/api/docs/index.css").unwrap(), "GET");
        for nothing in [
            "/api/v1/suppliers/",
            "/api/v1/suppliers/7/x",
            "/api/v1/nothing",
            "/",
        ] {
            assert_eq!(allow(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn only_our_paths_lose_their_slash() {
        assert_eq!(
            without_slash("/api/v1/suppliers/"),
            Some("/api/v1/suppliers")
        );
        assert_eq!(
            without_slash("/api/v1/suppliers//"),
            Some("/api/v1/suppliers")
        );
        assert_eq!(without_slash("/api/docs/"), None);
        assert_eq!(without_slash("//example.com/"), None);
        assert_eq!(without_slash("/api/v1/suppliers"), None);
    }
}
