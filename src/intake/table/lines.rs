//! Rows that are no records of a list, by what their first cells say.

use crate::intake::sheet::SheetRow;

/// A line below a list that is to be signed: what its first cell says, such as `制表人：`.
pub(super) fn signature(row: &SheetRow) -> Option<String> {
    const WORDS: [&str; 22] = [
        "制表人",
        "制表",
        "填表人",
        "填报人",
        "审核人",
        "审核",
        "复核人",
        "复核",
        "负责人",
        "单位负责人",
        "经办人",
        "会计",
        "出纳",
        "理事长",
        "监事长",
        "签字",
        "签名",
        "盖章",
        "制表日期",
        "填表日期",
        "prepared by",
        "signature",
    ];
    let first = row.cells.iter().map(|(_, cell)| cell.text.trim()).find(|text| !text.is_empty())?;
    let (word, _) = first.split_once(['：', ':'])?;
    let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    let known = WORDS.iter().any(|known| known.replace(' ', "") == word.to_lowercase());
    known.then(|| first.to_owned())
}

/// A line of sums: what its first cells say.
pub(super) fn total(row: &SheetRow) -> Option<String> {
    const WORDS: [&str; 9] = ["合计", "总计", "小计", "共计", "累计", "总数", "total", "sum", "subtotal"];
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !"：:".contains(*c)).collect::<String>().to_lowercase()
    };
    let first = row.cells.iter().take(3).find(|(_, cell)| WORDS.contains(&bare(&cell.text).as_str()));
    first.map(|(_, cell)| cell.text.trim().to_owned())
}
