// Lets another program ask the page's verifier: a case a line in, `{ "do": …, … }`, an answer a line out. The files run as the
// page runs them, one behind the other in one scope, without WebCrypto and without a document.
//
//     node tests/web/judge.js [verify.html] < cases
//
// With the page that `coop verify --page` writes it also has the words, the style and the known scripts of that page, and
// can judge a statement's page as it judges one.

"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const room = path.join(__dirname, "..", "..", "src", "statement", "web");
const files = ["hash", "ed25519", "json", "proofs", "chart", "sheet", "holdings", "money", "statement", "past", "slip", "exact", "code", "page", "words", "bar"];
const source = files.map((name) => fs.readFileSync(path.join(room, `${name}.js`), "utf8")).join("\n");

const page = process.argv[2] ? fs.readFileSync(process.argv[2], "utf8") : "";
const between = (from, to) => (page === "" ? "" : page.slice(page.indexOf(from) + from.length, page.indexOf(to, page.indexOf(from) + from.length)));
const given = `const LABELS = ${between("const LABELS=", ";\n") || "{}"}; const STYLE = ${JSON.stringify(between("<style>", "</style>"))};
const SCRIPT_HASHES = ${between("const SCRIPT_HASHES=", ";\n") || "[]"};`;

const ASKED = `
const asked = {
  sha256: ({ hex: text }) => hex(sha256(fromHex(text))),
  sha512: ({ hex: text }) => hex(sha512(fromHex(text))),
  signature: ({ key, sig, msg }) => isSignature(fromHex(key), fromHex(sig), fromHex(msg)),
  key: ({ key }) => isStrongKey(fromHex(key)),
  capitals: ({ fen: amount }) => inCapitals(BigInt(amount)),
  base64: ({ text }) => fromBase64(text) === null ? null : hex(fromBase64(text)),
  table: ({ from, to }) => {
    let there = "";
    for (let code = from; code < to; code++) there += IN_TABLE.test(String.fromCodePoint(code)) ? "1" : "0";
    return there;
  },
  json: ({ hex: bytes }) => said(() => canonical(parseCanonical(fromUtf8(fromHex(bytes)) ?? "\\uFFFF"))),
  entry: ({ hex: bytes }) => said(() => hex(readEntry(fromHex(bytes)).leaf)),
  vkey: ({ text }) => said(() => readVerifierKey(text).id),
  checkpoint: ({ text, vkey }) => said(() => readCheckpoint(text, readVerifierKey(vkey)).size),
  proof: ({ text, vkey }) => said(() => {
    const { entry, note, head } = readProof(text, readVerifierKey(vkey));
    if (head.startsWith("coop-ledger/sum-proof")) readPayoutLine(head, entry);
    else if (head !== "") readPortion(head, entry);
    return [entry.index, note.size];
  }),
  file: ({ text, vkey }) => {
    try {
      const { findings, told } = judgeFile(text, vkey, STYLE, SCRIPT_HASHES);
      return { findings, told };
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return { findings: [{ place: ["file"], rule: error.rule }], told: [] };
    }
  },
  slip: ({ text, vkey }) => said(() => {
    const { household, items } = checkSlip(text, readVerifierKey(vkey)).own ?? { household: "", items: [] };
    return [household, ...items.filter((one) => one.line).map(({ line }) => [line.on, line.payout, line.kind, line.amount].join(" "))];
  }),
  picture: ({ text, called }) => said(() => pictureOf(text, called)),
  digits: ({ vkey, origin, size, root }) => [keyDigits(readVerifierKey(vkey)), checkpointDigits(origin, size, fromHex(root))],
  statement: ({ text, vkey }) => {
    const { findings, told } = checkStatement(text, vkey);
    return { findings, told };
  },
};
function said(check) {
  try {
    return { is: check() };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { wrong: error.rule };
  }
}
`;

const scope = vm.createContext({ TextEncoder, TextDecoder });
vm.runInContext(`${given}\n${source}\n${ASKED}\nthis.answer = (one) => JSON.stringify(asked[JSON.parse(one).do](JSON.parse(one)) ?? null);`, scope);
for (const line of fs.readFileSync(0, "utf8").split("\n")) if (line !== "") process.stdout.write(`${scope.answer(line)}\n`);
