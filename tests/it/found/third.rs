//! What an attacker's third look at the record proved wrong, who had the program and its format page.

mod memory;
mod opening;
mod statement;
