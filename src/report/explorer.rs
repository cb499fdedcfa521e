//! The page in which a reader plays: the module, the shipped scenarios within it, and what a user
//! gave, in one file that needs no network.

use super::ReportError;
use crate::output::folder::replace_file;
use crate::output::refuse_standing;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use include_dir::{Dir, File, include_dir};
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// What the page is made of.
static PAGE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/web/page");
const STYLE: &str = "page.css";
/// The engine for a browser, zipped: made by `web/build.sh`.
static MODULE: &[u8] = include_bytes!("../../web/module/offramp.wasm.gz");

/// A scenario that the page shall offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Its name; that of its file, if it has a text.
    pub name: String,
    /// The whole of it; none: it is a shipped one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The page that offers these scenarios, the first at once, besides those that are shipped.
///
/// # Errors
/// [`ReportError::Page`].
pub fn explorer_page(given: &[Given]) -> Result<String, ReportError> {
    let (style, script) = (style(), script());
    let mut environment = Environment::new();
    // A block that nobody fills is a page that does not start.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page.html", text("page.html"))?;
    let page = environment.get_template("page.html")?.render(context! {
        version => env!("CARGO_PKG_VERSION"),
        policy => policy(&style, &script),
        style => as_is(&style),
        script => as_is(&script),
        worker => as_is(text("worker.js")),
        words => as_is(text("words.json").replace('<', "\\u003c")),
        tours => data(&tours()),
        catalog => data(&catalog()),
        given => data(given),
        module => as_is(STANDARD.encode(MODULE)),
    })?;
    Ok(page)
}

/// Writes the page. Where something stands, it is replaced only by `force`.
///
/// # Errors
/// [`ReportError`].
pub fn write_explorer(given: &[Given], out: &Path, force: bool) -> Result<(), ReportError> {
    refuse_standing(out, force)?;
    let page = explorer_page(given)?;
    Ok(replace_file(out, |file| {
        Ok(file.write_all(page.as_bytes())?)
    })?)
}

/// What a browser lets the page do: run its own script, by its hash, the module, and workers made
/// of the page's own text; show pictures it drew itself; and ask nobody for anything.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; img-src data: blob:; \
         worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// The style of the page, and then those of its parts.
fn style() -> String {
    let parts = files("", ".css").filter(|(name, _)| *name != STYLE);
    parts.fold(text(STYLE).to_owned(), |style, (_, part)| style + part)
}

/// The scripts as one.
fn script() -> String {
    let parts: String = files("script", ".js").map(|(_, text)| text).collect();
    let pictures = include_str!("pictures.js");
    format!("(() => {{\n\"use strict\";\n{pictures}{parts}}})();\n")
}

/// The tours, which the page reads as it reads those of a reader.
fn tours() -> Vec<Given> {
    let tour = |(name, text): (&str, &str)| Given {
        name: name.to_owned(),
        text: Some(text.to_owned()),
    };
    files("tours", ".toml").map(tour).collect()
}

/// Name and text of the files of a folder with that ending, in the order of their names.
fn files(folder: &str, ending: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = match folder {
        "" => Some(&PAGE),
        folder => PAGE.get_dir(folder),
    };
    let named = |file: &'static File<'static>| {
        let name = file.path().file_name()?.to_str()?;
        Some((name, file.contents_utf8()?))
    };
    let mut files: Vec<_> = folder
        .into_iter()
        .flat_map(Dir::files)
        .filter_map(named)
        .filter(|(name, _)| name.ends_with(ending))
        .collect();
    files.sort_unstable();
    files.into_iter()
}

fn text(name: &str) -> &'static str {
    let file = PAGE.get_file(name).and_then(|file| file.contents_utf8());
    file.expect("invariant: the page is whole, which a test holds")
}

/// What the page can offer, so that it need not read every shipped scenario when it is opened.
fn catalog() -> serde_json::Value {
    let catalog = crate::explore::catalog();
    catalog.expect("invariant: shipped scenarios are sound, which a test holds")
}

/// Data for a block that no browser runs: nothing in it can end the block.
fn data<T: Serialize + ?Sized>(data: &T) -> Value {
    let text = serde_json::to_string(data).expect("invariant: texts and tables have a JSON");
    as_is(text.replace('<', "\\u003c"))
}

/// A text that the template puts in as it is.
fn as_is(text: impl Into<String>) -> Value {
    Value::from_safe_string(text.into())
}
