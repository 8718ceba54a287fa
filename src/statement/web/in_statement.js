// A statement's page, when it is opened: its data are verified, its text is compared with them, the bar says what came out.

"use strict";

// what stands behind this script is part of the page, too
const JUDGED = () => {
  const read = (id) => document.getElementById(id).textContent;
  const lang = document.documentElement.lang;
  const l = new Said(lang);
  const bar = document.getElementById("bar");
  let report;
  try {
    const vkey = parseJson(read("key"));
    report = judgeStatement(read("statement"), read("words"), read("codes"), vkey, lang);
    if (report.main !== undefined) report.attempt(["page"], () => compareShown(report));
  } catch (error) {
    report = { findings: [{ place: ["file"], rule: "unread", expected: "", found: String(error) }], told: [] };
  }
  drawBar(bar, report, l);

  /** The page shows the text of its data and nothing else. */
  function compareShown(check) {
    const right = document.createElement("template");
    right.innerHTML = check.main;
    const main = document.getElementById("main");
    expectSame(right.innerHTML, main.innerHTML);
    const beside = [...document.body.childNodes].filter((node) => node.nodeType !== 3 || node.textContent.trim() !== "");
    const names = beside.map((node) => node.id || node.nodeName.toLowerCase());
    checkSame("page", ["bar", "main", ...BLOCKS_OF_DATA, "script"], names);
    const foot = `@page{@bottom-left{content:"${check.statement.household}  ${check.statement.as_of}"}}`;
    const styles = [...document.querySelectorAll("style, link")];
    const style = styles.length === 1 ? styles[0].textContent : "";
    expect(style.endsWith(foot), "page", foot, style.slice(-foot.length));
    const hash = hex(sha256(utf8(style.slice(0, style.length - foot.length))));
    expect(hash === STYLE_HASH, "page", STYLE_HASH, hash);
    expect(document.querySelector("[style], [hidden]") === null, "page", "", "style");
    const script = document.body.querySelector(`${SCRIPT}:not([type])`).textContent;
    const policies = [...document.querySelectorAll("meta[http-equiv]")].map((meta) => meta.content);
    checkSame("page", [policyOf(style, script)], policies);
  }
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", JUDGED);
else JUDGED();
