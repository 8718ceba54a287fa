// How what a household holds came to be, out of the bodies of its own entries: each step says what one entry says, in the
// entry's own words (STATEMENT.md, section 4, rule 12).

"use strict";

/** The members of a step that an entry may say, beside `entry`, `date`, `act` and `code`. */
const PAST_LISTS = ["passings", "land", "contracts", "organizations"];
const PAST_STEP = objectOf(
  "step",
  { entry: isCount, date: isDay, act: isShortText, code: isShortText },
  {
    of: isListOf(isShortText), into: isListOf(isShortText), from: isShortText, to: isShortText, party: isShortText, quantity: isShortText,
    price: isShortText, name: isShortText, value: isShortText, unit: isShortText, since: isDay, until: isDay, why: isShortText,
    document: isShortText, undone: isCount,
  },
);
const PAST = objectOf("past", {}, Object.fromEntries(PAST_LISTS.map((list) => [list, isListOf(PAST_STEP)])));

const heldThing = (body) => body.class ?? body.contract ?? body.house;

/** Steps of one kind: the list, what was done, of what, and what else is said. */
const TOLD_STEPS = {
  "holding.passed/1": (body) =>
    (body.lines || []).map(({ from, to, shares, amount, price }) => ["passings", body.why, heldThing(body), { from, to, quantity: shares ?? amount, price }]),
  "holding.held/1": (body) => [
    ["passings", body.state, heldThing(body), { from: body.holder, value: body.benefits, quantity: body.shares ?? body.amount, until: body.until }],
  ],
  "shares.granted/1": (body) => [["passings", "issued", body.class, { to: body.holder, quantity: body.shares }]],
  "shares.transferred/1": (body) => [["passings", "transfer", body.class, { from: body.from, to: body.to, quantity: body.shares }]],
  "household.split/1": ({ household: from, new_household: to, shares_moved: moved = {}, parcels_moved: parcels = [] }) => [
    ["passings", "household_split", to, { from, to }],
    ...Object.entries(moved).map(([code, quantity]) => ["passings", "household_split", code, { from, to, quantity }]),
    ...parcels.map((code) => ["land", "household_split", code, { from, to }]),
  ],
  "household.merged/1": ({ household: from, into: to }) => [["passings", "household_merged", from, { from, to }]],
  "subscription.recorded/1": (body, household) =>
    (body.lines || []).map(({ payer, owner, amount: quantity }) =>
      // whose capital it became is the owner's to be told, and nothing of whoever paid
      payer === household && owner !== household
        ? ["passings", "subscribed_for", body.contract, { from: payer, quantity }]
        : ["passings", "subscribed", body.contract, { from: payer, to: owner, quantity }],
    ),
  "house.registered/1": (body) => [["passings", "registered", body.house, { to: body.owner, quantity: body.floor_m2 }]],
  "parcel.registered/1": (body) => [["land", "registered", body.parcel, { to: body.household, quantity: body.area_mu, until: body.contract_end }]],
  "parcel.remeasured/1": (body) => [["land", "remeasured", body.parcel, { quantity: body.area_mu }]],
  "entrustment.given/1": (body) => entrustedSteps("entrusted", body),
  "entrustment.ended/1": (body) => entrustedSteps("entrustment_ended", body),
  "land.changed/1": (body) => {
    const now = (body.into || []).map(({ parcel }) => parcel);
    const came = (body.into || []).map(({ parcel, household, area_mu, contract_end }) => {
      const of = body.parcels.includes(parcel) ? [] : body.parcels;
      return ["land", body.act, parcel, { of, to: household, quantity: area_mu, until: contract_end }];
    });
    const gone = (body.parcels || []).filter((code) => !now.includes(code));
    return [...came, ...gone.map((code) => ["land", body.act, code, { into: now, until: body.contract_end }])];
  },
  "contract.signed/1": (body) => {
    const { contract, party, first_day: since, last_day: until, terms = {} } = body;
    const term = (name, said) => ["contracts", "term", contract, { name, ...said }];
    const { price, prices_by_year: years = [], escalation: rise } = terms;
    const shares = ["fee_rate", "household_part", "return_rate", "revenue_share"].filter((name) => isText(terms[name]));
    return [
      ["contracts", "signed", contract, { party, since, until }],
      ...(price ? [term("price", { value: price.amount, unit: price.unit, since })] : []),
      ...years.map((one) => term("price", { value: one.price, quantity: String(one.year) })),
      ...(rise ? [term("escalation", { value: rise.rate, since: rise.lease_year_1_from })] : []),
      ...shares.map((name) => term(name, { value: terms[name], since })),
      ...datedSteps(body),
    ];
  },
  "contract.amended/1": (body) => [
    ["contracts", "amended", body.contract, { party: (body.assign || {}).to, until: body.last_day }],
    ...datedSteps(body),
    ...(body.abate || []).map(({ no, ratio, amount, why }) => ["contracts", "abated", body.contract, { name: no, value: ratio ?? amount, why }]),
  ],
  "contract.ended/1": (body) => [["contracts", "ended", body.contract, { until: body.last_day, why: body.why }]],
  "organization.changed/1": (body, household) => {
    const here = body.act.endsWith("_in") ? "new" : "old";
    const code = (body.codes || []).find((one) => one[here] === household) || {};
    const { origin, root, size } = body.other;
    return [["organizations", body.act, origin, { from: code.old, to: code.new, quantity: String(size), value: root, until: body.cut }]];
  },
};

const entrustedSteps = (act, { parcels, first_day: since, last_day: until }) => parcels.map((code) => ["land", act, code, { since, until }]);
const datedSteps = (body) => (body.dated || []).map(({ name, value, unit, from }) => ["contracts", "term", body.contract, { name, value, unit, since: from }]);

/** What carried entries `{ entry, body }` tell by the end of a day. */
function pastOf(household, carried, day) {
  const told = Object.fromEntries(PAST_LISTS.map((list) => [list, []]));
  const there = carried.filter(({ entry }) => entry.effective_on <= day).sort((one, other) => one.entry.index - other.entry.index);
  for (const { entry, body } of there) {
    for (const [list, act, code, said] of TOLD_STEPS[entry.kind]?.(body, household) || []) {
      const step = { entry: entry.index, date: entry.effective_on, act, code, ...said, document: body.document };
      for (const [name, value] of Object.entries(step)) if (value === undefined || (isArray(value) && value.length === 0)) delete step[name];
      told[list].push(step);
    }
  }
  for (const { entry, body } of there.filter(({ entry: { kind } }) => kind === "entry.corrected/1")) {
    for (const step of PAST_LISTS.flatMap((list) => told[list])) if (step.entry === body.corrects.index) step.undone = entry.index;
  }
  return told;
}

/** In what a step says how much; codes of contracts begin with a capital letter, those of classes of shares have none. */
function inWhat(list, { act, code }) {
  if (list === "land") return "mu";
  if (list === "organizations") return "entry";
  if (act === "registered") return "m2";
  return /^[A-Z]/.test(code) ? "yuan" : "share";
}

/** True for capital that the household paid in and that is somebody else's. */
const isForAnother = ({ act }) => act === "subscribed_for";
