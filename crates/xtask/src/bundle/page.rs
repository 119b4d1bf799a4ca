//! Fills `{{place}}` placeholders with the hashed paths of assets.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// Placeholder name -> path.
pub(super) type Places = BTreeMap<String, String>;

/// Replaces every `{{place}}`; the error for an unknown one lists the known ones.
pub(super) fn fill(file: &str, template: &str, places: &Places) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((place, after)) = after.split_once("}}") else {
            bail!("{file}: a `{{{{` without its `}}}}`");
        };
        let Some(path) = places.get(place.trim()) else {
            let known: Vec<_> = places.keys().map(String::as_str).collect();
            bail!(
                "{file}: nothing is called `{}` (there are: {})",
                place.trim(),
                known.join(", ")
            );
        };
        filled.push_str(path);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The placeholder name of a static file: `theme.js` -> `theme_js`.
pub(super) fn place_of(file: &str) -> String {
    file.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places::from([("css".to_owned(), "/assets/app.1.css".to_owned())])
    }

    #[test]
    fn places_are_filled() {
        let page = fill("page", "<a href=\"{{css}}\">{{ css }}</a>", &places()).unwrap();
        assert_eq!(page, "<a href=\"/assets/app.1.css\">/assets/app.1.css</a>");
    }

    #[test]
    fn an_unknown_place_is_refused_by_name() {
        let error = fill("page", "{{scc}}", &places()).unwrap_err().to_string();
        assert!(error.contains("`scc`") && error.contains("css"), "{error}");
    }

    #[test]
    fn an_open_place_is_refused() {
        assert!(fill("page", "{{css", &places()).is_err());
    }

    #[test]
    fn static_files_name_their_places() {
        assert_eq!(place_of("theme.js"), "theme_js");
        assert_eq!(place_of("favicon-32.png"), "favicon_32_png");
    }
}
