// The page that checks what people hold: a statement as a page or as data, a proof, the codes on paper by camera, photo or
// text, the digits of a checkpoint. It asks nobody and sends nothing.

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
  file.accept = ".html,.json,.txt,.tlog-proof,.sum-proof,.portion-proof,text/html,application/json,text/plain,image/*";
  file.multiple = true;
  const pasted = element("textarea");
  pasted.rows = 4;
  pasted.spellcheck = false;
  const digits = element("input");
  digits.inputMode = "numeric";
  digits.autocomplete = "off";
  const bar = element("div", "bar unchecked");
  bar.setAttribute("role", "status");
  const shown = element("section", "shown");

  const camera = cameraOf((texts) => takeCodes(texts) && last.report !== null, () => unchecked("verifier.no_camera"));

  draw();
  file.addEventListener("change", () => take([...file.files]));
  pasted.addEventListener("input", () => pasted.value.trim() !== "" && judge(pasted.value));
  vkey.addEventListener("change", () => last && judge(last.text));
  digits.addEventListener("input", compareDigits);
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
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
    camera.button.textContent = l.text("verifier.camera");
    const limits = ["verifier.alone", "verifier.limit"].map((key) => element("p", "note", l.text(key)));
    const heading = element("header", "head", element("div", "", element("h1", "", l.text("verifier.title"))), element("div", "when", turn));
    main.replaceChildren(
      heading,
      element("p", "lead", l.text("verifier.lead")),
      field("vkey", l.text("verifier.key"), vkey),
      field("file", l.text("verifier.file"), file),
      element("p", "field", camera.button, camera.video),
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

  /** Photos are read for their codes, one after the other; of other files the last counts. */
  async function take(chosen) {
    bar.setAttribute("aria-busy", "true");
    for (const one of chosen) {
      if (one.type.startsWith("image/")) {
        const picture = await createImageBitmap(one).catch(() => null);
        if (picture === null || !takeCodes(codesIn(picture))) unchecked("verifier.no_code");
      } else {
        judge(fromUtf8(new Uint8Array(await one.arrayBuffer())) ?? "");
      }
    }
    bar.removeAttribute("aria-busy");
  }

  /** Adds codes to those that were read of the same print; false where there are none. */
  function takeCodes(texts) {
    const codes = texts.filter(isSlip);
    if (codes.length === 0) return false;
    const isOfSame = isSlip(pasted.value) && codeHead(pasted.value) === codeHead(codes[0]);
    const before = isOfSame ? pasted.value.split("\n").filter((line) => line !== "") : [];
    pasted.value = [...new Set([...before, ...codes])].join("\n");
    judge(pasted.value);
    return true;
  }

  function judge(text) {
    last = { text, report: null };
    shown.replaceChildren();
    const parts = isSlip(text) ? partsSoFar(text) : null;
    if (parts !== null && parts.have < parts.of) {
      unchecked();
      bar.append(element("p", "", l.fill("verifier.codes_so_far", { have: String(parts.have), of: String(parts.of) })));
      return;
    }
    const report = judged(text);
    last.report = report;
    if (report.findings.some(({ rule }) => rule === "no_key")) {
      // nothing is wrong with it yet: it cannot be compared with anything
      unchecked("fault.no_key", "verifier.give_key");
      return;
    }
    drawBar(bar, report, l);
    if (report.findings.length === 0 && report.statement && report.main === undefined) {
      report.main = new Page(report.statement, {}, { codes: [], key: report.key }, lang).whole();
    }
    if (report.slip?.own) shown.replaceChildren(slipTable(report.slip.own, l));
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
      // people have the twelve digits of the board at hand
      const board = digitsIn(vkey.value);
      const given = board.length === 12 && /^[0-9\s]*$/.test(vkey.value.normalize("NFKC")) ? "" : vkey.value.trim();
      const begins = text.trimStart().slice(0, 40);
      const carried = carriedBy(text);
      const slip = isSlip(text) ? readSlip(text) : null;
      const own = carried !== null ? parseJson(carried.key) : slip !== null ? verifierKeyText(slip.origin, slip.key) : "";
      if (given === "" && own === "") throw new Wrong("no_key", "", "");
      const key = given === "" ? own : given;
      const report =
        carried !== null
          ? judgeFile(text, key, style, SCRIPT_HASHES)
          : slip !== null
            ? judgeSlip(text, key, l)
            : begins.startsWith("{")
              ? checkStatement(text, key)
              : judgeProof(text, key);
      if (given === "" && board.length === 12) {
        if (report.key) expect(digitsIn(keyDigits(report.key)) === board, "ledger", vkey.value.trim(), keyDigits(report.key));
        report.from = "verifier.own_digits";
        return report;
      }
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
    const typed = digitsIn(digits.value);
    answer.className = "answer";
    answer.textContent = "";
    if (typed.length === 0 || !last || !last.report || last.report.findings.length > 0 || !last.report.key) return;
    const { report } = last;
    const own = { key: keyDigits(report.key) };
    const head = report.statement ? [report.statement.upto.size, fromHex(report.statement.upto.root)] : report.head;
    if (head) own.checkpoint = checkpointDigits(report.key.name, ...head);
    const found = Object.entries(own).find(([, text]) => text.replace(/ /g, "") === typed);
    if (typed.length < 12) {
      answer.textContent = l.fill("verifier.more_digits", { n: String(12 - typed.length) });
      return;
    }
    answer.textContent = l.text(found ? `verifier.same_${found[0]}` : "verifier.other_digits");
    answer.classList.add(found ? "same" : "other");
  }
})();

