//! Whose money an account holds: every posting passes that rule, typed or free.
