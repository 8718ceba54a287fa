// What a household holds at the end of a day, out of the entries about it that its statement carries (STATEMENT.md,
// section 4, rule 9). Entries about contracts alone decide leases and from when capital earns: those are told.

"use strict";

/** Kinds that change what a household holds, or move things between households whose entries are not here. */
const HOLDING_KINDS = new Set([
  "household.enrolled/1", "village.joined/1", "members.changed/1", "shares.granted/1", "shares.transferred/1",
  "parcel.registered/1", "parcel.remeasured/1", "house.registered/1", "entrustment.given/1", "entrustment.ended/1",
  "subscription.recorded/1", "holding.passed/1", "register.revised/1", "land.changed/1",
]);
const BETWEEN_KINDS = new Set(["household.split/1", "household.merged/1"]);

/** True where a person comes in out of another household, whose entries are not here. */
const movesIn = (household, { entry, body }) =>
  entry.kind === "members.changed/1" &&
  ((body.household === household && (body.came || []).some((came) => came.from_household !== undefined)) ||
    (body.went || []).some((went) => went.to_household === household));

/** A house comes from another, whose entries say how large it is. */
const isBought = (household, { entry, body }) =>
  entry.kind === "holding.passed/1" && body.house !== undefined && (body.lines || []).some(({ to }) => to === household);

/** A revision that says that land or a house was another's: whose it was, an entry of the other's may say. */
const isMoved = ({ entry, body }) =>
  entry.kind === "register.revised/1" &&
  ["parcel", "house"].includes(body.register) &&
  ["household", "owner"].some((member) => (body.set || {})[member] !== undefined);

/** A revision that puts right what an entry of somebody else says of a parcel. */
const isOfOthers = ({ entry, body }, here) =>
  entry.kind === "register.revised/1" && body.register === "parcel" && body.entry !== undefined && !here.has(body.entry.index);

/** Where a household's land came from: what came of which parcel, and which came from somebody else. */
class LandCourse {
  constructor(household, carried) {
    this.elsewhere = new Set();
    this.cameOf = new Map();
    const own = new Set();
    for (const { entry, body } of carried) {
      if (entry.kind === "parcel.registered/1" && body.household === household) own.add(body.parcel);
      if (entry.kind !== "land.changed/1") continue;
      const before = new Set(own);
      if (body.act !== "extend") for (const code of body.parcels) own.delete(code);
      for (const { parcel, household: holder } of body.into || []) {
        if (!body.parcels.includes(parcel)) this.cameOf.set(parcel, body.parcels);
        if (holder !== household) continue;
        if (["exchange", "transfer", "allot"].includes(body.act) && !before.has(parcel)) this.elsewhere.add(parcel);
        own.add(parcel);
      }
    }
  }

  /** A parcel and all that it came of. */
  line(code) {
    const line = new Set([code]);
    for (const one of line) for (const of of this.cameOf.get(one) || []) line.add(of);
    return [...line];
  }

  isElsewhere(code) {
    return this.line(code).some((one) => this.elsewhere.has(one));
  }
}

const dayBefore = (day) => new Date(Date.parse(day) - 86400000).toISOString().slice(0, 10);

/** Values with the day each holds from, ascending; on one day in order of recording; with the entry that said each. */
class Dated {
  constructor(day, value, entry) {
    this.changes = day === undefined ? [] : [[day, value, entry, entry]];
  }

  /** What an entry says in a revision: from a day on, or as if another entry had always said so. */
  revise({ entry, body }, value) {
    if (body.mode === "changed") {
      this.changes.splice(this.place(entry.effective_on), 0, [entry.effective_on, value, entry.index, entry.index]);
      return;
    }
    const wrong = body.entry.index;
    const said = this.changes.find((one) => one[2] === wrong) || this.changes.find((one) => one[3] === wrong);
    if (said) [said[1], said[3]] = [value, entry.index];
  }