/** The digits that somebody typed, full width or half. */
const digitsIn = (text) => text.normalize("NFKC").replace(/[^0-9]/g, "");

/** Which print a code is of. */
const codeHead = (text) => text.trimStart().toUpperCase().replace(/^COOP1-[0-9]+-/, "").slice(0, 11);

/** How many codes of a print are there; `null` where they are none. */
function partsSoFar(text) {
  try {
    const { of, found } = partsOf(text);
    return { of, have: found.size };
  } catch (error) {
    return null;
  }
}

/** The codes on paper: what is printed beside them, their reader compares. */
function judgeSlip(text, vkey, l) {
  const key = readVerifierKey(vkey);
  const slip = checkSlip(text, key);
  const report = { findings: [], told: [], key, slip, head: [slip.size, slip.root], said: [] };
  report.said.push(l.fill("verifier.slip", { origin: slip.origin, entry: String(slip.size - 1) }));
  if (!slip.own) report.said.push(l.text("verifier.slip_state"));
  if (slip.own) {
    const { household, before, items, stated } = slip.own;
    const others = items.filter((one) => !one.line).map(({ index }) => index);
    const isWhole = before.items === 0 && others.length === 0;
    const values = { household, upto: String(stated.size), before: String(before.items), others: String(others.length), entries: others.join(" ") };
    report.said.push(l.fill("verifier.slip_of", values), l.fill(isWhole ? "verifier.slip_whole" : "verifier.slip_others", values));
  }
  return report;
}

/** The lines that the codes show, to be compared with the print. */
function slipTable({ items }, l) {
  const lines = items.filter((one) => one.line).map((one) => one.line);
  const cell = (text, figures, under) => {
    const made = element("td", figures ? "n" : "", text);
    made.dataset.is = under;
    return made;
  };
  const headings = ["moves.date", "moves.what", "moves.payout", "holdings.amount"].map((key) => l.text(key));
  const rows = lines.map(({ on, kind, payout, amount }) => {
    const texts = [on, l.word("kind", { declared: "credited", asked: "charged" }[kind] ?? kind), payout, grouped(amount)];
    return element("tr", "", ...texts.map((text, i) => cell(text, i === 3, headings[i])));
  });
  const sum = (kind) => lines.filter((line) => line.kind === kind).reduce((all, line) => all + fen(line.amount), 0n);
  const totals = [["verifier.slip_declared", sum("declared")], ["verifier.slip_paid", sum("paid") - sum("returned")]];
  if (sum("asked") !== 0n) totals.push(["verifier.slip_asked", sum("asked")]);
  const head = headings.map((text, i) => {
    const made = element("th", i === 3 ? "n" : "", text);
    made.scope = "col";
    return made;
  });
  const table = element("table", "", element("thead", "", element("tr", "", ...head)), element("tbody", "", ...rows));
  const sums = totals.map(([key, amount]) => element("p", "", `${l.text(key)} `, element("strong", "", grouped(yuanOf(amount)))));
  return element("div", "", table, ...sums);
}

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
