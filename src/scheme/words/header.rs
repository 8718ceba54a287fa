//! Lines of the header.

use super::Header::*;

super::words! { Header,
    Id, ["编号"], "id", "编号 = land-rent", "方案的编号", "id of the scheme";
    Semantics, ["语义"], "semantics", "语义 = 1", "按哪一版语义读", "number of the semantics";
    TitleZh, ["标题"], "title_zh", "标题 = \"…\"", "中文标题", "title in Chinese";
    TitleEn, ["title"], "title", "title = \"…\"", "英文标题", "title in English";
    Basis, ["依据"], "basis", "依据 = \"…\"", "整张单子的依据", "what the sheet rests on";
    Supersedes, ["取代"], "supersedes", "取代 = \"…\"", "取代哪一张", "the sheet it replaces";
    Rounding, ["舍入"], "rounding", "舍入 = 四舍五入 0.01 元", "付 没写舍入时怎么舍入", "rounding of pay where the line has none";
    ReadingDay, ["取值日"], "reading_day", "取值日 = 期初", "分段参数按哪一天取", "day at which dated values are read";
    Units, ["计量"], "units", "计量 = 头，车", "本单自定的单位", "units of the sheet's own";
    MoreNeverLess, ["多者不少"], "more_never_less", "多者不少 = 地块.面积", "这一列多了，户不会少得", "columns of which more never pays less";
    Purpose, ["用途"], "purpose", "用途 = 测算", "做什么用", "what a run is for";
    Estimate, ["测算"], "estimate", "用途 = 测算", "只算只印，不入账", "runs and prints, posts nothing";
}
