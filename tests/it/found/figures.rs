//! Sums, periods and days that no register and no report may hold.