  /** From which day on holds what an entry says in a revision. */
  from({ entry, body }) {
    if (body.mode === "changed") return entry.effective_on;
    const wrong = body.entry.index;
    const said = this.changes.find((one) => one[2] === wrong) || this.changes.find((one) => one[3] === wrong);
    return said ? said[0] : entry.effective_on;
  }

  /** What an entry said, or what stands for it since. */
  saidBy(wrong) {
    const said = this.changes.find((one) => one[2] === wrong) || this.changes.find((one) => one[3] === wrong);
    return said && said[1];
  }

  place(day) {
    const later = this.changes.findIndex(([from]) => from > day);
    return later < 0 ? this.changes.length : later;
  }

  change(day, value, entry) {
    this.changes.splice(this.place(day), 0, [day, value, entry, entry]);
  }

  /** From a day on everything is what `of` makes of it. */
  changeFrom(day, before, of) {
    const at = this.place(day);
    for (let i = at; i < this.changes.length; i++) this.changes[i][1] = of(this.changes[i][1]);
    this.changes.splice(at, 0, [day, of(at === 0 ? before : this.changes[at - 1][1])]);
  }

  /** The least of a day and of every later one; nothing before the first. */
  least(day) {
    const at = this.place(day);
    if (at === 0) return 0n;
    return this.changes.slice(at - 1).reduce((least, [, value]) => (value < least ? value : least), this.changes[at - 1][1]);
  }

  at(day) {
    const at = this.place(day);
    return at === 0 ? undefined : this.changes[at - 1][1];
  }
}

/** Six decimals as an integer, and back. */
const sharesOf = (text) => BigInt(text.replace(".", ""));
const sharesText = (shares) => `${shares / 1000000n}.${String(shares % 1000000n).padStart(6, "0")}`;

/**
 * Group and holdings of a household on a day, out of carried entries `{ entry, body }` in order. `null` where it was
 * never enrolled.
 */
