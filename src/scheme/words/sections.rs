//! Sections of a sheet.

use super::Section::*;

super::words! { Section,
    Scheme, ["方案"], "scheme", "", "这张分配单是哪一张", "which sheet this is";
    Parties, ["各方"], "parties", "", "单子以外付钱收钱的各方", "places outside the sheet";
    Accounts, ["账户"], "accounts", "", "两次分配之间留钱的地方", "money kept between runs";
    Carried, ["跨期"], "carried", "", "两次分配之间记住的数", "numbers kept between runs";
    Values, ["参数"], "values", "", "会上定的数", "what the meeting decided";
    Registers, ["登记"], "registers", "", "要读的登记表", "rows the sheet reads";
    Inputs, ["输入"], "inputs", "", "每次分配读一个的数", "one figure per run";
    Steps, ["步骤"], "steps", "", "依次做什么", "what is done, in order";
    Names, ["名称"], "names", "", "名称在另一种文字里怎么写", "labels in the other language";
    Example, ["示例"], "example", "【示例 \"题\"】", "给数，算出来该是多少", "figures in, figures expected";
}
