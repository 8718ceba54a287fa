//! What a machine remembers of a ledger, and what it may believe of an index.
