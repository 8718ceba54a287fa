//! Words of grammar; none of them can be a name.

use super::Clause::*;

super::words! { Clause,
    Each, ["每个"], "each", "每个 登记：…", "登记里的每一行各做一次", "once for every row";
    Pay, ["付"], "pay", "付 名 = 算式 由 处，给 处 记作 …", "算出多少付多少", "move a computed amount";
    Share, ["分"], "share", "分 名 由 处，给 处 按 权数 …", "按权数分一笔钱", "share a pool by weights";
    Rest, ["余"], "rest", "余 名 由 处，给 处", "剩下的全部", "move what is left";
    Require, ["要求"], "require", "要求 条件 否则 \"…\"", "不成立就不能分", "refuse the run if false";
    Else, ["否则"], "else", "", "不成立时", "if it is false";
    Carry, ["下期"], "carry", "下期 名 = 算式", "下一次分配时是多少", "value at the next run";
    From, ["由"], "from", "", "钱从哪里出", "where money comes from";
    Shortfall, ["不足"], "shortfall", "不足 由 处、不足 减付、不足 停", "不够时怎么办", "what follows a shortage";
    Scaled, ["减付"], "scaled", "", "按比例少付", "pay pro rata";
    Stop, ["停"], "stop", "", "不能分", "refuse the run";
    To, ["给"], "to", "", "付出单子以外", "pay out of the sheet";
    Into, ["入"], "into", "", "放进账户或池", "fill an account or pot";
    By, ["按"], "by", "", "按什么作权数", "the weight";
    Where, ["其中"], "where", "", "只算哪些", "which rows only";
    As, ["记作"], "as", "", "账上怎么记", "purpose for the books";
    Otherwise, ["无则"], "otherwise", "甲 无则 乙", "没有就用后面的", "used if missing";
    Rounded, ["舍入"], "rounded", "舍入 最大余数 0.01 元", "怎么化成整分", "how it becomes whole fen";
    If, ["若"], "if", "若 条件 则 甲 否则 乙", "成立取甲，不成立取乙", "one of two";
    Then, ["则"], "then", "", "成立时", "if it is true";
    And, ["且"], "and", "", "都成立", "all hold";
    Or, ["或"], "or", "", "有一个成立", "any holds";
    Not, ["非"], "not", "", "不成立", "does not hold";
    Of, ["的"], "of", "27 % 的 净收益", "百分之几的基数", "percentage of a base";
    Yes, ["是"], "yes", "", "成立", "true";
    No, ["否"], "no", "", "不成立", "false";
}
