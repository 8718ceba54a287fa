#!/usr/bin/env python3
"""Mutation testing at the price of one build: does any test notice when the program is wrong?

cargo-mutants lists the mutants (it is used as a reader of the source, nothing else). All of them
are compiled into one copy of the program under target/mutants: every function that has mutants
holds its own body once as it is and once per mutant, and `COOP_MUTANT=n` picks one when the
program runs. So a mutant costs the tests that reach its function and not a build of a minute; the
programs that a test starts inherit it.

    python3 tests/long/mutants.py --whole log --whole audit            # every mutant of these rooms
    python3 tests/long/mutants.py --sample rules,books,decide --of 300 --seed 20261129
    python3 tests/long/mutants.py ... --shard 2/8                      # a part of them
    python3 tests/long/mutants.py --whole log --alone                  # only with the tests of its vectors: quick
    python3 tests/long/mutants.py ... --totals                         # what is known so far

May be ended at any moment and goes on where it was; results stand in target/mutants/<name>/results.jsonl,
one line per mutant. The source is the one of the first run; `--afresh` takes today's. What cannot be
told apart when the program runs (a `const fn`, a function that returns `impl Trait`) is listed as
`unrun` and not counted as killed. A mutant that the compiler refuses is `unviable`.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SWITCH = """
//! Which mutant this process is, and which functions with mutants it reached.
use std::sync::{LazyLock, atomic::{AtomicBool, Ordering::Relaxed}};
static WHICH: LazyLock<u32> = LazyLock::new(|| std::env::var("COOP_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0));
static REACH: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("COOP_MUTANT_REACH").ok());
static REACHED: [AtomicBool; %d] = [const { AtomicBool::new(false) }; %d];
#[inline]
pub(crate) fn which(function: usize) -> u32 {
    if let Some(path) = REACH.as_deref() && !REACHED[function].swap(true, Relaxed) {
        use std::io::Write;
        if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
            let _ = file.write_all(format!("{function}\\n").as_bytes());
        }
    }
    *WHICH
}
"""


def run(command, **more):
    return subprocess.run(command, check=True, **more)


# --- source ---------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|b?r(#*)\".*?\"\1|b?\"(?:\\.|[^\"\\])*\"|b?'(?:\\.[^']*|[^'\\])'|'[a-z_]\w*|[{}]", re.S
)


def body_of(text, first, last):
    """Where the block that ends a function begins and ends, or None."""
    depth, begin = 0, None
    for token in TOKEN.finditer(text, first, last):
        if token.group() == "{":
            if depth == 0:
                begin = token.start()
            depth += 1
        elif token.group() == "}":
            depth -= 1
            if depth == 0 and token.end() == last:
                return begin, token.end()
    return None


def alone(tree):
    """Leaves `unit` and `log` with the tests of their vectors: a verifier of its own, built in a fifth of the time."""
    manifest = (tree / "Cargo.toml").read_text()
    head, rest = manifest.split("[[bin]]", 1)
    dependencies = "[dependencies]" + rest.split("[dependencies]", 1)[1].split("[[test]]")[0]
    features = "[features]\ndefault = []\n"
    dependencies = re.sub(r"(?m)^.*optional = true.*\n|^\[target.*\n", "", dependencies)
    test = '[[test]]\nname = "it"\npath = "tests/it/main.rs"\n'
    profile = "[profile" + manifest.split("[profile", 1)[1]
    (tree / "Cargo.toml").write_text(head + features + dependencies + test + profile)
    for folder in ["src", "plain"]:
        (tree / folder / "lib.rs").write_text("//! `unit` and `log` alone.\npub mod log;\npub mod unit;\n")
        (tree / folder / "main.rs").unlink()
    (tree / "tests/it/main.rs").write_text("mod vectors;\n")
    shutil.rmtree(tree / "examples")
    shutil.rmtree(tree / "benches")


class Source:
    """A file's text and the mutants in it."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.functions = {}

    def at(self, place):
        return self.starts[place["line"] - 1] + place["column"] - 1

    def span(self, span):
        return self.at(span["start"]), self.at(span["end"])


def name_of(mutant):
    return mutant["name"]


