//! What is destroyed, what is kept, who can read it, and which files may be touched.

mod files;
mod forgotten;
mod personal;
pub(super) mod sealed;
mod screen;
