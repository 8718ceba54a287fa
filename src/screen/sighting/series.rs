//! Figures from outside.

use crate::unit::{Day, Fen, PayoutId, Text};

sightings! {
    /// What is seen in figures from outside.
    SeriesSighting {
        /// From one value to another.
        PriceSeriesJump { column: Text, was: String, is: String, period: String } = (
            "与上次相差不超过三成", "within 30 % of the last"
        ) seen (
            format!("{period} {column} 由 {was} 变为 {is}"), format!("{column} from {was} to {is} in {period}")
        );
        /// For a day, recorded on another.
        FutureValue { period: String, recorded: Day } = ("只登记已公布的", "figures that are there already") seen (
            format!("{recorded} 登记了 {period} 的"), format!("those of {period}, recorded on {recorded}")
        );
        /// What stands there.
        SourceMissing { source: String, period: String } = ("写明公布处或单据", "where it was published, or a paper") seen (
            format!("{period} 只写“{source}”"), format!("\"{source}\" for {period}")
        );
        /// Recorded on a day, read on another.
        ValueJustBefore { period: String, recorded: Day, payout: PayoutId, put_right: bool } = (
            "分配所用的数至少早三天登记", "three days between a late figure and the payout that reads it"
        ) seen (
            if *put_right { format!("{period} 的 {recorded} 改过，{payout} 随即用它") }
            else { format!("{period} 的 {recorded} 才补登，{payout} 随即用它") },
            if *put_right { format!("that of {period} was put right on {recorded}, and {payout} reads it") }
            else { format!("that of {period} came on {recorded}, and {payout} reads it") }
        );
        /// Both totals.
        HouseholdTotalDiffers { period: String, households: Fen, invoiced: Fen } = (
            "各户合计与发票相符", "what households have in all is what was invoiced"
        ) seen (
            format!("{period} 各户合计 {households} 元，发票 {invoiced} 元"),
            format!("{households} yuan of households in {period}, {invoiced} invoiced")
        );
    }
}
