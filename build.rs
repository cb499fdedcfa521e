//! Rebuilds when a shipped scenario is added, so that the embedded library is the folder.
fn main() {
    println!("cargo::rerun-if-changed=scenarios");
}
