//! What an edited row of a filled template becomes: by which kinds of request a register's record is changed later, and
//! which member of such a request says what edit. Data alone; `intake` judges rows by it.

use super::{Description, FieldColumn, Fields, Wording, of, w};
use crate::{
    books::{Books, Parcel},
    event::{LandKind, RegisterName},
    log::{Json, JsonError, to_json},
    unit::{BankId, ContractId, HouseId, HouseholdId, Money, ParcelId, PartyId},
};
use std::{collections::BTreeMap, str::FromStr};

/// The head of columns that say of a change what the row itself cannot: its day, its reason, its paper.
pub const CHANGE: &str = "change";

const CHANGE_LABEL: Wording = w("Change", "变动");

/// One kind of request that an edited row becomes.
#[derive(Debug, Clone, Copy)]
pub struct RowChange {
    /// The kind whose row was edited.
    pub of: &'static str,
    /// The kind that the edit becomes.
    pub by: &'static str,
    /// It is this change where one of these columns was edited; a column of a list by the list.
    pub when: &'static [&'static str],
    /// Edits that it says, these and no others.
    pub says: &'static [&'static str],
    /// Its members, out of the row.
    pub members: &'static [(&'static str, Out)],
    /// Its members that the row cannot say; each has a column of its own.
    pub asks: &'static [&'static str],
    /// Those of them that such a change must have, though its kind has other changes that do without.
    pub needs: &'static [&'static str],
}

