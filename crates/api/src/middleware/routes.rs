//! Routes and their methods, taken from the API document as the only list of them.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::Value;

/// Methods that the API document uses, in the order of the `Allow` header.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

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

/// All routes of the API document.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    plain: HashMap<String, Route>,
    with_names: Vec<(Vec<Option<String>>, Route)>,
}

impl RouteTable {
    /// Reads the routes from the API document.
    pub(crate) fn of(document: &Value) -> Self {
        let mut table = Self::default();
        let paths = document.get("paths").and_then(Value::as_object);
        for (template, item) in paths.into_iter().flatten() {
            let methods = methods_where(item, |_operation| true);
            let with_query = methods_where(item, |operation| has_query(document, operation));
            table.add(template, methods, with_query);
        }
        // The document viewer is for people, so the API document does not list it.
        table.add("/api/docs/", vec![Method::GET], vec![Method::GET]);
        table.add("/api/docs/{file}", vec![Method::GET], vec![Method::GET]);
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

/// Methods of a path whose operations match a predicate.
fn methods_where(item: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<Method> {
    METHODS
        .iter()
        .filter(|method| item.get(**method).is_some_and(&wanted))
        .filter_map(|method| Method::from_bytes(method.to_uppercase().as_bytes()).ok())
        .collect()
}

/// Whether an operation has a query parameter, inline or by reference.
fn has_query(document: &Value, operation: &Value) -> bool {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten().any(|parameter| {
        let shared = parameter
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|link| document.pointer(link.trim_start_matches('#')));
        shared
            .unwrap_or(parameter)
            .get("in")
            .and_then(Value::as_str)
            == Some("query")
    })
}

/// Removes the trailing slash of a path that belongs to the server.
pub(super) fn without_slash(path: &str) -> Option<&str> {
    let ours = ["/api/v1/", "/health/", "/metrics/"]
        .iter()
        .any(|start| path.starts_with(start));
    (ours && path.ends_with('/')).then(|| path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_found_with_their_methods() {
        let table = RouteTable::of(&json!({"paths": {
            "/api/v1/suppliers": {"get": {"parameters": [{"in": "query", "name": "q"}]}, "post": {"parameters": [{"in": "header"}]}},
            "/api/v1/suppliers/{id}": {"patch": {}, "get": {}, "delete": {}, "parameters": []},
            "/api/v1/me": {"get": {}},
        }}));
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
