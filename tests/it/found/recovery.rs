//! What opening may sign after a crash, what time it may say, and how a ledger begins.