/// How a member of a change comes out of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// What stands in this column.
    Row(&'static str),
    /// By how much the figure in this column is greater; nothing where it is not.
    More(&'static str),
    /// By how much the figure in this column is smaller; nothing where it is not.
    Fewer(&'static str),
    /// What stands in this column where it was edited.
    Edited(&'static str),
    /// By how much the shares of each class in the first column differ: more where the figure in the second is greater,
    /// fewer where it is not.
    Moved(&'static str, &'static str),
    /// Each class of which there are more shares: a request for each.
    EachClass(&'static str),
    /// How many more of that class.
    EachMore(&'static str),
    /// The codes that were added; none may be gone.
    Added(&'static str),
    /// The items of this list behind those that stood there.
    Appended(&'static str),
    /// Always this.
    Word(&'static str),
    /// What stands in this column where it was edited; where nothing stands there any more another member says so.
    Set(&'static str),
    /// Those of these columns in which nothing stands any more.
    Emptied(&'static [&'static str]),
}

/// Every change that there is.
const CHANGES: &[RowChange] = &[
    RowChange {
        of: "household.enrolled",
        by: "members.changed",
        when: &["members"],
        says: &["members", "shares"],
        members: &[
            ("household", Out::Row("household")),
            ("more", Out::More("members")),
            ("fewer", Out::Fewer("members")),
            ("shares", Out::Moved("shares", "members")),
        ],
        asks: &["reason", "resolution", "retained"],
        needs: &["reason"],
    },
    RowChange {
        of: "household.enrolled",
        by: "shares.granted",
        when: &["shares"],
        says: &["shares"],
        members: &[
            ("holder", Out::Row("household")),
            ("class", Out::EachClass("shares")),
            ("shares", Out::EachMore("shares")),
        ],
        asks: &[],
        needs: &[],
    },
    RowChange {
        of: "household.enrolled",
        by: "register.revised",
        when: &["account", "phone", "name", "group"],
        says: &["account", "phone", "name", "group"],
        members: &[
            ("register", Out::Word("household")),
            ("code", Out::Row("household")),
            ("mode", Out::Word("changed")),
            ("set.account", Out::Set("account")),
            ("set.phone", Out::Set("phone")),
            ("set.group", Out::Set("group")),
            // a household without a name of its head is none
            ("set.name", Out::Edited("name")),
            ("clear", Out::Emptied(&["account", "phone", "group"])),
            ("reason", Out::Word("other")),
        ],
        asks: &["document", "reason"],
        needs: &[],
    },
    RowChange {
        of: "party.registered",
        by: "register.revised",
        when: &["name", "role"],
        says: &["name", "role"],
        members: &[
            ("register", Out::Word("party")),
            ("code", Out::Row("party")),
            ("mode", Out::Word("changed")),
            ("set.name", Out::Set("name")),
            ("set.role", Out::Edited("role")),
            ("clear", Out::Emptied(&["name"])),
            ("reason", Out::Word("other")),
        ],
        asks: &["document", "reason"],
        needs: &[],
    },
    RowChange {
        of: "bank.registered",
        by: "register.revised",
        when: &["number", "overdraft", "account_kind"],
        says: &["number", "overdraft", "account_kind"],
        members: &[
            ("register", Out::Word("bank")),
            ("code", Out::Row("account")),
            ("mode", Out::Word("changed")),
            ("set.number", Out::Set("number")),
            ("set.overdraft", Out::Edited("overdraft")),
            ("set.account_kind", Out::Set("account_kind")),
            ("clear", Out::Emptied(&["number", "account_kind"])),
            ("reason", Out::Word("other")),
        ],
        asks: &["document", "reason"],
        needs: &[],
    },
    RowChange {
        of: "house.registered",
        by: "register.revised",
        when: &["floor_m2", "condition"],
        says: &["floor_m2", "condition"],
        members: &[
            ("register", Out::Word("house")),
            ("code", Out::Row("house")),
            ("mode", Out::Word("changed")),
            ("set.floor_m2", Out::Edited("floor_m2")),
            ("set.condition", Out::Set("condition")),
            ("clear", Out::Emptied(&["condition"])),
            ("reason", Out::Word("other")),
        ],
        asks: &["document", "reason"],
        needs: &[],
    },
    RowChange {
        of: "parcel.registered",
        by: "parcel.remeasured",
        when: &["area_m2", "area_mu"],
        says: &["area_m2", "area_mu"],
        members: &[
            ("parcel", Out::Row("parcel")),
            ("household", Out::Row("household")),
            ("area_m2", Out::Row("area_m2")),
            ("area_mu", Out::Row("area_mu")),
        ],
        asks: &["document", "answers"],
        needs: &[],
    },
    RowChange {
        of: "contract.signed",
        by: "contract.amended",
        when: &["last_day", "parcels", "terms.instalments", "dues", "dated"],
        says: &["last_day", "parcels", "terms.instalments", "dues", "dated"],
        members: &[
            ("contract", Out::Row("contract")),
            ("last_day", Out::Edited("last_day")),
            ("parcels", Out::Added("parcels")),
            ("instalments", Out::Appended("terms.instalments")),
            ("dues", Out::Appended("dues")),
            ("dated", Out::Appended("dated")),
        ],
        asks: &["document"],
        needs: &[],
    },
];

/// Edits for which there is a kind that needs more than a row says: it is asked for by itself. A column of a list by the
/// list; what no column stands for is every other one.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("household.enrolled", "persons", "members.changed"),
    ("household.enrolled", "members", "members.changed"),
    ("parcel.registered", "household", "land.changed"),
    ("parcel.registered", "contract_end", "land.changed"),
    ("house.registered", "owner", "holding.passed"),
    ("class.set", "", "class.set"),
    ("contract.signed", "", "contract.amended"),
    ("household.enrolled", "shares", "shares.transferred"),
    ("entrustment.given", "last_day", "entrustment.ended"),
    ("setting.chosen", "value", "setting.chosen"),
    ("works.ordered", "amount", "works.ordered"),
    ("shares.granted", "shares", "shares.granted"),
];

/// The register of the rows that a kind brings, and its member with their code.
pub fn row_of(kind: &str) -> Option<(RegisterName, &'static str)> {
    Some(match kind {
        "household.enrolled" => (RegisterName::Household, "household"),
        "party.registered" => (RegisterName::Party, "party"),
        "bank.registered" => (RegisterName::Bank, "account"),
        "parcel.registered" => (RegisterName::Parcel, "parcel"),
        "house.registered" => (RegisterName::House, "house"),
        _ => return None,
    })
}

/// The changes that rows of a kind may become, in the order in which they are tried.
pub fn changes(kind: &str) -> impl Iterator<Item = &'static RowChange> + use<'_> {
    CHANGES.iter().filter(move |change| change.of == kind)
}

/// The kind that changes this column and is asked for by itself.
pub fn elsewhere(kind: &str, column: &str) -> Option<&'static Description> {
    let within = |at: &str| {
        at.is_empty() || column.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let by = ELSEWHERE.iter().find(|(of, at, _)| *of == kind && within(at)).map(|(_, _, by)| *by);
    // what a register holds is changed, or put right, by a kind of its own
    of(by.or_else(|| row_of(kind).map(|_| REVISED))?)
}

/// The kind by which a row of a register is changed, put right or taken out.
const REVISED: &str = "register.revised";

impl RowChange {
    /// What a change says of a reason: the reason where it is one of this kind, and that the row was never true where it is
    /// one for that; another kind's reason stands for what else was edited in the row.
    pub fn reasoned(&self, fields: &mut Fields, row: &str) {
        const REASONS: [&str; 6] = ["typed_wrong", "misheard", "document_found", "moved", "new_account", "other"];
        if self.by != REVISED {
            return;
        }
        let reason = fields.get("reason").map_or_else(String::new, |reason| reason.trim().to_owned());
        if !REASONS.contains(&reason.as_str()) {
            fields.insert("reason".to_owned(), "other".to_owned());
        }
        if ["typed_wrong", "misheard"].contains(&reason.as_str()) {
            fields.extend([("mode", "wrong"), ("entry", row)].map(|(name, said)| (name.to_owned(), said.to_owned())));
        }
    }
}

impl RowChange {
    /// The columns of what the row cannot say, without the day.
    fn asked(&self) -> impl Iterator<Item = FieldColumn> + use<> {
        let asks = self.asks;
        let columns = of(self.by).map_or_else(Vec::new, Description::columns);
        columns.into_iter().filter(move |column| {
            asks.iter().any(|name| column.name.split('.').next() == Some(*name)) && column.list.is_none()
        })
    }
}

impl Description {
    /// The columns behind its own in a filled template: day and reasons of a change. None where nothing changes it.
    pub fn change_columns(&self) -> Vec<FieldColumn> {
        let mut columns: Vec<FieldColumn> = Vec::new();
        for change in changes(self.kind) {
            let day = of(change.by).and_then(|by| by.column_of("on"));
            for mut column in day.into_iter().chain(change.asked()) {
                column.name = format!("{CHANGE}.{}", column.name);
                column.within.insert(0, CHANGE_LABEL);
                column.needed = false;
                if !columns.iter().any(|known| known.name == column.name) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    /// Puts what the registers hold now into the members of a record of this kind, as it was recorded once; `None` where
    /// its household is one no longer.
    ///
    /// # Errors
    /// A number that JSON cannot hold exactly.
    pub fn as_held(&self, books: &Books, mut members: Members) -> Result<Option<Members>, JsonError> {
        match self.kind {
            "household.enrolled" => Ok(household_held(books, members)),
            "parcel.registered" => {
                parcel_held(books, &mut members);
                Ok(Some(members))
            }
            "party.registered" => {
                party_held(books, &mut members);
                Ok(Some(members))
            }
            "bank.registered" => {
                bank_held(books, &mut members);
                Ok(Some(members))
            }
            "house.registered" => {
                house_held(books, &mut members);
                Ok(Some(members))
            }
            "contract.signed" => {
                contract_held(books, &mut members)?;
                Ok(Some(members))
            }
            _ => Ok(Some(members)),
        }
    }
}

/// The members of a record by name.
type Members = BTreeMap<String, Json>;

fn code<T: FromStr>(members: &Members, name: &str) -> Option<T> {
    members.get(name)?.text()?.parse().ok()
}

fn put(members: &mut Members, name: &str, text: impl ToString) {
    members.insert(name.to_owned(), Json::Text(text.to_string()));
}

fn household_held(books: &Books, mut members: Members) -> Option<Members> {
    let id: Option<HouseholdId> = code(&members, "household");
    let Some(household) = id.and_then(|id| books.registers().households().get(&id)) else { return Some(members) };
    if household.merged_into.is_some() {
        return None;
    }
    // who came and went since stands in entries of its own: the row is what was recorded
    if household.is_of_persons() {
        return Some(members);
    }
    members.insert("members".to_owned(), Json::Integer(household.members_now().into()));
    put_or_not(&mut members, "group", household.group.latest().and_then(Option::as_ref));
    let held = household.shares.iter().filter_map(|(class, held)| Some((class, held.latest()?)));
    let held = held.filter(|(_, shares)| !shares.is_zero());
    let held = held.map(|(class, shares)| (class.to_string(), Json::Text(shares.to_string()))).collect();
    members.insert("shares".to_owned(), Json::Object(held));
    Some(members)
}

/// What stands in a member now, or that nothing does.
fn put_or_not(members: &mut Members, name: &str, value: Option<impl ToString>) {
    match value {
        Some(value) => put(members, name, value),
        None => _ = members.remove(name),
    }
}

fn party_held(books: &Books, members: &mut Members) {
    let id: Option<PartyId> = code(members, "party");
    let Some(party) = id.and_then(|id| books.registers().parties().get(&id)) else { return };
    put_or_not(members, "name", party.name.latest().and_then(Option::as_ref));
    put_or_not(members, "role", party.role.latest());
}

fn bank_held(books: &Books, members: &mut Members) {
    let id: Option<BankId> = code(members, "account");
    let Some(bank) = id.and_then(|id| books.registers().banks().get(&id)) else { return };
    put_or_not(members, "account_kind", bank.kind.latest().and_then(Option::as_ref));
    put_or_not(members, "overdraft", bank.overdraft.latest().filter(|limit| **limit > Money::ZERO));
    put(members, "owner", &bank.owner);
    put(members, "ownership", bank.ownership);
}

fn house_held(books: &Books, members: &mut Members) {
    let id: Option<HouseId> = code(members, "house");
    let Some(house) = id.and_then(|id| books.registers().houses().get(&id)) else { return };
    put_or_not(members, "floor_m2", house.floor_m2.latest());
    put_or_not(members, "condition", house.condition.latest().and_then(Option::as_ref));
    put_or_not(members, "owner", house.owner.latest());
}

fn parcel_held(books: &Books, members: &mut Members) {
    let id: Option<ParcelId> = code(members, "parcel");
    let Some(parcel) = id.and_then(|id| books.registers().parcels().get(&id)) else { return };
    if let Some((m2, mu)) = parcel.area.latest() {
        put(members, "area_m2", m2);
        put(members, "area_mu", mu);
    }
    put_or_not(members, "household", parcel.holder.latest());
    put_or_not(members, "contract_end", parcel.contract_end_now());
    put_or_not(members, "land_kind", parcel.kind.latest().filter(|kind| **kind != LandKind::Contracted));
    put_or_not(members, "place", parcel.place.latest().and_then(Option::as_ref));
    put_or_not(members, "grade", parcel.grade.latest().and_then(Option::as_ref));
}

fn contract_held(books: &Books, members: &mut Members) -> Result<(), JsonError> {
    let Some(id) = code::<ContractId>(members, "contract") else { return Ok(()) };
    let Some(contract) = books.contract(&id) else { return Ok(()) };
    if let Some(last) = contract.last_day {
        put(members, "last_day", last);
    }
    let of_it = |parcel: &Parcel| parcel.leased.iter().any(|(under, _)| *under == id);
    let signed = &contract.signed.parcels;
    let all = books.registers().parcels().iter();
    let later = all.filter(|(code, parcel)| of_it(parcel) && !signed.contains(code)).map(|(code, _)| code);
    let parcels: Vec<Json> = signed.iter().chain(later).map(|code| Json::Text(code.to_string())).collect();
    if !parcels.is_empty() {
        members.insert("parcels".to_owned(), Json::Array(parcels));
    }
    if !contract.dues.all().is_empty() {
        members.insert("dues".to_owned(), to_json(contract.dues.all())?);
    }
    if !contract.dues.terms().is_empty() {
        members.insert("dated".to_owned(), to_json(contract.dues.terms())?);
    }
    if contract.instalments.is_empty() {
        return Ok(());
    }
    let instalments = to_json(&contract.instalments)?;
    if let Json::Object(terms) = members.entry("terms".to_owned()).or_insert_with(|| Json::Object(Members::new())) {
        terms.insert("instalments".to_owned(), instalments);
    }
    Ok(())
}
