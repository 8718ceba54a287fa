// The page that checks what people hold: a statement as a page or as data, a proof, the text of a code that was scanned, the
// digits of a checkpoint. It asks nobody and sends nothing.

"use strict";

(() => {
  const main = document.getElementById("main");
  const style = document.querySelector("style").textContent;
  let lang = document.documentElement.lang;
  let l = new Said(lang);
  let last = null; // what was judged last: the digits typed by hand are compared with it

  const button = (text, act) => {
    const made = element("button", "", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const field = (name, label, made) => {
    made.id = name;
    const head = element("label", "", label);
    head.htmlFor = name;
    return element("div", "field", head, made);
  };

  const vkey = element("textarea");
  vkey.rows = 3;
  vkey.spellcheck = false;
  const file = element("input");
  file.type = "file";
  file.accept = ".html,.json,.txt,.tlog-proof,.sum-proof,.portion-proof,text/html,application/json,text/plain";
  const pasted = element("textarea");
  pasted.rows = 4;
  pasted.spellcheck = false;
  const digits = element("input");
  digits.inputMode = "numeric";
  digits.autocomplete = "off";
  const bar = element("div", "bar unchecked");
  bar.setAttribute("role", "status");
  const shown = element("section", "shown");

  draw();
  file.addEventListener("change", () => take(file.files[0]));
  pasted.addEventListener("input", () => pasted.value.trim() !== "" && judge(pasted.value));
  vkey.addEventListener("change", () => last && judge(last.text));
  digits.addEventListener("input", compareDigits);
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });

  function draw() {
    document.documentElement.lang = lang;
    document.title = l.text("verifier.title");
    const other = lang === "en" ? "zh" : "en";
    const languages = Object.keys(LABELS);
    const next = languages.find((name) => name !== lang) || other;
    const turn = button(new Said(next).text("verifier.this_language"), () => {
      lang = next;
      l = new Said(lang);
      draw();
      if (last) judge(last.text);
    });
    const limits = ["verifier.alone", "verifier.limit"].map((key) => element("p", "note", l.text(key)));
    const heading = element("header", "head", element("div", "", element("h1", "", l.text("verifier.title"))), element("div", "when", turn));
    main.replaceChildren(
      heading,
      element("p", "lead", l.text("verifier.lead")),
      field("vkey", l.text("verifier.key"), vkey),
      field("file", l.text("verifier.file"), file),
      field("pasted", l.text("verifier.pasted"), pasted),
      bar,
      field("digits", l.text("verifier.digits"), digits),
      element("p", "answer", ""),
      ...limits,
      shown,
    );
    unchecked("verifier.nothing_yet");
  }

  function unchecked(...why) {
    bar.className = "bar unchecked";
    bar.replaceChildren(element("p", "verdict", l.text("bar.unchecked")), ...why.map((key) => element("p", "", l.text(key))));
  }

  function take(chosen) {
    if (!chosen) return;
    chosen.arrayBuffer().then((bytes) => {
      const text = fromUtf8(new Uint8Array(bytes));
      judge(text ?? "");
    });
  }

  function judge(text) {
    last = { text, report: null };
    shown.replaceChildren();
    const report = judged(text);
    last.report = report;
    if (report.findings.some(({ rule }) => rule === "no_key")) {
      // nothing is wrong with it yet: it cannot be compared with anything
      unchecked("fault.no_key", "verifier.give_key");
      return;
    }
    drawBar(bar, report, l);
    if (report.findings.length === 0 && report.statement && report.main === undefined) {
      report.main = new Page(report.statement, {}, lang).whole();
    }
    if (report.findings.length === 0 && report.main !== undefined) {
      // the page out of what was proven, not what the file showed; its texts were escaped by `Page`
      const page = document.createElement("template");
      page.innerHTML = report.main;
      shown.replaceChildren(page.content);
    }
    compareDigits();
  }

  function judged(text) {
    try {
      const given = vkey.value.trim();
      const begins = text.trimStart().slice(0, 40);
      const carried = carriedBy(text);
      const own = carried === null ? "" : parseJson(carried.key);
      if (given === "" && own === "") throw new Wrong("no_key", "", "");
      const key = given === "" ? own : given;
      const report =
        carried !== null
          ? judgeFile(text, key, style, SCRIPT_HASHES)
          : begins.startsWith("{")
            ? checkStatement(text, key)
            : judgeProof(text, key);
      // a file that brings its own key says only that it agrees with itself
      if (given === "") report.from = "verifier.own_key";
      else report.from = "verifier.given_key";
      return report;
    } catch (error) {
      const { rule, expected, found } = error instanceof Wrong ? error : new Wrong("unread", "", String(error));
      return { findings: [{ place: ["file"], rule, expected: shownValue(expected), found: shownValue(found) }], told: [] };
    }
  }

  function compareDigits() {
    const answer = main.querySelector(".answer");
    const typed = digits.value.replace(/[^0-9]/g, "");
    answer.className = "answer";
    answer.textContent = "";
    if (typed.length === 0 || !last || !last.report || last.report.findings.length > 0 || !last.report.key) return;
    const { report } = last;
    const own = { key: keyDigits(report.key) };
    const head = report.statement ? [report.statement.upto.size, fromHex(report.statement.upto.root)] : report.head;
    if (head) own.checkpoint = checkpointDigits(report.key.name, ...head);
    const found = Object.entries(own).find(([, text]) => text.replace(/ /g, "") === typed);
    if (typed.length < 12) return;
    answer.textContent = l.text(found ? `verifier.same_${found[0]}` : "verifier.other_digits");
    answer.classList.add(found ? "same" : "other");
  }
})();

/** A proof of an entry, of a line of a payout or of a portion, or a checkpoint alone. */
function judgeProof(text, vkey) {
  const key = readVerifierKey(vkey);
  const l = new Said(document.documentElement.lang);
  const report = { findings: [], told: [], key, said: [] };
  if (!/^(c2sp\.org\/tlog-proof|coop-ledger\/)/.test(text)) {
    const note = readCheckpoint(text.trim() + "\n", key);
    report.head = [note.size, note.root];
    report.said.push(l.fill("verifier.checkpoint", { entry: String(note.size - 1), origin: note.origin }));
    return report;
  }
  const { entry, note, head } = readProof(text, key);
  report.head = [note.size, note.root];
  const values = { entry: String(entry.index), kind: entry.kind, on: entry.effective_on, last: String(note.size - 1), origin: note.origin };
  report.said.push(l.fill("verifier.entry", values));
  if (head.startsWith("coop-ledger/portion-proof")) {
    const { portion } = readPortion(head, entry);
    report.said.push(l.fill("verifier.portion", { to: portion.to, things: canonical(portion.lists) }));
  } else if (head !== "") {
    const { line } = readPayoutLine(head, entry);
    const { count, total } = entry.body.lines;
    const what = { ...line, amount: grouped(line.amount), count: String(count), total: grouped(total) };
    report.said.push(l.fill(`verifier.line_${line.kind}`, what));
  }
  report.told.push({ what: "author" });
  return report;
}
