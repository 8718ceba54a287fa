//! What is destroyed, what is kept, who can read it, and which files may be touched.

mod files;
mod forgotten;
mod personal;
mod screen;
pub(super) mod sealed;
