//! Kinds of mistakes.

use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! codes {
    ($($code:ident $zh:literal $en:literal;)*) => {
        /// A kind of mistake. The letter says what it concerns: P spelling, H header, N names,
        /// U units, J rows and belonging, V missing values, S signs, M money, G purposes, D days,
        /// E examples, L limits.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $en] $code,)* }

        impl Code {
            /// Every kind.
            pub const ALL: &'static [Code] = &[$(Code::$code,)*];

            /// The kind in a few Chinese words.
            pub fn zh(self) -> &'static str {
                match self { $(Code::$code => $zh,)* }
            }

            /// The kind in a few English words.
            pub fn en(self) -> &'static str {
                match self { $(Code::$code => $en,)* }
            }
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Code::$code => stringify!($code),)* })
            }
        }
    };
}

codes! {
    P01 "写法不对" "not the way to write it";
    P02 "引号没有合上" "quotation mark not closed";
    P03 "没有这样的节" "no such section";
    P04 "数写得不对" "malformed number";
    P05 "没有这一天" "no such day";
    P06 "且 和 或 混用" "and mixed with or";
    P07 "不能用的字符" "character not allowed";
    P08 "漏了空格" "missing space";
    P09 "用 / 相除" "/ used to divide";
    H01 "题头缺项" "header line missing";
    H02 "不认识的语义" "unknown semantics";
    H03 "题头重复" "header line repeated";
    N01 "没有这个名称" "unknown name";
    N02 "重名" "declared twice";
    N03 "同名遮住" "hides another name";
    N04 "保留的词" "reserved word";
    N05 "没有用到" "never used";
    N06 "形近的名称" "look-alike names";
    N07 "还没有算到" "used before it is computed";
    U01 "不认识的单位" "unknown unit";
    U02 "两边不是一类" "two kinds compared";
    U03 "的 前面要百分数" "of needs a percentage";
    U04 "百分数相乘" "percentage multiplied";
    U05 "要写条件" "condition needed";
    U06 "要写日期" "date needed";
    U07 "单位不同不能加减" "units cannot be added";
    U08 "百分数没有基数" "percentage without a base";
    U09 "单位不同不能比" "units cannot be compared";
    U10 "函数用得不对" "wrong arguments";
    U11 "不能换算" "no fixed factor";
    U12 "若 的两边不同" "two kinds of result";
    U13 "无则 的两边不同" "two kinds around otherwise";
    U14 "与写明的单位不符" "not the declared unit";
    U15 "不是元" "not yuan";
    U16 "权数单位不同" "weights of different units";
    U17 "超出范围" "out of range";
    J01 "这里有许多行" "many rows here";
    J02 "是上级的" "belongs to the row above";
    J03 "不相属" "unrelated registers";
    J04 "登记的次序" "register declared too late";
    J05 "合计自己" "sum over its own rows";
    J06 "两条路" "two ways up";
    V01 "可能没有" "may be missing";
    V04 "缺一类的值" "category without value";
    V05 "档没有从小到大" "tiers out of order";
    V06 "日期没有从早到晚" "dates out of order";
    V07 "档没有其余" "tiers without a last";
    S01 "可能是负数" "may be negative";
    M01 "不能放钱" "not a place for money";
    M02 "可能不够" "may not suffice";
    M03 "分 不能四舍五入" "share cannot round half up";
    M04 "已经倒空" "already empty";
    M05 "没有倒空" "never emptied";
    M06 "要写多少" "amount needed";
    M07 "池当数用" "pot used as a value";
    M08 "不是收款的" "not a payee";
    M09 "权数写得不对" "weight missing or misplaced";
    M10 "比例不到一百" "percentages not 100";
    M11 "权数可能是零" "weights may be zero";
    M12 "舍入的单位不对" "rounding step not whole fen";
    G01 "没写用途" "purpose missing";
    G02 "没有这个用途" "unknown purpose";
    G03 "用途与收款人不合" "purpose does not fit the payee";
    D02 "逐段要日期列" "pieces need date columns";
    D03 "没写算法" "day count missing";
    E01 "示例写得不对" "example malformed";
    E02 "示例缺数" "example lacks a figure";
    E03 "要求 没有反例" "requirement without bad neighbour";
    E04 "示例的行对不上" "example rows do not fit";
    E05 "没有示例" "no example";
    E06 "期望什么也没验" "expectation proves nothing";
    E07 "拒绝没写哪一句" "refusal without words";
    E08 "示例里写了两次" "said twice in an example";
    L01 "太长" "too long";
    L02 "步骤太多" "too many steps";
    L03 "嵌套太深" "nested too deep";
    L04 "太多" "too many";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
