//! Builds the program anew when the dashboard's pages were built anew: they are embedded in it.

fn main() {
    println!("cargo:rerun-if-changed=../ui/dashboard/build");
    println!("cargo:rerun-if-changed=migrations");
}
