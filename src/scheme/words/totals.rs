//! Functions over rows.

use super::Function::*;

super::words! { Function,
    Sum, ["合计"], "sum", "合计(登记：算式 其中 条件)", "属于本行的各行加起来", "total over the rows that belong to this one";
    Count, ["个数"], "count", "个数(登记 其中 条件) → 1", "属于本行的有几行", "how many rows belong to this one";
    Before, ["此前"], "before", "此前(登记：算式 按 次序)", "次序在前的各行加起来", "total over the rows that come before";
}
