//! How what is due under a contract stands: how much it is, what came of it, what is open and since when it is
//! late. Nothing of it is typed: it follows from the contract and from what was recorded.

use super::{Books, Contract, DueHow, Dues, Ended, House};
use crate::{
    event::{Due, DueRate, LateTerm, LoanInterest, RateOf, SeriesValue, Worth},
    unit::{AreaM2, AreaMu, ContractId, Day, DueNo, Exact, Fen, Money, PartyId, Period, Rounding, SeriesPeriod},
};

/// Days before an index day whose value stands for it where nothing was published on it.
const INDEX_DAYS: i64 = 30;

/// How a due stands at the end of a day, as known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStands<'a> {
    /// The due.
    pub due: &'a Due,
    /// Who owes it, or is owed it.
    pub party: &'a PartyId,
    /// True where it fell away.
    pub gone: bool,
    /// What is due, abatement and early end counted; absent while it cannot be known.
    pub asked: Option<Fen>,
    /// What of it was let off.
    pub abated: Fen,
    /// Received or paid, claims that it became included.
    pub paid: Fen,
    /// Applied of a deposit.
    pub from_deposit: Fen,
    /// Written off.
    pub written_off: Fen,
    /// What of it stands as a claim.
    pub claimed: Fen,
    /// Interest on what was late, to the end of the day.
    pub late_interest: Fen,
    /// Days since it was due while it is open; 0 before and behind.
    pub days_late: i64,
    /// True where it is open behind its days of grace.
    pub in_arrears: bool,
}

impl DueStands<'_> {
    fn came(&self) -> Fen {
        self.paid.capped_plus(self.from_deposit).capped_plus(self.written_off)
    }

    /// What is open; absent while it cannot be known.
    pub fn open(&self) -> Option<Fen> {
        self.asked.map(|asked| asked.capped_minus(self.came()).max(Fen::ZERO))
    }

    /// What came above it and is owed back: nobody gets back what he never paid, as what was written off.
    pub fn to_give_back(&self) -> Fen {
        let here = self.paid.capped_plus(self.from_deposit);
        self.asked.map_or(Fen::ZERO, |asked| here.capped_minus(asked).max(Fen::ZERO))
    }
}

impl Contract {
    /// The other side on a day: the party that signed, or to whom the contract passed.
    pub fn party_on(&self, day: Day) -> &PartyId {
        self.parties.as_at(day).unwrap_or(&self.signed.party)
    }

    /// Whose a due is, as known on a day: of the other side when it fell due, or of who took it over with the contract.
    pub fn party_of(&self, due: &Due, on: Day) -> &PartyId {
        self.dues.taken_over(&due.no, on).unwrap_or_else(|| self.party_on(due.due))
    }

    /// The other side after everything that was recorded.
    pub fn party(&self) -> &PartyId {
        self.parties.latest().unwrap_or(&self.signed.party)
    }

