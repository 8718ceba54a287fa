//! Things and works.

use crate::unit::{AssetId, Day, Fen};

sightings! {
    /// What is seen in things and works.
    AssetSighting {
        /// What it brought, and what it stood for.
        SoldBelowNet { net: Fen, got: Fen } = (
            "售价不低于账面净值的一半", "half of what it stands in the books for at least"
        ) seen (format!("净值 {net} 元，卖得 {got} 元"), format!("{got} yuan for what stood at {net}"));
        /// What it stood for, and what came for it.
        LetGoWithoutResolution { net: Fen, got: Fen } = (
            "净值 1000 元以上的资产报废、赠与有决议", "a resolution where a thing of 1,000 yuan and more is scrapped or given away"
        ) seen (
            format!("净值 {net} 元，收回 {got} 元，没有写决议"), format!("none for {net} yuan in the books, {got} came for it")
        );
        /// To whom.
        SoldToKin { buyer: String, officer: String } = (
            "不卖给干部或其亲属", "a buyer who is no officer, nor kin of one"
        ) seen (format!("卖给 {buyer}，与干部 {officer} 有关"), format!("to {buyer}, who goes with officer {officer}"));
        /// Since a day.
        NotCounted { since: Day, counted: bool } = ("每十二个月盘点一次", "counted once in twelve months") seen (
            if *counted { format!("{since} 以后没有盘点") } else { format!("{since} 入库后没有盘点") },
            if *counted { format!("not since {since}") } else { format!("never since it came on {since}") }
        );
        /// Worn off by a day.
        WornOff { cost: Fen, since: Day } = (
            "提足折旧的大额资产已清理或重估", "a large thing that is worn off is gone, or looked at anew"
        ) seen (
            format!("原值 {cost} 元，{since} 已提足，仍在册"), format!("{cost} yuan, worn off by {since} and still there")
        );
        /// Worth so much.
        NoPlace { cost: Fen } = ("写明存放地点或保管人", "a place or a keeper") seen (
            format!("{cost} 元，都没有写"), format!("neither, of {cost} yuan")
        );
        /// Under whom.
        ShortageTwice { keeper: String, things: String, first: Day } = (
            "同一保管人一年内不再盘亏", "not short again under one keeper within a year"
        ) seen (
            format!("保管人 {keeper}，{first} 已有一次（{things}）"), format!("under {keeper} on {first} already ({things})")
        );
        /// So much, of what.
        CountWithoutResolution { thing: String, amount: Fen } = (
            "盘盈盘亏 1000 元以上有决议", "a resolution for 1,000 yuan and more that a count found or missed"
        ) seen (
            format!("{thing} {amount} 元没有写决议"), format!("none for {amount} yuan of {thing}")
        );
        /// Ordered first, and in all.
        WorksAboveOrder { ordered: Fen, all: Fen } = (
            "追加不超过原订的两成", "a fifth more than was ordered at first at most"
        ) seen (format!("原订 {ordered} 元，现为 {all} 元"), format!("{ordered} yuan ordered, {all} now"));
        /// To whom, and from whom they were ordered.
        WorksPaidToOther { to: String, ordered_of: String, amount: Fen } = (
            format!("工程款付给承包方 {ordered_of}"), format!("paid to {ordered_of}, of whom the works were ordered")
        ) seen (format!("{amount} 元付给或欠 {to}"), format!("{amount} yuan paid or owed to {to}"));
    }
}

/// The things of a list.
pub(in crate::screen) fn named(things: &[AssetId]) -> String {
    things.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
