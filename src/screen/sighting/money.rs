//! Money.

use crate::{
    statement::{Labels, purpose_word},
    unit::{Day, Fen, Lang, Money},
};

sightings! {
    /// What is seen in money.
    MoneySighting {
        /// Paid to a party, or for something, on a day, and on an earlier one by another entry.
        PaidTwice { party: String, amount: Fen, day: Day, before: Day, other: u64 } = ("一笔只付一次", "one payment") seen (
            if before == day { format!("{day} 两次付给 {party} {amount} 元（另见第 {other} 条）") }
            else { format!("{before}（第 {other} 条）和 {day} 都付给 {party} {amount} 元") },
            if before == day { format!("{amount} yuan to {party} twice on {day} (entry {other}, too)") }
            else { format!("{amount} yuan to {party} on {before} (entry {other}) and on {day}") }
        );
        /// What the register has, and what stands.
        CardAndBooksDiffer { register: Fen, books: Fen } = (
            format!("账上与登记一致：{register}"), format!("{register} in the books, as in the register")
        ) seen (format!("账上 {books}"), format!("{books} in the books"));
        /// From one limit to another, from a day on; and the most that stood there before.
        OverdraftRaised { was: Money, is: Money, from: Day, most: Fen } = (
            format!("透支额度不超过户内曾有的余额 {most}"), format!("a limit of at most what stood there once, {most}")
        ) seen (
            format!("自 {from} 由 {was} 提到 {is} 元"), format!("from {was} to {is} yuan since {from}")
        );
        /// Handed out and not accounted for since a day.
        AdvanceOverdue { amount: Fen, since: Day, back: Option<(Day, usize)> } = (
            "90 天内报销或交回", "settled or given back within 90 days"
        ) seen (
            match back {
                None => format!("{amount} 元自 {since} 未结"),
                Some((day, times)) => format!("{amount} 元自 {since} 到 {day} 才结（这样 {times} 次）"),
            },
            match back {
                None => format!("{amount} yuan open since {since}"),
                Some((day, times)) => format!("{amount} yuan from {since} to {day} (times so: {times})"),
            }
        );
        /// Owed since a day.
        PayableOpenLong { purpose: String, amount: Fen, since: Day } = ("一年内付清", "paid within a year") seen (
            format!("{purpose} {amount} 元自 {since} 未付"), format!("{} {amount} yuan owed since {since}", english(purpose))
        );
        /// In whose name it is.
        PersonalOwner { owner: String } = (
            "集体账户开在本社名下", "an account of the collective in its own name"
        ) seen (format!("户主是 {owner}"), format!("its owner is {owner}"));
        /// Whose account it is, too.
        AccountOfHousehold { household: String } = (
            "集体账户与农户账户不同号", "another number than any household's"
        ) seen (format!("与 {household} 的账户同号"), format!("the number of {household}'s account"));
        /// In all, within a year of the last of these entries.
        OfficerPaid { amount: Fen, count: usize, last: u64 } = (
            "干部及其亲属在合同、分配、预借之外一年不超过 1000 元",
            "1,000 yuan a year at most outside of contracts, sheets and advances"
        ) seen (
            format!("一年内 {count} 笔共 {amount} 元（最后见第 {last} 条）"),
            format!("{amount} yuan in {count} payments within a year (entry {last} is the last)")
        );
        /// To so many within a week, as much to each; or in all to many on a day.
        SharedPrivately { each: bool, amount: Fen, to: String, first: Day, last: Day } = (
            "发给个人的钱走分配单或工资单", "money to persons by a sheet"
        ) seen (
            if *each { format!("{first} 至 {last} 各付 {amount} 元：{to}") }
            else { format!("{first} 共付 {amount} 元：{to} 户") },
            if *each { format!("{amount} yuan each, {first} to {last}: {to}") }
            else { format!("{amount} yuan in all on {first}: {to} households") }
        );
        /// In all, within a year of the last of these entries.
        PayeeUnnamed { amount: Fen, count: usize, last: u64 } = (
            "一年内 5000 元以上的付款写明收款人，合计不超过 50000 元（工资 200000 元）",
            "a payee, a contract, an order or an invoice of what is 5,000 yuan and more, of 50,000 a year (wages 200,000)"
        ) seen (
            format!("一年内 {count} 笔共 {amount} 元没有写付给谁（最后见第 {last} 条）"),
            format!("{amount} yuan in {count} payments within a year to nobody who is named (entry {last} is the last)")
        );
        /// Of one voucher.
        ResultByVoucher { income: Fen, given_up: Fen, borrowed: Fen } = (
            "收入、核销、借款由收付款、应收应付、合同产生，有决议",
            "income, what is given up and loans come of receipts, claims, contracts and resolutions"
        ) seen (
            format!("凭单记收入 {income} 元，核销应收 {given_up} 元，借入 {borrowed} 元"),
            format!("by voucher: income {income}, claims given up {given_up}, borrowed {borrowed} yuan")
        );
        /// Since a day.
        HeldBack { amount: Fen, since: Day } = (
            "归农户的钱一年内分完、付清", "money of households shared and paid within a year"
        ) seen (
            format!("{since} 以来有 {amount} 元没有分或没有付"), format!("{amount} yuan wait, the first of it since {since}")
        );
        /// How many others have one.
        BankWithoutNumber { with: usize } = (
            format!("登记了账号（{with} 个集体账户登记了）"), format!("a number in the register, as {with} of the collective's accounts have")
        ) seen ("没有登记账号", "none is recorded");
        /// Who is said to owe it.
        IncomeUnfounded { from: String, amount: Fen } = (
            "收入有合同、投资或发票", "income of a contract or an investment"
        ) seen (
            format!("记 {from} 应付 {amount} 元，与其没有合同，也没有投资"),
            format!("{amount} yuan owed by {from}, with whom there is neither")
        );
        /// Who owed it, how much of it yet, and when it was paid on.
        PaidBeforeReceived { from: String, open: Fen, paid: Day } = (
            "对方付来以后再发给农户", "households are paid when it has come"
        ) seen (
            format!("{paid} 已发，{from} 还欠 {open} 元"), format!("paid on {paid}, when {from} owed {open} yuan of it yet")
        );
        /// Owed to us since a day.
        ClaimOpenLong { purpose: String, amount: Fen, since: Day } = ("应收款一年内收回", "paid to us within a year") seen (
            format!("{purpose} {amount} 元自 {since} 未收"), format!("{} {amount} yuan owed to us since {since}", english(purpose))
        );
        /// To whom.
        LentByVoucher { holder: String, amount: Fen } = (
            "应收款由合同、收付款产生", "what is owed to us comes of a contract or a payment"
        ) seen (
            format!("凭单付出 {amount} 元，挂在 {holder} 名下"), format!("{amount} yuan paid out by voucher, owed by {holder}")
        );
        /// In all, within a year.
        NeverUnderContract { amount: Fen, count: usize } = (
            "一年超过 50000 元的往来有合同、订单或发票",
            "a contract, an order or invoices behind more than 50,000 yuan a year"
        ) seen (
            format!("一年内 {count} 笔共 {amount} 元，都没有"), format!("{amount} yuan in {count} payments within a year, none of them")
        );
        /// In all, within a year.
        AdvanceWithoutInvoice { amount: Fen, count: usize } = (
            "干部预借款凭发票报销，一年无票不超过 2000 元",
            "an officer's advance settled with invoices, 2,000 yuan a year at most without"
        ) seen (
            format!("一年内 {count} 笔共 {amount} 元没有发票"), format!("{amount} yuan in {count} settlements within a year, no invoice")
        );
        /// From a tenant of households' land.
        RentAsIncome { party: String, part: String, amount: Fen } = (
            "承租农户土地的一方付的租金归农户", "what who rents households' land pays is theirs"
        ) seen (
            format!("{party} 付 {amount} 元，记作集体的 {part}"), format!("{amount} yuan of {party} taken as {part}, the collective's")
        );
        /// Drawn on so long after its day.
        OldInvoice { number: String, day: Day, on: Day } = ("发票 180 天内入账", "drawn on within 180 days") seen (
            format!("{number} 号发票 {day} 开，{on} 才入账"), format!("invoice {number} of {day}, drawn on on {on}")
        );
        /// Recorded before its day.
        InvoiceAhead { number: String, day: Day, recorded: Day } = (
            "发票日不晚于登记日", "an invoice that was written already"
        ) seen (
            format!("{number} 号发票日 {day}，{recorded} 就已登记"), format!("invoice {number} of {day}, recorded on {recorded}")
        );
        /// From one rate to another.
        VatRateDiffers { number: String, was: String, is: String } = (
            "同一销售方税率不变", "the seller's last rate"
        ) seen (
            format!("{number} 号发票税率 {is}，上一张 {was}"), format!("{is} on invoice {number}, {was} on the one before")
        );
        /// Whose.
        InvoiceOfOfficer { number: String, seller: String } = (
            "不由干部或其亲属开票", "a seller who is no officer, nor kin of one"
        ) seen (format!("{number} 号发票由 {seller} 开"), format!("invoice {number} of {seller}"));
        /// Whose.
        SellerUnknown { number: String, seller: String } = ("销售方在册", "a seller in the register") seen (
            format!("{number} 号发票的 {seller} 不在册"), format!("{seller} of invoice {number} is not")
        );
        /// So many days.
        RecordedLate { kind: String, on: Day, recorded: Day, usual: i64 } = (
            format!("{usual} 天内登记"), format!("recorded within {usual} days")
        ) seen (
            format!("{kind} 发生日 {on}，{recorded} 才登记"), format!("{kind} of {on}, recorded on {recorded}")
        );
        /// So long after.
        ReversedLate { corrects: u64, on: Day, reversed: Day } = (
            "收付款的差错八个月内更正", "money put right within eight months"
        ) seen (
            format!("{on} 的第 {corrects} 条到 {reversed} 才冲正"), format!("entry {corrects} of {on}, reversed on {reversed}")
        );
    }
}

/// A purpose that the chart or a sheet names, in English; what somebody wrote himself stays.
fn english(purpose: &str) -> String {
    purpose_word(purpose, Labels::of(Lang::En))
}
