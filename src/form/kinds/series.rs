//! Series: numbers from outside that sheets and contracts read.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{CONTRACT, saying},
    needed, optional, w,
};

const PER: &[Choice] = &[
    choice("day", "each day", "每天"),
    choice("month", "each month", "每月"),
    choice("quarter", "each quarter", "每季"),
    choice("year", "each year", "每年"),
    choice("once", "once, without a period", "一次，不分期间"),
];

const KEYS: &[Choice] = &[
    choice("household", "a row for each household", "每户一行"),
    choice("person", "a row for each person", "每人一行"),
    choice("parcel", "a row for each parcel", "每个地块一行"),
    choice("house", "a row for each house", "每处房屋一行"),
    choice("asset", "a row for each asset", "每项资产一行"),
    choice("contract", "a row for each contract", "每份合同一行"),
    choice("village", "a row for each village of a union", "联合社每个成员村一行"),
    choice("row", "rows with keys of their own", "自编键的行"),
];

const COLUMNS: &[Member] = &[
    needed("name", Shape::Text, w("Name", "名称"), w("What it is called: price, yield.", "列的名称，如 价格、亩产。")),
    needed(
        "unit",
        Shape::Text,
        w("Unit", "单位"),
        w(
            "As a payout sheet writes it: yuan/kg, jin/mu, 1 for a plain number; day for a day, yes_no, word for one of a list.",
            "按分配单的写法：元/公斤、斤/亩，纯数写 1；日期列写“日期”，是否列写“是否”，词写“类”。",
        ),
    ),
    optional(
        "may_be_negative",
        Shape::Truth,
        w("May be below zero", "可负"),
        w("true where figures may be below zero.", "允许负数的写 true。"),
    ),
    optional(
        "may_be_missing",
        Shape::Truth,
        w("May be missing", "可缺"),
        w("true where a row may have nothing here; it is written -.", "允许没有的写 true，没有时记“-”。"),
    ),
    optional(
        "words",
        Shape::Texts,
        w("Words", "词"),
        w("Of a column of words: all of them, with commas between.", "单位是“类”的列：全部的词，用逗号隔开。"),
    ),
];

pub(super) const SET: Description = Description {
    kind: "series.set",
    group: Subject::Series,
    label: w("Series", "数据表"),
    help: w(
        "A table of numbers from outside is set up before its values are recorded: grain prices, yields of parcels, turnover of households, an operator's profit.",
        "先设立数据表，再记数据：粮价、地块亩产、各户交易额、经营方利润等账本以外来的数。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "series",
            Shape::NewCode(CodeOf::Series),
            w("Series", "数据表编号"),
            w("Small letters, digits and _: wheat, yield.", "小写英文字母、数字和下划线，如 wheat、yield。"),
        ),
        needed(
            "per",
            Shape::Word(PER),
            w("How often", "多久一次"),
            w(
                "Each value is for a day, a month, a quarter, a year, or for good.",
                "每个数属于哪一天、月、季、年，或不分期间。",
            ),
        ),
        optional(
            "key",
            Shape::Word(KEYS),
            w("Rows", "行"),
            w(
                "What rows are keyed by; left out where a period has one value.",
                "各行按什么区分；一期只有一个数的不填。",
            ),
        ),
        optional(
            "parents",
            Shape::Texts,
            w("Rows belong to", "行属于"),
            w(
                "Only of rows with keys of their own: household, person, parcel, house, asset, contract, village, or series.CODE.",
                "只有自编键的行才填：household（户）、person（人）、parcel（地块）、house、asset、contract、village 或 series.编号。",
            ),
        ),
        needed("columns", Shape::List(COLUMNS), w("Columns", "列"), w("At least one.", "至少一列。")),
        needed(
            "published_by",
            Shape::Text,
            w("Published by", "发布者"),
            w(
                "Who publishes the numbers: an office, a market, the village itself.",
                "谁发布这些数：部门、市场或本社。",
            ),
        ),
    ],
};

const ROWS: &[Member] = &[
    optional(
        "key",
        Shape::Text,
        w("Key", "键"),
        w(
            "Which household, parcel, … the row is for; left out where a period has one row.",
            "这一行是哪户、哪个地块等；一期只有一行的不填。",
        ),
    ),
    optional(
        "parents",
        Shape::Texts,
        w("Belongs to", "属于"),
        w("In the order of the series' parents.", "按数据表所属的顺序写。"),
    ),
    needed(
        "values",
        Shape::Texts,
        w("Values", "值"),
        w(
            "One for each column, in their order; - where nothing is, yes or no where that is asked.",
            "每列一个，按列的顺序；没有写“-”，是否列写 是 或 否。",
        ),
    ),
];

pub(super) const RECORDED: Description = Description {
    kind: "series.recorded",
    group: Subject::Series,
    label: w("Values recorded", "记数据"),
    help: w(
        "Values of a series as they were published. Each is recorded once; another value is a correction.",
        "按发布的原样记下数据表的值。每个值只记一次，另一个值要用更正。",
    ),
    law: w("", ""),
    members: &[
        needed("series", Shape::Code(CodeOf::Series), w("Series", "数据表"), w("Which series.", "哪一张数据表。")),
        optional(
            "period",
            Shape::Text,
            w("For", "所属期间"),
            w(
                "2024-05-10, 2024-05, 2024-Q2 or 2024, as the series is set; left out where it has no periods.",
                "按数据表的设定写 2024-05-10、2024-05、2024-Q2 或 2024；不分期间的不填。",
            ),
        ),
        needed("rows", Shape::List(ROWS), w("Rows", "行"), w("At least one.", "至少一行。")),
        needed(
            "source",
            Shape::Text,
            w("Where it stands", "出处"),
            w("The publication or paper that says it.", "发布的文件、公告或凭据。"),
        ),
        saying(
            CONTRACT,
            w("The contract that is settled by it, where it is one's alone.", "只用于某一份合同的，写合同编号。"),
        ),
    ],
};
