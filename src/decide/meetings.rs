//! Meetings: called in time, held by enough, and what they decide by enough of all.

use super::{
    Refusal,
    refusal::{AttendanceRule, HouseholdRule, MeetingRule, ResolutionRule, VoteShare, ensure},
};
use crate::{
    books::{Books, Meeting},
    event::{ItemDecided, MeetingCalled, MeetingHeld, NoticeShown, ResolutionAnnulled},
    policy::{DecidingBody, NoticeSort, Policy},
    unit::{Day, Text},
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

/// The part of members that the assembly of a policy consists of.
const MEMBERS: &str = "capable members";

fn policy<'a>(books: &'a Books, subject: &Text) -> Result<&'a Policy, Refusal> {
    let policy = books.governance().policy(books.size());
    policy.map(|policy| &**policy).ok_or_else(|| MeetingRule::NoPolicy { subject: subject.clone() }.into())
}

fn meeting<'a>(books: &'a Books, number: &Text) -> Result<&'a Meeting, Refusal> {
    let meeting = books.governance().meetings().called().get(number.as_str());
    meeting.ok_or_else(|| MeetingRule::NotThere { number: number.clone() }.into())
}

fn body<'a>(policy: &'a Policy, meeting: &MeetingCalled) -> Result<&'a DecidingBody, Refusal> {
    let body = policy.bodies.get(meeting.body.as_str());
    body.ok_or_else(|| MeetingRule::NoBody { meeting: meeting.meeting.clone(), body: meeting.body.clone() }.into())
}

/// A body and subjects that the policy has, under a number of its own.
pub(super) fn called(books: &Books, m: &MeetingCalled) -> Checked {
    let policy = policy(books, &m.meeting)?;
    let taken = books.governance().meetings().called().contains_key(m.meeting.as_str());
    ensure(!taken, || MeetingRule::Taken { number: m.meeting.clone() })?;
    body(policy, m)?;
    let numbers = || m.items.iter().map(|item| item.item);
    let counted = numbers().eq((1..).take(m.items.len())) && !m.items.is_empty();
    ensure(counted, || MeetingRule::Uncounted { meeting: m.meeting.clone(), found: numbers().count() })?;
    for item in &m.items {
        ensure(policy.subjects.contains_key(item.subject.as_str()), || MeetingRule::NoSubject {
            meeting: m.meeting.clone(),
            subject: item.subject.clone(),
        })?;
    }
    Ok(())
}

/// Held on its day or later, called long enough before, by enough of all who are entitled.
pub(super) fn held(books: &Books, m: &MeetingHeld, recorded: Day) -> Checked {
    let policy = policy(books, &m.meeting)?;
    let meeting = meeting(books, &m.meeting)?;
    let number = || m.meeting.clone();
    ensure(meeting.held.is_none(), || MeetingRule::HeldTwice { meeting: number() })?;
    let day = meeting.called.day;
    ensure(recorded >= day, || MeetingRule::NotYet { meeting: number(), day, found: recorded })?;
    let found = day.days_since(meeting.recorded);
    let days = policy.days.call;
    ensure(found >= i64::from(days), || MeetingRule::CalledLate { meeting: number(), days, found })?;
    let body = body(policy, &meeting.called)?;
    if let Some(register) = entitled(books, body, recorded) {
        let same = register == u64::from(m.entitled);
        ensure(same, || AttendanceRule::OtherEntitled { meeting: number(), register, said: m.entitled })?;
    }
    if let Some(least) = body.least {
        let found = m.entitled;
        ensure(found >= least, || AttendanceRule::BodyTooSmall { meeting: number(), least, found })?;
    }
    attended(books, m, body)?;
    let quorum = body.quorum_of(u64::from(m.entitled)).map_or(0, |votes| votes.least);
    let enough = u64::from(m.present) >= quorum && m.present <= m.entitled;
    ensure(enough, || AttendanceRule::NotQuorate { meeting: number(), least: quorum, found: m.present })
}

/// How many are entitled by the registers; `None` where these do not say it.
fn entitled(books: &Books, body: &DecidingBody, recorded: Day) -> Option<u64> {
    if body.of == MEMBERS {
        return None;
    }
    let offices = body.offices()?;
    let sitting = books.governance().sitting(books.size(), recorded);
    let persons = sitting.filter(|term| offices.contains(&term.office)).map(|term| term.person.as_str());
    let persons: BTreeSet<&str> = persons.collect();
    // where nobody took such an office by an entry, the registers do not say
    u64::try_from(persons.len()).ok().filter(|count| *count > 0)
}