function heldBy(household, carried, day, course) {
  let own = null;
  const parcels = new Map();
  const houses = new Map();
  const capital = [];
  const revised = [];
  const textsOf = (body, on, index, members) => Object.fromEntries(members.map((member) => [member, new Dated(on, body[member], index)]));
  const grant = (kind, shares, on) => {
    if (!own) return;
    if (!own.shares.has(kind)) own.shares.set(kind, new Dated());
    own.shares.get(kind).changeFrom(on, 0n, (held) => held + sharesOf(shares));
  };
  const withdraw = (kind, shares, on) => {
    const held = own && own.shares.get(kind);
    const less = sharesOf(shares);
    if (held) held.changeFrom(on, 0n, (now) => (now > less ? now - less : 0n));
  };
  const come = (person, on, index) => {
    const from = person.since < own.enrolled ? own.enrolled : person.since;
    if (person.basis !== "guest") own.members.changeFrom(from, 0, (there) => there + 1);
    const lies = new Map(Object.entries(person.shares || {}).map(([kind, held]) => [kind, sharesOf(held)]));
    const texts = textsOf(person, on, index, ["birth", "identity", "name"]);
    own.persons.set(person.person, { ...person, from, lies, later: new Map(), texts, brought: on, relation: new Dated(on, person.relation, index) });
    for (const [kind, shares] of Object.entries(person.shares || {})) grant(kind, shares, from);
  };
  const member = (from, by) => own.members.changeFrom(from, 0, (there) => Math.max(0, there + by));
  /** A person came on another day, or on another ground, than was said. */
  const comeOtherwise = (person, { since, basis }) => {
    const [first, before] = [person.from, person.basis];
    person.since = since ?? person.since;
    person.basis = basis ?? person.basis;
    if (since !== undefined) person.from = since < own.enrolled ? own.enrolled : since;
    if (person.basis !== "guest") member(person.from, 1);
    if (person.gone !== undefined && before !== "guest") member(person.gone, 1);
    if (person.gone !== undefined && person.basis !== "guest") member(person.gone, -1);
    if (before !== "guest") member(first, -1);
    for (const [kind, held] of person.lies) {
      if (person.from === first) continue;
      grant(kind, sharesText(held), person.from);
      withdraw(kind, sharesText(held), first);
    }
  };
  /** As if a person had never come. */
  const neverCame = (person) => {
    if (person.basis !== "guest") member(person.from, -1);
    for (const [kind, held] of person.lies) withdraw(kind, sharesText(held), person.from);
    own.persons.delete(person.person);
  };
  const go = (went, on) => {
    for (const kept of went.retained || []) own.retained.push({ from: on, ...kept });
    const person = own.persons.get(went.person);
    if (!person) return;
    if (person.basis !== "guest") own.members.changeFrom(on, 0, (there) => Math.max(0, there - 1));
    const moved = went.why === "moved";
    person.gone = on;
    const gone = moved ? [...person.lies].map(([kind, held]) => [kind, sharesText(held)]) : Object.entries(went.shares || {});
    for (const [kind, shares] of gone) withdraw(kind, shares, on);
  };
  /** A parcel lies there from a day on. */
  const lay = (row, on, index, entrusted) => {
    const area = new Dated(on, [row.area_mu, row.area_m2], index);
    const [holder, end] = [new Dated(on, row.household, index), new Dated(on, row.contract_end, index)];
    parcels.set(row.parcel, { holder, area, end, entrusted, since: on, texts: textsOf(row, on, index, ["official"]) });
    for (const member of ["land_kind", "place", "grade"]) parcels.get(row.parcel)[member] = new Dated(on, row[member], index);
  };
  /** Entrustments end the day before; gives those that would have gone on. */
  const cut = (parcel, on) => {
    const before = dayBefore(on);
    const runs = (days) => days.filter(([first, last]) => first <= last);
    const passed = runs(parcel.entrusted.map(([first, last]) => [first > on ? first : on, last]));
    parcel.entrusted = runs(parcel.entrusted.map(([first, last]) => [first, last < before ? last : before]));
    return passed;
  };
  const fold = {
    "household.enrolled/1"(body, on, { index }) {
      if (body.household !== household) return;
      const members = new Dated(on, body.members ?? 0);
      own = { enrolled: on, since: on, members, persons: new Map(), shares: new Map(), retained: [] };
      own.group = new Dated(on, body.group, index);
      own.texts = textsOf(body, on, index, ["account", "name", "phone"]);
      for (const person of body.persons || []) come(person, on, index);
      for (const [kind, shares] of Object.entries(body.shares || {})) grant(kind, shares, on);
    },
    "village.joined/1"(body, on, { index }) {
      if (body.village !== household) return;
      own = { group: new Dated(on, undefined, index), members: new Dated(on, 0), persons: new Map(), shares: new Map(), retained: [] };
      own.since = on;
      own.texts = textsOf(body, on, index, ["account", "name", "phone"]);
    },
    "members.changed/1"(body, on, { index }) {
      if (!own) return;
      if (body.household !== household) {
        const out = (body.came || []).filter((came) => came.from_household === household);
        for (const { person } of out) go({ person, why: "moved" }, on);
        return;
      }
      for (const [kind, shares] of Object.entries(body.shares || {})) {
        if (body.fewer === undefined) grant(kind, shares, on);
        else withdraw(kind, shares, on);
      }
      own.members.changeFrom(on, 0, (there) => Math.max(0, there + (body.more || 0) - (body.fewer || 0)));
      for (const person of body.came || []) if (person.from_household === undefined) come(person, on, index);
      for (const went of body.went || []) go(went, on);
      if (body.retained) own.retained.push({ from: on, ...body.retained });
    },
    "shares.granted/1"(body, on) {
      if (body.holder === household) grant(body.class, body.shares, on);
    },
    "shares.transferred/1"(body, on) {
      if (body.from === household) withdraw(body.class, body.shares, on);
      if (body.to === household) grant(body.class, body.shares, on);
    },
    "parcel.registered/1"(body, on, { index }) {
      lay(body, on, index, []);
    },
    "land.changed/1"({ act, parcels: gone, into = [], contract_end: end }, on, { index }) {
      const now = into.map(({ parcel }) => parcel);
      if (act === "split" || act === "join") {
        const passed = gone.filter((code) => parcels.has(code)).map((code) => cut(parcels.get(code), on));
        const common = (one, other) => one.flatMap(([f, l]) => other.map(([g, m]) => [f > g ? f : g, l < m ? l : m])).filter(([f, l]) => f <= l);
        for (const code of gone) if (parcels.has(code)) parcels.get(code).ended = on;
        for (const row of into) lay(row, on, index, passed.length === 0 ? [] : passed.slice(1).reduce(common, passed[0]));
        return;
      }
      if (act === "extend") {
        for (const code of gone) if (parcels.has(code)) parcels.get(code).end.change(on, end, index);
        return;
      }
      for (const code of gone.filter((one) => act === "expropriate" && !now.includes(one))) {
        if (!parcels.has(code)) continue;
        cut(parcels.get(code), on);
        parcels.get(code).ended = on;
      }
      for (const row of into) {
        if (!parcels.has(row.parcel)) lay({ ...row, household: "collective" }, on, index, []);
        const parcel = parcels.get(row.parcel);
        if (act === "hand_back") cut(parcel, on);
        parcel.holder.change(on, row.household, index);
        parcel.area.change(on, [row.area_mu, row.area_m2], index);
        parcel.end.change(on, row.contract_end, index);
        parcel.land_kind.change(on, row.land_kind, index);
        for (const member of ["place", "grade"]) if (row[member] !== undefined) parcel[member].change(on, row[member], index);
      }
    },
    "parcel.remeasured/1"(body, on, { index }) {
      const parcel = parcels.get(body.parcel);
      if (parcel) parcel.area.change(on, [body.area_mu, body.area_m2], index);
    },
    "house.registered/1"(body, on, { index }) {
      houses.set(body.house, { owner: new Dated(on, body.owner), floor: new Dated(on, body.floor_m2, index) });
      Object.assign(houses.get(body.house), { since: on, condition: new Dated(on, body.condition, index) });
    },
    "register.revised/1"(body, on, entry) {
      const { register, code, mode } = body;
      const set = body.set || {};
      const says = (member) => set[member] !== undefined || (body.clear || []).includes(member);
      const person = own && own.persons.get(code);
      const row = { household: code === household && own, parcel: parcels.get(code), house: houses.get(code), person }[register];
      if (!row) return;
      const told = [];
      let from = mode === "changed" ? on : undefined;
      const since = (day) => (from = from === undefined || (mode === "wrong" && day < from) ? day : from);
      const sealed = (member) => {
        if (!says(member)) return;
        since(row.texts[member].from({ entry, body }));
        row.texts[member].revise({ entry, body }, set[member]);
        told.push({ member });
      };
      const value = (member, dated) => {
        if (!says(member)) return;
        since(dated.from({ entry, body }));
        const was = mode === "changed" ? dated.at(on) : dated.saidBy(body.entry.index);
        dated.revise({ entry, body }, set[member]);
        told.push({ member, was, is: set[member] });
      };
      if (mode === "void") {
        since(row.since);
        if (register === "person") neverCame(row);
        else (register === "parcel" ? parcels : houses).delete(code);
      } else if (register === "household") {
        for (const member of ["account", "name", "phone"]) sealed(member);
        value("group", own.group);
      } else if (register === "person") {
        for (const member of ["birth", "identity", "name"]) sealed(member);
        value("relation", row.relation);
        const stood = { since: row.since, basis: row.basis };
        for (const member of ["since", "basis"]) {
          if (set[member] === undefined) continue;
          since(row.brought);
          told.push({ member, was: stood[member], is: set[member] });
        }
        if (set.since !== undefined || set.basis !== undefined) comeOtherwise(row, set);
      } else if (register === "parcel") {
        sealed("official");
        if (says("area_m2") || says("area_mu")) {
          since(row.area.from({ entry, body }));
          const [mu, m2] = row.area.saidBy(body.entry.index) || [];
          const is = [set.area_mu ?? mu, set.area_m2 ?? m2];
          if (is[0] !== mu || is[1] !== m2) {
            told.push({ member: "area_m2", was: m2, is: is[1] }, { member: "area_mu", was: mu, is: is[0] });
            row.area.revise({ entry, body }, is);
          }
        }
        value("contract_end", row.end);
        if (set.land_kind !== undefined) {
          const was = row.land_kind.saidBy(body.entry.index) ?? "contracted";
          since(row.land_kind.from({ entry, body }));
          row.land_kind.revise({ entry, body }, set.land_kind);
          told.push({ member: "land_kind", was, is: set.land_kind });
        }
        value("place", row.place);
        value("grade", row.grade);
      } else {
        value("condition", row.condition);
        value("floor_m2", row.floor);
      }
      if (on > day) return;
      const bare = { entry: entry.index, date: on, from, mode, register, code };
      revised.push(...(told.length === 0 ? [bare] : told.map((one) => ({ ...bare, ...one }))));
    },
    "entrustment.given/1"(body) {
      for (const code of body.parcels) {
        const parcel = parcels.get(code);
        if (parcel && body.first_day <= body.last_day) parcel.entrusted.push([body.first_day, body.last_day]);
      }
    },
    "entrustment.ended/1"(body) {
      for (const code of body.parcels) {
        const parcel = parcels.get(code);
        if (!parcel) continue;
        const ended = parcel.entrusted.map(([first, last]) => [first, last < body.last_day ? last : body.last_day]);
        parcel.entrusted = ended.filter(([first, last]) => first <= last);
      }
    },
    "subscription.recorded/1"(body, on) {
      for (const line of body.lines || []) {
        if (line.owner === household) capital.push({ contract: body.contract, amount: new Dated(on, fen(line.amount)) });
      }
    },
    "holding.passed/1"(body, on) {
      for (const { from, to, shares, amount } of body.lines || []) {
        if (body.house !== undefined) {
          const house = houses.get(body.house);
          if (house && to !== undefined) house.owner.change(on, to);
        } else if (body.class !== undefined) {
          // what lies on a person counts with the household
          const lies = (code) => own && code !== undefined && own.persons.get(code);
          const move = (code, sign) => {
            const person = lies(code);
            if (person && person.gone === undefined) {
              person.lies.set(body.class, (person.lies.get(body.class) || 0n) + sign * sharesOf(shares));
              // what passes behind the day still lies there on it
              if (on > day) person.later.set(body.class, (person.later.get(body.class) || 0n) + sign * sharesOf(shares));
            }
            if (!person && code !== household) return;
            if (sign < 0n) withdraw(body.class, shares, on);
            else grant(body.class, shares, on);
          };
          move(from, -1n);
          move(to, 1n);
        } else {
          let left = from === household ? fen(amount) : 0n;
          for (const row of capital.filter(({ contract }) => contract === body.contract)) {
            const part = left < row.amount.least(on) ? left : row.amount.least(on);
            if (part > 0n) row.amount.changeFrom(on, 0n, (now) => now - part);
            left -= part;
          }
          if (to === household) capital.push({ contract: body.contract, amount: new Dated(on, fen(amount)) });
        }
      }
    },
  };
  for (const { entry, body } of carried) if (fold[entry.kind]) fold[entry.kind](body, entry.effective_on, entry);
  if (!own) return null;
  const shares = new Map();
  const add = (kind, more) => shares.set(kind, (shares.get(kind) || 0n) + more);
  for (const [kind, held] of own.shares) if (held.at(day) !== undefined) add(kind, held.at(day));
  for (const kept of own.retained) if (kept.from <= day && day <= kept.until) add(kept.class, sharesOf(kept.shares));
  const byName = ([one], [other]) => (one < other ? -1 : 1);
  const there = [...own.persons.values()].filter(({ from, gone }) => from <= day && (gone === undefined || day < gone));
  const lying = ({ lies, later }) => {
    const on = [...lies].map(([kind, held]) => [kind, held - (later.get(kind) || 0n)]);
    return on.filter(([, held]) => held > 0n).sort(byName).map(([kind, held]) => `${kind} ${sharesText(held)}`);
  };
  const inTime = own.retained.filter((kept) => kept.from <= day && day <= kept.until);
  return {
    group: own.group && own.group.at(day),
    members: own.members.at(day) ?? 0,
    persons: there
      .sort((one, other) => (one.person < other.person ? -1 : 1))
      .map((person) => [person.person, person.basis, person.since, ...lying(person)].join(" ")),
    kept: own.persons.size > 0 ? inTime.map(({ class: kind, shares: n, until }) => `${kind} ${n} ${until}`).sort() : [],
    shares: [...shares].filter(([, held]) => held > 0n).sort(byName).map(([kind, held]) => `${kind} ${sharesText(held)}`),
    parcels: [...parcels]
      .filter(([, parcel]) => parcel.holder.at(day) === household && parcel.area.at(day))
      .filter(([, { ended }]) => ended === undefined || day < ended)
      .sort(byName)
      .map(([code, { area, end, entrusted }]) => {
        const until = entrusted.filter(([first, last]) => first <= day && day <= last).map(([, last]) => last).sort().pop();
        return parcelLine(code, area.at(day), until, end.at(day), course);
      }),
    houses: [...houses]
      .filter(([, house]) => house.owner.at(day) === household)
      .sort(byName)
      .map(([code, house]) => `${code} ${house.floor.at(day)}`),
    capital: byContract(capital.map(({ contract, amount }) => [contract, amount.at(day) ?? 0n])),
    revised,
  };
}

