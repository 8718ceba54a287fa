//! Purposes after 记作: a closed list, all the books need in order to post.

use super::super::tree::Tag::{self, *};

super::words! { Tag,
    LandRent, ["承包地租金"], "land_rent", "", "土地流转的租金", "rent of contracted land";
    HouseRent, ["房租"], "house_rent", "", "房屋的租金", "rent of houses";
    Dividend, ["成员分红"], "dividend", "", "成员的分红", "dividend of members";
    InvestmentReturn, ["投资收益"], "investment_return", "", "出资的收益", "return on capital put in";
    Interest, ["利息"], "interest", "", "利息、违约金", "interest, also for late payment";
    Labour, ["劳务费"], "labour", "", "务工的报酬", "pay for work";
    ServiceFee, ["服务费"], "service_fee", "", "服务费", "service fee";
    CollectiveIncome, ["集体收益"], "collective_income", "", "归集体的收益", "income of the collective";
    Reserve, ["公积金"], "reserve", "", "提取公积金", "to the reserve";
    WelfareFund, ["公益金"], "welfare_fund", "", "提取公益金", "to the welfare fund";
    LossCover, ["弥补亏损"], "loss_cover", "", "弥补亏损", "to cover a loss";
    SetOff, ["抵扣"], "set_off", "", "抵欠款", "set off against a debt";
    Tax, ["扣税"], "tax", "", "代扣的税", "tax withheld";
    Refund, ["退还"], "refund", "", "退回多付的", "given back";
    PatronageReturn, ["返还"], "patronage_return", "", "按交易量返还", "returned by patronage";
    Redemption, ["赎回"], "redemption", "", "赎回股金", "capital paid back";
    Retained, ["留存"], "retained", "", "留在账上", "kept on the books";
    Works, ["工程"], "works", "", "公共工程", "public works";
    Welfare, ["福利"], "welfare", "", "集体给的福利", "welfare that the collective gives";
    PassedOn, ["代发"], "passed_on", "", "代发的补贴", "subsidies passed on";
    Compensation, ["补偿"], "compensation", "", "征地等补偿", "compensation for land and crops";
    Sundry, ["往来"], "sundry", "", "其他往来", "other dealings";
}

impl Tag {
    /// The word in Chinese sheets.
    pub fn zh(self) -> &'static str {
        super::spelled(super::Word::Tag(self), super::Lang::Zh)
    }

    /// The word in English sheets.
    pub fn en(self) -> &'static str {
        super::spelled(super::Word::Tag(self), super::Lang::En)
    }

    /// Every tag, in the order of the language page.
    pub fn all() -> impl Iterator<Item = Tag> {
        WORDS.iter().filter_map(|entry| if let super::Word::Tag(tag) = entry.word { Some(tag) } else { None })
    }
}