/// Those on the list are households here, nobody speaks for somebody of another one, and the list adds up.
fn attended(books: &Books, m: &MeetingHeld, body: &DecidingBody) -> Checked {
    let mut seen = BTreeSet::new();
    for there in &m.attendance {
        let household = || there.household.clone();
        let known = books.registers().households().contains_key(&there.household);
        ensure(known, || HouseholdRule::Unknown { household: household() })?;
        ensure(seen.insert(&there.household), || AttendanceRule::ListedTwice { household: household() })?;
        ensure(there.proxy == 0 || body.of == MEMBERS, || AttendanceRule::NoProxies {
            meeting: m.meeting.clone(),
            household: household(),
        })?;
        let housemate = there.in_person > 0 || there.online > 0;
        ensure(there.proxy == 0 || housemate, || AttendanceRule::NoHousemate { household: household() })?;
    }
    if m.attendance.is_empty() {
        return Ok(());
    }
    let each = |there: &crate::event::Attending| {
        [there.in_person, there.online, there.proxy].into_iter().map(u64::from).sum::<u64>()
    };
    let is = m.attendance.iter().map(each).sum::<u64>();
    let said = u64::from(m.present);
    ensure(is == said, || AttendanceRule::DoNotAddUp { subject: m.meeting.clone(), is, said })
}

/// An item of the call, by a body that decides such things, with enough votes of all who are entitled.
pub(super) fn decided(books: &Books, d: &ItemDecided) -> Checked {
    let policy = policy(books, &d.resolution)?;
    let taken = books.governance().meetings().decided().contains_key(d.resolution.as_str());
    ensure(!taken, || MeetingRule::Taken { number: d.resolution.clone() })?;
    let meeting = meeting(books, &d.meeting)?;
    let held = meeting.held.as_ref().ok_or_else(|| MeetingRule::NotHeld { meeting: d.meeting.clone() })?;
    let item = meeting.called.items.iter().find(|item| item.item == d.item);
    let item = item.ok_or_else(|| MeetingRule::NotCalled { meeting: d.meeting.clone(), item: d.item })?;
    let body = body(policy, &meeting.called)?;
    let (name, subject) = (meeting.called.body.as_str(), item.subject.as_str());
    let known = policy.subjects.get(subject);
    let known =
        known.ok_or_else(|| MeetingRule::NoSubject { meeting: d.meeting.clone(), subject: item.subject.clone() })?;
    let may = known.bodies.contains(name) && !body.never.contains(subject);
    ensure(may, || MeetingRule::MayNotDecide { body: meeting.called.body.clone(), subject: subject.to_owned() })?;
    let is = [d.yes, d.no, d.abstain].into_iter().map(u64::from).sum::<u64>();
    let said = u64::from(held.present);
    ensure(is == said, || AttendanceRule::DoNotAddUp { subject: d.resolution.clone(), is, said })?;
    if let Some(votes) = body.yes_of(known, u64::from(held.entitled)) {
        let of = match votes.part.parts() {
            (2, 3) => VoteShare::TwoThirds,
            (3, 4) => VoteShare::ThreeQuarters,
            _ => VoteShare::Half,
        };
        let (least, found) = (votes.least, d.yes);
        let enough = u64::from(found) >= least;
        ensure(enough, || ResolutionRule::TooFewYes { resolution: d.resolution.clone(), of, least, found })?;
    }
    if known.plan { plan_was_shown(books, policy, d, meeting.called.day) } else { Ok(()) }
}

/// What is decided was on the wall, long enough before the day.
fn plan_was_shown(books: &Books, policy: &Policy, d: &ItemDecided, day: Day) -> Checked {
    let notices = books.governance().meetings().notices().values();
    let shown = notices.filter(|notice| notice.shown.sort == NoticeSort::Plan && notice.shown.shows(&d.binds));
    let longest = shown.map(|notice| day.days_since(notice.begins())).max().unwrap_or(0);
    let days = policy.days.plan;
    ensure(longest >= i64::from(days), || ResolutionRule::PlanTooShort {
        resolution: d.resolution.clone(),
        days,
        found: longest,
    })
}

/// A resolution that is there.
pub(super) fn annul(books: &Books, a: &ResolutionAnnulled) -> Checked {
    let there = books.governance().meetings().decided().contains_key(a.resolution.as_str());
    ensure(there, || MeetingRule::NotThere { number: a.resolution.clone() })
}

/// Under a number of its own.
pub(super) fn show(books: &Books, n: &NoticeShown) -> Checked {
    let taken = books.governance().meetings().notices().contains_key(n.notice.as_str());
    ensure(!taken, || MeetingRule::Taken { number: n.notice.clone() })
}