    /// How every due stands at the end of a day, in order of due day.
    pub fn dues_on<'a>(&'a self, books: &Books, on: Day) -> Vec<DueStands<'a>> {
        let mut all: Vec<_> = self.dues.all().iter().map(|due| self.stands(books, due, on)).collect();
        all.sort_by_key(|stands| stands.due.due);
        all
    }

    /// How a due stands at the end of a day.
    pub fn stands<'a>(&'a self, books: &Books, due: &'a Due, on: Day) -> DueStands<'a> {
        self.stands_if(books, due, on, self.ended.as_ref())
    }

    /// The same as if the contract had ended so.
    pub(super) fn stands_if<'a>(
        &'a self,
        books: &Books,
        due: &'a Due,
        on: Day,
        ended: Option<&Ended>,
    ) -> DueStands<'a> {
        let moved = |how: &dyn Fn(DueHow) -> bool| self.dues.moved(&due.no, on, how);
        let collected = moved(&|how| how == DueHow::Collected);
        let written_off = moved(&|how| how == DueHow::WrittenOff);
        let claimed = moved(&|how| how == DueHow::Claimed).capped_minus(collected).capped_minus(written_off);
        let base = self.base(books, due, on, ended);
        let gone = self.dues.is_gone(due, ended.map(|ended| ended.last_day));
        let mut stands = DueStands {
            due,
            party: self.party_of(due, on),
            gone,
            asked: if gone { Some(Fen::ZERO) } else { base.map(|base| self.asked(due, base, ended)) },
            abated: base.map_or(Fen::ZERO, |base| self.dues.abated(&due.no, base)),
            paid: moved(&|how| how == DueHow::Paid).capped_plus(collected),
            from_deposit: moved(&|how| how == DueHow::Deposit),
            written_off,
            claimed,
            late_interest: Fen::ZERO,
            days_late: 0,
            in_arrears: false,
        };
        let raised = stands.asked.and_then(|asked| self.raised(books, due, asked, ended));
        // where what was agreed on its day is here, the rest is late since it was agreed
        let since = raised.filter(|(first, _)| *first <= stands.came()).map_or(due.due, |(_, since)| since);
        if stands.open().is_some_and(|open| open > Fen::ZERO) && since < on {
            stands.days_late = on.days_since(since);
            let grace = self.signed.late.as_ref().map_or(0, |late| late.grace_days);
            stands.in_arrears = i64::from(grace) < stands.days_late;
        }
        let late = stands.asked.and_then(|asked| self.late_interest(books, due, (asked, raised), on));
        stands.late_interest = late.unwrap_or(Fen::ZERO);
        stands
    }

    /// What a due came to by the terms that were agreed on its day, and when it became more; none where it did not.
    fn raised(&self, books: &Books, due: &Due, asked: Fen, ended: Option<&Ended>) -> Option<(Fen, Day)> {
        let Worth::Rate(rate) = &due.worth else { return None };
        let since = self.dues.agreed_behind(&rate.price, due.due)?;
        let first = self.asked(due, self.rated(books, due, rate, (&self.dues.agreed_by(due.due), ended))?, ended);
        (first < asked).then_some((first, since))
    }

    /// What a due is worth before anything was let off; `None` while a price that it needs is not in force or
    /// not published.
    fn base(&self, books: &Books, due: &Due, on: Day, ended: Option<&Ended>) -> Option<Fen> {
        match &due.worth {
            Worth::Amount(amount) | Worth::Repayment(amount) => Some(amount.fen()),
            Worth::Rate(rate) => self.rated(books, due, rate, (&self.dues, ended)),
            Worth::Interest(interest) => self.interest(due, interest, on),
        }
    }

    /// Quantity × price × times by these terms, half up.
    fn rated(&self, books: &Books, due: &Due, rate: &DueRate, (terms, ended): (&Dues, Option<&Ended>)) -> Option<Fen> {
        let days = ended.and_then(|ended| due.days.ended_by(ended.last_day)).unwrap_or(due.days);
        let price = terms.over(&rate.price, days)?;
        let quantity = self.quantity(books, rate.of, due.days.first_day());
        let followed = self.index(books, due.days.first_day())?;
        let price = &price * &followed;
        (&(&quantity * &price) * &rate.times.exact()).to_fen(Rounding::HalfUp)
    }

    /// What prices are multiplied by on a day: the value of the index day on or before it, or the latest of the 30 days
    /// before where none was published then, over the base; 1 where they follow nothing.
    pub fn index(&self, books: &Books, on: Day) -> Option<Exact> {
        let Some(index) = &self.signed.index else { return Some(Exact::whole(1)) };
        let years = (0..).map_while(|n| index.day.plus_months(12 * n)).take_while(|day| *day <= on);
        let day = years.last()?;
        let series = books.series.get(&index.series)?;
        let column = series.column(index.column.as_str())?;
        let value = |days: i64| {
            let line = series.row(Some(SeriesPeriod::day(day.plus_days(-days)?)), "")?;
            match line.values.get(column)?.as_ref()? {
                SeriesValue::Number(value) => Some(value.clone()),
                SeriesValue::Day(_) | SeriesValue::Truth(_) | SeriesValue::Word(_) => None,
            }
        };
        (0..=INDEX_DAYS).find_map(value)?.over(&index.base.exact())
    }

    fn quantity(&self, books: &Books, of: RateOf, day: Day) -> Exact {
        let own = |under: Option<&ContractId>| under == Some(&self.signed.contract);
        match of {
            RateOf::One => Exact::whole(1),
            RateOf::Area if self.signed.parcels.is_empty() => {
                self.signed.area_mu.map_or_else(Exact::zero, AreaMu::exact)
            }
            RateOf::Area => {
                let parcels = books.registers.parcels.values().filter(|parcel| own(parcel.leased_under(day)));
                parcels
                    .filter_map(|parcel| parcel.area.as_at(day).or(parcel.area.latest()))
                    .map(|(_, mu)| mu.exact())
                    .sum()
            }
            RateOf::Floor => {
                let houses = books.registers.houses.values();
                let own = houses.filter(|house| own(house.let_on(day).map(|(contract, _)| contract)));
                let floor = |house: &House| house.floor_m2.as_at(day).or(house.floor_m2.latest()).copied();
                own.filter_map(floor).map(AreaM2::exact).sum()
            }
        }
    }

    /// Principal × rate × days / days of a year, half up: each of its days at what is open at its end, and at the rate
    /// of that day. A day that is the
    /// first of another due of interest belongs to that one.
    fn interest(&self, due: &Due, interest: &LoanInterest, on: Day) -> Option<Fen> {
        let first = due.days.first_day();
        self.dues.in_force(&interest.rate, first)?;
        let next = |other: &&Due| {
            matches!(other.worth, Worth::Interest(_))
                && other.no != due.no
                && other.days.first_day() == due.days.last_day()
        };
        let shared = first < due.days.last_day() && self.dues.all().iter().any(|other| next(&other));
        let behind = if shared { due.days.last_day() } else { due.days.last_day().plus_days(1)? };
        let mut changes: Vec<Day> = self.dues.changes().filter(|day| first < *day && *day < behind).collect();
        // what is known of days to come is what is agreed
        changes.extend(on.plus_days(1).filter(|day| first < *day && *day < behind));
        changes.extend(self.dues.term_changes(&interest.rate).filter(|day| first < *day && *day < behind));
        changes.extend([first, behind]);
        changes.sort();
        changes.dedup();
        let earned = changes.windows(2).filter_map(|days| match days {
            [from, to] => {
                let rate = self.dues.in_force(&interest.rate, *from)?;
                let yuan_days = &self.principal(*from, on).yuan() * &Exact::whole(to.days_since(*from).into());
                Some(&yuan_days * &rate.value.exact())
            }
            _ => None,
        });
        let year = Exact::new(1, interest.day_count.of_a_year());
        let sum: Exact = earned.sum();
        (&sum * &year).to_fen(Rounding::HalfUp)
    }

    /// Principal at the end of a day as known on another: what was drawn less what was paid back; of days to come, and of
    /// what is due on this very day, what is agreed.
    fn principal(&self, day: Day, on: Day) -> Fen {
        let whole = self.signed.principal.map_or(Fen::ZERO, Money::fen);
        let drawn = self.dues.drawn_by(day.min(on));
        let lent = if on < day && self.dues.drawn_by(on) == Fen::ZERO { whole } else { drawn };
        let paid = |no: &DueNo, by: Day| self.dues.moved(no, by, |how| how == DueHow::Paid);
        let agreed = |due: &Due| due.due <= day && (on < day || (on == day && due.due == on));
        let back = self.dues.repayments().map(|(due, amount)| match agreed(due) {
            true => amount.max(paid(&due.no, on)),
            false => paid(&due.no, day.min(on)),
        });
        lent.capped_minus(Fen::capped_total(back)).max(Fen::ZERO)
    }

    /// What is left of a due after what was let off, and of one in whose days the contract ended: what it was settled
    /// at, else its part by days, half up.
    fn asked(&self, due: &Due, base: Fen, ended: Option<&Ended>) -> Fen {
        let left = base.capped_minus(self.dues.abated(&due.no, base)).max(Fen::ZERO);
        let Some(ended) = ended.filter(|ended| due.days.holds(ended.last_day)) else { return left };
        match ended.settled.get(&due.no) {
            Some(settled) => settled.fen(),
            None => by_days(left, due.days, ended.last_day),
        }
    }

    /// Interest on what is late of a due; on what was added to it behind its day, since that was agreed.
    fn late_interest(
        &self,
        books: &Books,
        due: &Due,
        (asked, raised): (Fen, Option<(Fen, Day)>),
        on: Day,
    ) -> Option<Fen> {
        let late = self.signed.late.as_ref()?;
        let came = self.dues.moves().iter().filter(|m| m.no == due.no && m.how != DueHow::Claimed);
        let mut came: Vec<(Day, Fen)> = came.map(|m| (m.on, m.amount)).collect();
        let Some((first, since)) = raised else { return books.late_interest(late, (due.due, asked), came, on) };
        came.sort_by_key(|(day, _)| *day);
        let (mut left, mut of_first, mut of_rest) = (first, Vec::new(), Vec::new());
        for (day, amount) in came {
            let taken = amount.min(left);
            left = left.capped_minus(taken);
            of_first.push((day, taken));
            of_rest.push((day.max(since), amount.capped_minus(taken)));
        }
        let rest = asked.capped_minus(first);
        let of = |day, all, came| books.late_interest(late, (day, all), came, on);
        Some(of(due.due, first, of_first)?.capped_plus(of(since, rest, of_rest)?))
    }

    /// What is owed on rent of its instalments that is late: the term beside the others, else the rate among them.
    pub fn late_rent(&self) -> Option<LateTerm> {
        let rate = || self.signed.terms.late_rate_per_day;
        let of = |rate_per_day| LateTerm { cap: None, grace_days: 0, rate_per_day };
        self.signed.late.clone().or_else(|| rate().map(of))
    }
}

