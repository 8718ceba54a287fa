//! Functions over numbers.

use super::Function::*;

super::words! { Function,
    Max, ["较大", "较晚"], "max", "较大(甲，乙，…)，单位相同", "最大的一个", "the largest";
    Min, ["较小", "较早"], "min", "较小(甲，乙，…)，单位相同", "最小的一个", "the smallest";
    Whole, ["满"], "whole", "满(x，s) → 1，单位相同", "x 里有几个整 s", "how many whole s are in x";
    Round, ["四舍五入"], "round", "四舍五入(x，s)，单位相同，x 不小于零", "化成 s 的整数倍，半个进一", "to a multiple of s, half up";
    RoundDown, ["去尾"], "rounddown", "去尾(x，s)，单位相同，x 不小于零", "化成 s 的整数倍，零头舍去", "to a multiple of s, downwards";
    Compound, ["复利"], "compound", "复利(x，p %，n)，n 是整数，不超过 200", "x 每期增加 p %，n 期以后", "x grown by p % n times";
    Convert, ["换算"], "convert", "换算(x，单位)", "换成另一个单位：1 亩 = 2000/3 平方米，1 公顷 = 15 亩，1 公斤 = 2 斤，1 吨 = 1000 公斤，1 年 = 12 月", "in another unit, by a fixed factor";
}
