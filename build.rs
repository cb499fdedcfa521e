//! Rebuilds when a shipped scenario or a file of the page is added, so that what is embedded is the
//! folder.
fn main() {
    println!("cargo::rerun-if-changed=scenarios");
    println!("cargo::rerun-if-changed=web/page");
}
