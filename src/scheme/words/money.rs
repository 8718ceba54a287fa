//! Functions over places that hold money.

use super::Function::*;

super::words! { Function,
    Balance, ["余额"], "balance", "余额(处) → 元", "这一步开始时里面有多少", "what it holds when the step begins";
    Received, ["已收"], "received", "已收(处) → 元", "到这一步为止收了多少", "moved into it so far";
    Spent, ["已付"], "spent", "已付(处) → 元", "到这一步为止付了多少", "moved out of it so far";
    Next, ["下期值"], "next", "下期值(跨期数)，只在示例里用", "下一次分配时是多少", "its value at the next run; in examples";
}