/** How much capital there is in each contract: in how many rows it stands, others' entries decide. */
function byContract(rows) {
  const sums = new Map();
  for (const [contract, amount] of rows) sums.set(contract, (sums.get(contract) || 0n) + amount);
  return [...sums].filter(([, amount]) => amount > 0n).sort().map(([contract, amount]) => `${contract} ${yuanOf(amount)}`);
}

/** What was changed or put right, in one line. */
const revisionLine = (one) =>
  [one.entry, one.date, one.from, one.mode, one.register, one.code, one.member ?? "", one.was ?? "", one.is ?? ""].join(" ");

/** A parcel in one line; until when others entrusted it, their entries say. */
const parcelLine = (code, area, until, end, course) => [code, ...area, course.isElsewhere(code) ? "" : (until ?? ""), end ?? ""].join(" ");

/** A statement's holdings in the same lines. */
function heldLines(holdings, course) {
  return {
    members: holdings.members,
    persons: (holdings.persons || []).map((held) =>
      [held.person, held.basis, held.since, ...(held.shares || []).map((one) => `${one.class} ${one.shares}`)].join(" "),
    ),
    kept: (holdings.kept || []).map((kept) => `${kept.class} ${kept.shares} ${kept.until}`).sort(),
    shares: holdings.shares.map((held) => `${held.class} ${held.shares}`),
    parcels: holdings.parcels.map((held) =>
      parcelLine(held.parcel, [held.area_mu, held.area_m2], held.entrusted_until, held.land_contract_end, course),
    ),
    houses: holdings.houses.map((held) => `${held.house} ${held.floor_m2}`),
    capital: byContract(holdings.capital.map((held) => [held.contract, fen(held.amount)])),
  };
}