impl Books {
    /// Each day behind the days of grace at what was open when it began, or at all that was due while any of it was, as
    /// the village chose; half up once.
    pub fn late_interest(
        &self,
        late: &LateTerm,
        (due, asked): (Day, Fen),
        mut came: Vec<(Day, Fen)>,
        on: Day,
    ) -> Option<Fen> {
        // by what was chosen when it fell due
        let whole = self.setting_on("late_base", due) == "whole";
        let base = |open: Fen| if whole && open > Fen::ZERO { asked } else { open };
        let mut from = due.plus_days(i64::from(late.grace_days) + 1)?;
        came.sort_by_key(|(day, _)| *day);
        let (mut open, mut sum) = (asked, Exact::zero());
        for (day, amount) in came.into_iter().filter(|(day, _)| *day <= on) {
            sum = &sum + &yuan_days(base(open), from, day);
            from = from.max(day.plus_days(1)?);
            open = open.capped_minus(amount);
        }
        sum = &sum + &yuan_days(base(open), from, on);
        let interest = (&sum * &late.rate_per_day.exact()).to_fen(Rounding::HalfUp)?;
        let most = late.cap.and_then(|cap| (&asked.yuan() * &cap.exact()).to_fen(Rounding::HalfUp));
        Some(most.map_or(interest, |most| interest.min(most)))
    }
}

/// Yuan that are open, times the days from one to another.
fn yuan_days(open: Fen, first: Day, last: Day) -> Exact {
    match Period::new(first, last) {
        Some(days) if open > Fen::ZERO => &open.yuan() * &Exact::whole(days.days().into()),
        _ => Exact::zero(),
    }
}

/// The part of an amount that falls on its days up to one of them, half up.
fn by_days(amount: Fen, days: Period, last: Day) -> Fen {
    let left = days.ended_by(last).map_or(0, Period::days);
    let part = u64::try_from(days.days()).ok().map(|all| Exact::new(left.into(), all));
    part.and_then(|part| (&amount.yuan() * &part).to_fen(Rounding::HalfUp)).unwrap_or(amount)
}
