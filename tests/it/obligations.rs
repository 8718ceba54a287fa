//! What the tester claims of a sheet, and deliberately wrong sheets it must catch.
