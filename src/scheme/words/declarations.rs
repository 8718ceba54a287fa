//! Words of declarations and examples.

use super::Declare::*;

super::words! { Declare,
    Since, ["自"], "since", "", "从哪一天起", "from which day on";
    Upto, ["至"], "upto", "", "到哪里为止", "up to and with";
    Between, ["限"], "between", "限 甲 至 乙", "只许在这个范围里", "allowed range";
    Basis, ["据"], "basis", "据 \"…\"", "出处", "where it comes from";
    Belongs, ["属"], "belongs", "地块 属 户", "每一行属于哪一行", "each row belongs to one row of";
    Payee, ["收款"], "payee", "户 收款", "可以付钱给它", "its rows may be paid";
    Pieces, ["逐段"], "pieces", "租段 = 逐段 地块 自 起租日 至 止租日", "按周年和改价日切成段", "rows cut at anniversaries and changes";
    First, ["首期"], "first", "", "第一次分配时是多少", "value at the first run";
    Under, ["不满"], "under", "不满 16 年 = 2 股", "小于这个数", "below";
    Others, ["其余"], "others", "其余 = 4 股", "别的都是", "all the rest";
    Source, ["来自"], "source", "来自 报表 \"净收益\"", "从哪里来", "where it comes from";
    Positive, ["必正"], "positive", "", "必须大于零", "above zero";
    Signed, ["可负"], "signed", "", "可以小于零", "may be below zero";
    Optional, ["可缺"], "optional", "", "可以没有", "may be missing";
    Above, ["可超"], "unbounded", "", "百分数可以超过一百", "a percentage may exceed 100";
    Daily, ["逐日"], "daily", "", "每天一个数", "one figure a day";
    Held, ["待分"], "held", "", "已收到、这次要分完的钱", "received, to be shared out by this run";
    Date, ["日期"], "date", "", "一天", "a day";
    YesNo, ["是否"], "yesno", "", "是或否", "yes or no";
    OneOf, ["类"], "oneof", "类(采茶/管护)", "几个词里的一个", "one word of a list";
    Period, ["期"], "period", "期 2025-01-01 至 2025-12-31", "分配的起止日", "the period of the run";
    Given, ["取"], "given", "取 净收益 = 100 元", "示例里给的数", "a figure of the example";
    Expect, ["期望"], "expect", "期望 条件", "算完应当成立", "must hold after the run";
    Refused, ["拒绝"], "refused", "期望 拒绝 \"…\"", "应当不能分", "the run must be refused";
    After, ["接"], "after", "【示例 \"第二次\" 接 \"第一次\"】", "接着哪个示例再分一次", "the payout that follows that of another example";
    Missing, ["缺"], "missing", "", "没有这个数", "no figure";
}