class Work:
    def __init__(self, name, job):
        self.folder = ROOT / "target/mutants" / name
        self.tree = self.folder / "tree"
        self.target = ROOT / "target/mutants/build"
        self.results = self.folder / "results.jsonl"
        self.job = job

    def load(self, name):
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else None

    def keep(self, name, value):
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        path.with_suffix(".new").write_text(json.dumps(value, indent=0, ensure_ascii=False))
        path.with_suffix(".new").rename(path)

    # --- which mutants ------------------------------------------------------------------------

    def choose(self):
        chosen = self.load("mutants.json")
        if chosen is not None:
            return chosen
        everything = json.loads(
            run(["cargo", "mutants", "--list", "--json", "--dir", str(ROOT)], capture_output=True, text=True).stdout
        )
        room = lambda m: re.match(r"src/(\w+)", m["file"]).group(1)
        for mutant in everything:
            del mutant["diff"]
        whole = [m for m in everything if room(m) in self.job.whole]
        pool = sorted((m for m in everything if room(m) in self.job.sample), key=name_of)
        sample = random.Random(self.job.seed).sample(pool, min(self.job.of, len(pool)))
        order = {name: place for place, name in enumerate(self.job.whole + self.job.sample)}
        chosen = sorted(whole + sample, key=lambda m: (order[room(m)], m["file"], m["span"]["start"]["line"], m["span"]["start"]["column"], name_of(m)))
        for number, mutant in enumerate(chosen, 1):
            mutant["n"] = number
        self.keep("mutants.json", chosen)
        head = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip()
        self.keep("job.json", {"commit": head, "pool": len(pool), "seed": self.job.seed, "whole": self.job.whole, "sample": self.job.sample})
        return chosen

    # --- one program with all of them ---------------------------------------------------------

    def copy(self):
        if self.tree.exists():
            return
        new = self.tree.with_name("tree.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for name in ["src", "tests", "examples", "docs", "schemas", "benches", "editors", "fuzz", "Cargo.toml", "Cargo.lock", "README.md"]:
            at = ROOT / name
            if at.is_dir():
                shutil.copytree(at, new / name, ignore=shutil.ignore_patterns("target"))
            elif at.exists():
                shutil.copy(at, new / name)
        manifest = (new / "Cargo.toml").read_text()
        (new / "Cargo.toml").write_text(re.split(r"^\[lints", manifest, flags=re.M)[0] + "\n[workspace]\n")
        shutil.copytree(new / "src", new / "plain")
        if self.job.alone:
            alone(new)
        new.rename(self.tree)

    def weave(self, mutants, dropped):
        """Writes the sources with every mutant that is not dropped. Gives the line ranges of the arms."""
        files, arms, number = {}, {}, 0
        for mutant in mutants:
            if mutant["n"] not in dropped:
                files.setdefault(mutant["file"], []).append(mutant)
        for path in (self.tree / "plain").rglob("*.rs"):
            relative = "src/" + str(path.relative_to(self.tree / "plain"))
            text = path.read_text()
            if self.job.alone and not re.match(r"src/(lib\.rs|(log|unit)\b)", relative):
                continue
            pieces, places = [], []
            if relative in files:
                source = Source(relative, text)
                functions = {}
                for mutant in files[relative]:
                    if not mutant.get("function"):
                        dropped[mutant["n"]] = "unrun"
                        continue
                    functions.setdefault(source.span(mutant["function"]["span"]), []).append(mutant)
                reached = 0
                for (first, last), inside in sorted(functions.items()):
                    block = body_of(text, first, last)
                    head = text[first : block[0]] if block else ""
                    returned = inside[0]["function"].get("return_type") or ""
                    if block is None or first < reached or "impl " in returned or re.search(r"\bconst\b[^=;(]*\bfn\b", head):
                        for mutant in inside:
                            dropped[mutant["n"]] = "unrun"
                        continue
                    begin, end = block
                    pieces.append((begin, end, number, inside))
                    number += 1
                    reached = last
                out, at, line = [], 0, 1

                def put(piece):
                    nonlocal line
                    out.append(piece)
                    line += piece.count("\n")

                for begin, end, function, inside in pieces:
                    put(text[at:begin])
                    opened = line
                    put(f"{{ match crate::mutated::which({function}) {{\n")
                    for mutant in inside:
                        low, high = source.span(mutant["span"])
                        if mutant["genre"] == "FnValue":
                            body = "{ " + mutant["replacement"] + " }"
                        else:
                            body = text[begin:low] + mutant["replacement"] + text[high:end]
                        start = line
                        put(f'{mutant["n"]}u32 => {body}\n')
                        places.append((start, line - 1, mutant["n"]))
                    start = line
                    put(f"_ => {text[begin:end]}\n")
                    places.append((opened, opened, [m["n"] for m in inside]))
                    places.append((start, line - 1, [m["n"] for m in inside]))
                    put("} }")
                    at = end
                    for mutant in inside:
                        mutant["f"] = function
                put(text[at:])
                text = "".join(out)
            if relative == "src/lib.rs":
                text = re.sub(r"\A((?://!.*\n)+)", r"\1#![allow(warnings, arithmetic_overflow, unconditional_panic, unconditional_recursion)]\nmod mutated;\n", text)
                places = [(low + 2, high + 2, n) for low, high, n in places]
            arms[relative] = places
            there = self.tree / relative
            if not there.exists() or there.read_text() != text:
                there.write_text(text)
        (self.tree / "src/mutated.rs").write_text(SWITCH % (number + 1, number + 1))
        return arms

    def cargo(self, *words, **more):
        env = dict(os.environ, CARGO_TARGET_DIR=str(self.target), CARGO_INCREMENTAL="0")
        return subprocess.run(["cargo", *words], cwd=self.tree, env=env, **more)

    def build(self, mutants):
        built = self.load("built.json")
        if built is not None:
            return built
        self.copy()
        dropped = {int(n): why for n, why in (self.load("dropped.json") or {}).items()}
        while True:
            arms = self.weave(mutants, dropped)
            done = self.cargo("check", "--offline", "--lib", "-j1", "--message-format=json", capture_output=True, text=True)
            if done.returncode == 0:
                break
            before = len(dropped)
            for line in done.stdout.splitlines():
                message = json.loads(line).get("message") or {}
                if not isinstance(message, dict) or message.get("level") != "error":
                    continue
                for span in message.get("spans", []):
                    if not span["is_primary"]:
                        continue
                    for low, high, n in arms.get(span["file_name"], []):
                        if low <= span["line_start"] <= high:
                            if isinstance(n, int):
                                dropped.setdefault(n, "unviable")
                            else:
                                for each in n:
                                    dropped.setdefault(each, "unrun")
            self.keep("dropped.json", dropped)
            print(f"checked: {len(dropped) - before} more cannot be built, {len(dropped)} in all", flush=True)
            if len(dropped) == before:
                sys.exit("the copy does not build:\n" + done.stderr[-4000:])
        test = ["test", "--offline", "-j1", "--no-run", "--lib", "--test", "it", "--message-format=json"]
        done = self.cargo(*test, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit("the copy's tests do not build")
        programs = []
        for line in done.stdout.splitlines():
            said = json.loads(line)
            if said.get("executable") and said.get("profile", {}).get("test"):
                programs.append(said["executable"])
        built = {"programs": programs, "dropped": dropped, "functions": {m["n"]: m["f"] for m in mutants if "f" in m}}
        self.keep("built.json", built)
        return built

    # --- which tests reach what ---------------------------------------------------------------

    def reach(self, built):
        """Per test: seconds, and the functions that it reaches. Kept test by test."""
        known = self.load("reach.json") or {}
        for program in built["programs"]:
            listed = run([program, "--list", "--format", "terse"], capture_output=True, text=True, cwd=self.tree).stdout
            for test in re.findall(r"^(.*): test$", listed, re.M):
                key = f"{Path(program).name.split('-')[0]} {test}"
                if key in known:
                    continue
                file = self.folder / "reached"
                file.unlink(missing_ok=True)
                env = dict(os.environ, COOP_MUTANT_REACH=str(file))
                began = time.monotonic()
                try:
                    done = subprocess.run([program, "--exact", test], cwd=self.tree, env=env, capture_output=True, timeout=900)
                    passed = done.returncode == 0
                except subprocess.TimeoutExpired:
                    passed = False
                seconds = time.monotonic() - began
                functions = sorted({int(n) for n in file.read_text().split()}) if file.exists() else []
                known[key] = {"seconds": round(seconds, 2), "passed": passed, "functions": functions}
                if len(known) % 20 == 0:
                    self.keep("reach.json", known)
        self.keep("reach.json", known)
        return known

    # --- the runs -----------------------------------------------------------------------------

    def done(self):
        lines = self.results.read_text().splitlines() if self.results.exists() else []
        return {r["n"]: r for r in map(json.loads, lines)}

    def test(self, mutant, built, reach, killers):
        function = built["functions"].get(str(mutant["n"]), mutant.get("f"))
        near = [k for k, t in reach.items() if t["passed"] and function in t["functions"]]
        near.sort(key=lambda k: (-killers.get((mutant["file"], k), 0), reach[k]["seconds"]))
        if not near:
            return {"result": "survived", "why": "no test reaches it", "tests": 0}
        spent, told = 0.0, 0
        for kind in sorted({k.split(" ")[0] for k in near}, reverse=True):
            program = next(p for p in built["programs"] if Path(p).name.startswith(kind + "-"))
            mine = [k for k in near if k.startswith(kind + " ")]
            while mine:
                # a few quick ones in one process, a slow one alone
                batch = [mine.pop(0)]
                while mine and len(batch) < 12 and sum(reach[k]["seconds"] for k in batch) < 3:
                    batch.append(mine.pop(0))
                usual = sum(reach[k]["seconds"] for k in batch)
                if told and spent + usual > self.job.budget:
                    return {"result": "survived", "why": f"{told} of {len(near)} tests, {spent:.0f} s", "tests": told}
                killed = self.once(program, batch, mutant["n"], 10 + 6 * usual)
                spent += usual
                told += len(batch)
                if killed:
                    key = f"{kind} {killed}" if not killed.startswith("(") else killed
                    killers[(mutant["file"], key)] = killers.get((mutant["file"], key), 0) + 1
                    return {"result": "killed", "by": killed, "tests": told}
        return {"result": "survived", "why": f"all {told} tests that reach it", "tests": told}

    def once(self, program, batch, n, limit):
        """The test that noticed, or None."""
        names = [k.split(" ", 1)[1] for k in batch]
        command = [program, "--exact", *names, "--test-threads=1"]
        env = dict(os.environ, COOP_MUTANT=str(n))
        with subprocess.Popen(
            command, cwd=self.tree, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        ) as process:
            def late(*_):
                raise TimeoutError
            signal.signal(signal.SIGALRM, late)
            signal.alarm(int(limit) + 1)
            last = names[0]
            try:
                for line in process.stdout:
                    found = re.match(r"test (.*?) \.\.\. ?(\w*)", line)
                    if found:
                        last = found.group(1)
                        if found.group(2) == "FAILED" or line.rstrip().endswith("FAILED"):
                            return last
                    elif line.strip() == "FAILED":
                        return last
                return None if process.wait() == 0 else f"(crash) {last}"
            except TimeoutError:
                return f"(time) {last}"
            finally:
                signal.alarm(0)
                if process.poll() is None:
                    try:
                        os.killpg(process.pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass

    def runs(self, mutants, built, reach):
        done, killers = self.done(), {}
        part, parts = map(int, self.job.shard.split("/"))
        with self.results.open("a") as out:
            for mutant in mutants:
                n = mutant["n"]
                if n in done or n % parts != part % parts:
                    continue
                why = built["dropped"].get(str(n)) or built["dropped"].get(n)
                result = {"result": why} if why else self.test(mutant, built, reach, killers)
                out.write(json.dumps({"n": n, "name": name_of(mutant), **result}, ensure_ascii=False) + "\n")
                out.flush()
                if result["result"] == "survived":
                    print(f'survived: {name_of(mutant)} ({result["why"]})', flush=True)

    def totals(self, mutants):
        done = self.done()
        rooms = {}
        for mutant in mutants:
            room = re.match(r"src/(\w+)", mutant["file"]).group(1)
            counts = rooms.setdefault(room, {})
            result = done.get(mutant["n"], {"result": "not yet"})["result"]
            counts[result] = counts.get(result, 0) + 1
        print(json.dumps(self.load("job.json")))
        for room, counts in sorted(rooms.items()):
            told = " ".join(f"{result}={count}" for result, count in sorted(counts.items()))
            print(f"MUTANTS {room} total={sum(counts.values())} {told}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--whole", action="append", default=[], help="a room of src, every mutant")
    words.add_argument("--sample", default="", help="rooms to draw from, with commas")
    words.add_argument("--of", type=int, default=300, help="how many are drawn")
    words.add_argument("--seed", type=int, default=20261129)
    words.add_argument("--shard", default="0/1", help="i/n")
    words.add_argument("--budget", type=float, default=120, help="seconds of tests for one mutant")
    words.add_argument("--name", default="", help="of the folder under target/mutants")
    words.add_argument("--alone", action="store_true", help="`log` with the tests of its vectors and nothing else")
    words.add_argument("--totals", action="store_true")
    words.add_argument("--afresh", action="store_true", help="throw away what is there")
    job = words.parse_args()
    job.sample = [room for room in job.sample.split(",") if room]
    work = Work(job.name or "-".join(job.whole + job.sample + ["alone"] * job.alone) or "none", job)
    if job.afresh:
        shutil.rmtree(work.folder, ignore_errors=True)
    mutants = work.choose()
    if not job.totals:
        built = work.build(mutants)
        reach = work.reach(built)
        work.runs(mutants, built, reach)
    work.totals(mutants)


if __name__ == "__main__":
    main()
