//! Functions over rows.

use super::Function::*;

super::words! { Function,
    Sum, ["合计"], "sum", "合计(登记：算式 其中 条件)", "属于本行的各行加起来", "total over the rows that belong to this one";
    Count, ["个数"], "count", "个数(登记 其中 条件) → 1", "属于本行的有几行", "how many rows belong to this one";
    Highest, ["最大"], "highest", "最大(登记：算式 其中 条件)，一行也没有时没有", "语义 2：属于本行的各行里最大的一个", "semantics 2: the largest over the rows that belong to this one";
    Lowest, ["最小"], "lowest", "最小(登记：算式 其中 条件)，一行也没有时没有", "语义 2：属于本行的各行里最小的一个", "semantics 2: the smallest over the rows that belong to this one";
    Latest, ["末次"], "latest", "末次(登记：算式 按 次序 其中 条件)，一行也没有时没有", "语义 2：次序最后的那一行的", "semantics 2: of the row that comes last";
    LookUp, ["查表"], "lookup", "查表(登记：算式 按 列 = 要找的，列 = 要找的 其中 条件)，没有这样的一行时没有", "语义 2：另一张表里，各列与要找的都相等的那一行的", "semantics 2: of the row of another table whose columns are what is looked for";
    Before, ["此前"], "before", "此前(登记：算式 按 次序)", "次序在前的各行加起来", "total over the rows that come before";
}
