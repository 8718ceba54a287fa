//! Contracts.

use crate::unit::{Day, DueNo, Fen, Text};

sightings! {
    /// What is seen in contracts.
    ContractSighting {
        /// Open since its due day; of an instalment nothing came.
        RentOverdue { no: String, due: Day, open: Option<Fen> } = ("到期后 90 天内收到", "received within 90 days") seen (
            open.map_or(format!("第 {no} 期 {due} 到期"), |open| format!("第 {no} 期 {due} 到期，欠 {open} 元")),
            open.map_or(format!("no. {no} was due on {due}"), |open| {
                format!("no. {no} was due on {due}, {open} yuan open")
            })
        );
        /// Let off.
        LetOffWithoutResolution { no: DueNo } = ("减免有决议", "a resolution for what is let off") seen (
            format!("第 {no} 期没有写决议"), format!("none for no. {no}")
        );
        /// From one value to another.
        PriceJump { name: Text, was: String, is: String, from: Day } = (
            "变动不超过两成", "a change of a fifth at most"
        ) seen (
            format!("{name} 自 {from} 由 {was} 变为 {is}"), format!("{name} from {was} to {is} since {from}")
        );
        /// Less than 70 % of what is in the middle of others.
        CheapLease { price: String, middle: String } = (
            format!("同类租价中位数 {middle} 元/亩/年的七成以上"),
            format!("at least 70 % of {middle} yuan/mu/year, the middle of its like")
        ) seen (format!("{price} 元/亩/年"), format!("{price} yuan/mu/year"));
        /// Received for days that begin on this one.
        EarlyRent { no: String, received: Day, first_day: Day } = ("最多提前一年收租", "rent at most a year ahead") seen (
            format!("第 {no} 期 {received} 收到，{first_day} 才起租"),
            format!("no. {no} came on {received} for days from {first_day}")
        );
        /// Held, and the contract ended.
        DepositLeft { amount: Fen, ended: Day } = (
            "到期后 90 天内退还或抵扣", "returned or applied within 90 days of the end"
        ) seen (format!("{ended} 终止，仍押 {amount} 元"), format!("{amount} yuan still held, ended on {ended}"));
        /// Fell due on a day, and so much of it is open and no claim.
        DueNotClaimed { no: DueNo, due: Day, open: Fen } = (
            "到期日转为应收（income_at_due）", "a claim from its due day on (income_at_due)"
        ) seen (
            format!("第 {no} 期 {due} 到期，{open} 元未转应收"), format!("{open} yuan of no. {no}, due on {due}, are none")
        );
        /// Earned by the end of a year that is closed, and not taken as income.
        AdvanceUnreleased { year: u32, amount: Fen } = (
            "预收的钱在挣得的年度转为收入（income.released）", "income of the year that earned it (income.released)"
        ) seen (
            format!("{year} 年已结账，预收的 {amount} 元还没有转"), format!("{amount} yuan of {year}, which is closed, still wait")
        );
        /// Lent.
        LoanGiven { amount: Fen } = ("集体资金不出借", "no money lent") seen (
            format!("出借 {amount} 元"), format!("{amount} yuan lent")
        );
        /// Who it is, and whose kin.
        PartyIsKin { party: String, officer: String } = (
            "对方不是干部或其亲属", "another side that is no officer, nor kin of one"
        ) seen (
            format!("{party} 与干部 {officer} 有关"), format!("{party} goes with officer {officer}")
        );
        /// The days apart.
        SignedLate { signed: Day, first_day: Day } = (
            "起始日后 31 天内签订", "signed within 31 days of its first day"
        ) seen (format!("{first_day} 起始，{signed} 才签"), format!("from {first_day}, signed on {signed}"));
        /// From one day to another; or of so much land that was let anew.
        LeaseUntendered { was: Day, is: Day, mu: Option<String> } = (
            if mu.is_some() { "村集体土地 30 亩以上租三年以上有决议或公开竞价" } else { "延长一年以上有决议，公开竞价" },
            if mu.is_some() { "a resolution or a tender for 30 mu of a village's own and more, for more than three years" }
            else { "a resolution and a tender for more than a year more" }
        ) seen (
            mu.as_ref().map_or(format!("由 {was} 延到 {is}，没有写决议"), |mu| {
                format!("{mu} 亩自 {was} 租到 {is}，都没有写")
            }),
            mu.as_ref().map_or(format!("from {was} to {is}, no resolution named"), |mu| {
                format!("{mu} mu from {was} to {is}, neither named")
            })
        );
        /// Days of which nothing speaks.
        LeaseWithoutRent { own: bool, from: Day, until: Day } = (
            if *own { "集体土地、房屋的租约有租金、决议或公开竞价" } else { "农户土地的租期都有租金约定，到期后一年内应付" },
            if *own { "rent, a resolution or a tender where the collective's land or houses are let" }
            else { "rent agreed for all days of a lease of households' land, due within a year behind them" }
        ) seen (
            format!("{from} 至 {until} 没有约定，也没有收到"), format!("none agreed for {from} to {until}, and none came")
        );
        /// So much.
        PenaltyWithoutResolution { amount: Fen } = (
            "本社承担 10000 元以上违约金有决议", "a resolution for a penalty of ours of 10,000 yuan and more"
        ) seen (format!("{amount} 元没有写决议"), format!("none for {amount} yuan"));
        /// Since its last day.
        ExpiredSilently { last_day: Day, came: Fen } = (
            "到期后登记终止、续签或另租", "an end, an extension or another contract behind the last day"
        ) seen (
            format!("{last_day} 到期，此后仍收 {came} 元"), format!("over on {last_day}, and {came} yuan came since")
        );
        /// Owed and received.
        InterestWaived { owed: Fen, came: Fen } = (
            "迟交的违约金收取，或由决议减免", "interest on what was late, or a resolution that lets it off"
        ) seen (format!("应收 {owed} 元，收到 {came} 元"), format!("{owed} yuan owed, {came} received"));
        /// Owed and received: for an instalment of households' rent, or for all dues.
        InterestAbove { no: Option<String>, owed: Fen, came: Fen } = (
            "违约金按合同计算", "interest on what was late as the contract has it"
        ) seen (
            no.as_ref().map_or(format!("应收 {owed} 元，收到 {came} 元"), |no| {
                format!("第 {no} 期应收 {owed} 元，收到 {came} 元")
            }),
            no.as_ref().map_or(format!("{owed} yuan owed, {came} received"), |no| {
                format!("{owed} yuan owed for no. {no}, {came} received")
            })
        );
        /// A mu and year.
        TokenRent { price: String } = ("租价每亩每年 10 元以上", "10 yuan a mu and year at least") seen (
            format!("{price} 元/亩/年"), format!("{price} yuan/mu/year")
        );
        /// From day to day.
        LongTerm { houses: bool, first_day: Day, last_day: Day } = (
            if *houses { "房屋租期不超过二十年（民法典第七百零五条）" } else { "期限不超过三十年" },
            if *houses { "twenty years of houses at most (civil code, article 705)" } else { "thirty years at most" }
        ) seen (
            format!("{first_day} 至 {last_day}"), format!("{first_day} to {last_day}")
        );
    }
}
