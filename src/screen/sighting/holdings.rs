//! Shares.

use crate::unit::{ClassId, Day, Fen};

sightings! {
    /// What is seen in shares.
    HoldingSighting {
        /// Of which class.
        AboveCap { class: ClassId, has: String, most: String } = (
            format!("{class} 最多 {most}"), format!("{most} of {class} at most")
        ) seen (format!("持有 {has}"), format!("{has} held"));
        /// How often within a year.
        SameBuyer { count: usize, last: Day } = ("一年内受让不超过三次", "three passings to one buyer a year at most") seen (
            format!("到 {last} 一年内 {count} 次"), format!("{count} within a year to {last}")
        );
        /// A share.
        RedeemedAboveBook { class: ClassId, price: String, book: String } = (
            format!("退股价不超过每股净资产 {book} 元"), format!("{book} yuan at most, what a share stands for in the books")
        ) seen (format!("{class} 每股 {price} 元"), format!("{price} yuan a share of {class}"));
        /// What somebody bears of a loss, and what his part of it is.
        LossUneven { owner: String, bears: Fen, part: Fen } = (
            "投资损失按各自股金分担", "a loss borne by all capital alike"
        ) seen (
            format!("{owner} 承担 {bears} 元，按股金应为 {part} 元"),
            format!("{owner} bears {bears} yuan, {part} by the capital")
        );
        /// Before and now.
        RedemptionPriceDiffers { class: ClassId, was: String, is: String, other: u64 } = (
            "一年内同类退股价相差不超过一成", "within a tenth of the year's other prices"
        ) seen (
            format!("{class} 由每股 {was} 元变为 {is} 元（另见第 {other} 条）"),
            format!("{was} and {is} yuan a share of {class} (entry {other}, too)")
        );
    }
}
