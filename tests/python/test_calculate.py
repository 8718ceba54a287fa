#!/usr/bin/env python3
"""Two programs that share no line compute the same payouts, to the fen and to the exact fraction.

    python3 tests/python/test_calculate.py          builds two examples of the ledger; needs jsonschema
    COOP_RUNS=5000 …                                random runs for each shipped sheet, 1000 unless told
    COOP_EXAMPLES=target/release/examples …         uses what is there and builds nothing

The ledger's evaluator runs in bulk by examples/run_sheets.rs; the other program is examples/calculate.py, written by
somebody who had the normative page and its schema and nothing else. A comparison that cannot fail says nothing, so
wrong rules are tried as well, and each must be seen.
"""
import collections
import copy
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
from datetime import date, timedelta
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples"), str(ROOT / "tests" / "python")]
import calculate  # noqa: E402
import random_sheets  # noqa: E402
import sheet_examples  # noqa: E402
import sheet_facts  # noqa: E402
import sheet_numbers  # noqa: E402

SHIPPED = sorted((ROOT / "src" / "scheme" / "shipped").glob("*.sheet"))
WAGES = ROOT / "src" / "scheme" / "shipped" / "wages-1.sheet"
OTHERS = sorted([*(ROOT / "tests" / "it" / "worked").glob("*.sheet"), *(ROOT / "tests" / "schemes").glob("*/good/*.sheet"),
                 *(ROOT / "tests" / "python" / "sheets").glob("*.sheet")])
RUNS = int(os.environ.get("COOP_RUNS", "1000"))


def programs():
    folder = os.environ.get("COOP_EXAMPLES")
    if folder is None:
        subprocess.run(["cargo", "build", "--quiet", "--example", "sheet_tree", "--example", "run_sheets"], cwd=ROOT, check=True)
        folder = os.path.join(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "debug", "examples")
    return pathlib.Path(folder).resolve()


PROGRAMS = programs()


def trees(paths):
    done = subprocess.run([PROGRAMS / "sheet_tree", *paths], capture_output=True, check=True)
    return dict(zip(paths, map(json.loads, done.stdout.splitlines())))


def ledger(lines):
    text = "\n".join(json.dumps(line) for line in lines)
    done = subprocess.run([PROGRAMS / "run_sheets"], input=text.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(tree, facts):
    try:
        return calculate.calculate(tree, facts)
    except calculate.Refused as stop:
        return {"refused": stop.word, "line": stop.line}


TREES = trees(SHIPPED + OTHERS)


class Ties:
    """Counts how often equal fractions stood at the cut between those who got an odd fen and those who did not."""

    def __enter__(self):
        self.count, self.before = 0, sheet_numbers.one_more_each

        def counting(parts, fractions, missing):
            falling = sorted(fractions, reverse=True)
            self.count += 0 < missing < len(falling) and falling[int(missing) - 1] == falling[int(missing)]
            return self.before(parts, fractions, missing)
        sheet_numbers.one_more_each = counting
        return self

    def __exit__(self, *_):
        sheet_numbers.one_more_each = self.before


class Tree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import jsonschema
        schema = json.loads((ROOT / "schemas" / "checked-sheet.v1.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def test_the_tree_of_every_sheet_fits_the_schema(self):
        for path, tree in TREES.items():
            with self.subTest(path.name):
                self.assertEqual([e.message for e in self.validator.iter_errors(tree)], [])

    def test_a_tree_with_one_thing_wrong_does_not(self):
        good = TREES[SHIPPED[0]]
        wrong = {
            "another semantics": lambda t: t.update(semantics=3),
            "no steps": lambda t: t.update(steps=[]),
            "a list left out": lambda t: t.pop("pots"),
            "a word of our own": lambda t: t.update(colour="red"),
            "a register by name": lambda t: t["steps"][0].update(each="户"),
            "a rounding that is none": lambda t: t["rounding"].update(mode="bankers"),
            "a decimal where a fraction belongs": lambda t: t["rounding"].update(step="0.01"),
            "an unknown verb": lambda t: t["steps"][0].update(action={"lend": None}),
            "two verbs": lambda t: t["steps"][0]["action"].update(carry=None),
        }
        for what, change in wrong.items():
            with self.subTest(what):
                tree = copy.deepcopy(good)
                change(tree)
                self.assertFalse(self.validator.is_valid(tree))


class Examples(unittest.TestCase):
    def test_both_programs_meet_every_example_of_every_sheet(self):
        told, count, lines, mine = ledger([{"sheet": str(path)} for path in TREES]), 0, [], []
        for (path, tree), results in zip(TREES.items(), told):
            for example, (title, met) in zip(tree["examples"], results, strict=True):
                with self.subTest(f"{path.name}: {title}"):
                    self.assertTrue(met)
                    self.assertTrue(sheet_examples.passed(tree, example))
                count += 1
                if not example["overrides"]:
                    facts = sheet_examples.facts_of(tree, example)
                    lines.append({"sheet": str(path), "facts": facts})
                    mine.append(ours(tree, facts))
        self.assertEqual(mine, ledger(lines))
        print(f"\nexamples: {count} met by both; {len(lines)} compared line by line")

    def test_an_expectation_that_is_a_fen_off_is_not_met(self):
        tree = TREES[WAGES]
        text = json.dumps(tree["examples"][0])
        self.assertIn('"111/10"', text)
        self.assertTrue(sheet_examples.passed(tree, json.loads(text)))
        self.assertFalse(sheet_examples.passed(tree, json.loads(text.replace('"111/10"', '"1109/100"'))))


class TooLong(unittest.TestCase):
    """Sentence 24: nothing hangs, and both programs refuse the same numbers."""

    def both(self, path, facts):
        mine = ours(TREES[path], facts)
        self.assertEqual([mine], ledger([{"sheet": str(path), "facts": facts}]))
        return mine.get("refused", "paid")

    def rows(self, name, column, count):
        parts = lambda n: {"number": f"1/{10**39 - n}"}
        return [{"key": f"{n:03}", "cells": {**FILL[name], column: parts(n)}, "parents": {"人": "H1-1", "工种": "采茶"}} for n in range(count)]

    def test_a_total_of_many_long_fractions(self):
        facts = sheet_examples.facts_of(TREES[WAGES], TREES[WAGES]["examples"][0])
        for count, word in ((20, "paid"), (60, "超过限度")):
            facts["registers"]["工票"] = self.rows("工票", "工日数", count)
            self.assertEqual(self.both(WAGES, facts), word)

    def test_weights_without_a_common_denominator_of_4096_bits(self):
        path = ROOT / "src" / "scheme" / "shipped" / "distribution-1.sheet"
        facts = sheet_examples.facts_of(TREES[path], TREES[path]["examples"][0])
        facts["registers"]["保留股"] = []
        for count, word in ((20, "paid"), (60, "超过限度")):
            facts["registers"]["户"] = self.rows("户", "人口股", count)
            self.assertEqual(self.both(path, facts), word)

    def test_a_whole_number_of_more_than_38_digits(self):
        path = ROOT / "tests" / "python" / "sheets" / "figures.sheet"
        facts = sheet_examples.facts_of(TREES[path], TREES[path]["examples"][0])
        for price, word in (("1", "paid"), ("9" * 40, "超过限度")):
            facts["inputs"]["产量"] = {"number": "9" * len(price)}
            facts["inputs"]["麦价"] = {"series": [["2024-07-01", price]]}
            self.assertEqual(self.both(path, facts), word)


FILL = {"工票": {}, "户": {"农龄股": {"number": "0"}}}


def random_lines(paths, runs):
    """Facts for each sheet, most with the amounts received set by the ledger as the sheet demands them."""
    drawn = []
    for path in paths:
        dice = random.Random(path.name)
        drawn += [(path, random_sheets.facts(TREES[path], dice), dice) for _ in range(runs)]
    told = iter(ledger([{"sheet": str(path), "solve": facts} for path, facts, _ in drawn]))
    for path, facts, dice in drawn:
        solved = next(told).get("facts", facts)
        facts = solved if dice.random() < 0.85 else facts
        yield path, random_sheets.wrong_by_a_fen(TREES[path], facts, dice) if dice.random() < 0.12 else facts


class RandomFacts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.facts = [*random_lines(SHIPPED, RUNS), *random_lines(OTHERS, max(RUNS // 4, 1))]
        with Ties() as ties:
            cls.mine = [ours(TREES[path], facts) for path, facts in cls.facts]
        cls.ties = ties.count
        cls.ledgers = ledger([{"sheet": str(path), "facts": facts} for path, facts in cls.facts])

    def test_both_programs_give_the_same_moves_balances_numbers_and_refusals(self):
        self.assertEqual(len(self.ledgers), len(self.facts))
        words, moves, by_sheet = collections.Counter(), 0, collections.defaultdict(collections.Counter)
        for (path, facts), mine, theirs in zip(self.facts, self.mine, self.ledgers):
            if mine != theirs:
                self.fail(f"{path.name}\nfacts {json.dumps(facts, ensure_ascii=False)}\nours {mine}\nledger {theirs}")
            word = theirs.get("refused") or ("paid" if theirs["moves"] else "nothing to pay")
            words[word] += 1
            by_sheet[path][word] += 1
            moves += len(theirs.get("moves", []))
        print(f"\nrandom runs: {len(self.facts)} over {len(by_sheet)} sheets, 0 differences")
        print(f"  {moves} moves; {self.ties} odd fen settled by order among equals")
        for word, count in words.most_common():
            print(f"  {count:6} {word}")
        for path in SHIPPED:
            print(f"  {path.name:28} {sum(by_sheet[path].values()):6} runs, {by_sheet[path]['paid']:5} paid")
            self.assertGreater(by_sheet[path]["paid"], RUNS // 20, path.name)
        self.assertGreater(self.ties, RUNS // 10)
        for word in "要求 不足 缺少 输入 超过限度 期内变动 当日没有值 不是整数倍 不是百分之百".split():
            self.assertGreater(words[word], 0, word)

    def test_every_wrong_rule_is_seen(self):
        some = random.Random(1).sample(range(len(self.facts)), min(len(self.facts), 4000))
        for what, (where, name, wrong) in WRONG.items():
            right = getattr(where, name)
            setattr(where, name, wrong)
            try:
                seen = sum(tried(*self.facts[at]) != self.ledgers[at] for at in some)
            finally:
                setattr(where, name, right)
            print(f"\nwrong on purpose: {what}: {seen} of {len(some)} runs differ", end="")
            with self.subTest(what):
                self.assertGreater(seen, 0)


class SpoiledFacts(unittest.TestCase):
    def test_facts_with_one_thing_out_of_the_way_are_read_or_refused_alike(self):
        dice, lines, what = random.Random("spoiled"), [], []
        for path, facts in random_lines(SHIPPED + OTHERS, max(RUNS // 5, 1)):
            what.append(random_sheets.spoiled(TREES[path], facts, dice))
            lines.append((path, facts))
        told, counts = ledger([{"sheet": str(path), "facts": facts} for path, facts in lines]), collections.Counter()
        for spoiled, (path, facts), theirs in zip(what, lines, told):
            mine = ours(TREES[path], facts)
            if mine != theirs:
                self.fail(f"{path.name}, {spoiled}\nfacts {json.dumps(facts, ensure_ascii=False)}\nours {mine}\nledger {theirs}")
            counts[spoiled, "refused" in theirs] += 1
        for spoiled in sorted(set(what)):
            print(f"\n  {counts[spoiled, True]:5} refused {counts[spoiled, False]:5} read   {spoiled}", end="")


def tried(path, facts):
    try:
        return ours(TREES[path], facts)
    except Exception as broken:  # a wrong rule may run out of fen
        return broken


def half_up_each(amount, weights):
    return [calculate.half_up(amount * weight / sum(weights)) for weight in weights]


def last_first(parts, fractions, missing):
    for at in sorted(range(len(parts)), key=lambda at: (-fractions[at], -at))[:int(missing)]:
        parts[at] += 1
    return parts


def as_found(self, demands):
    for demand in demands:
        demand.fen -= demand.lacks()


def months_to_the_day(a, b):
    n = (b.year - a.year) * 12 + b.month - a.month
    return max(n - (calculate.plus_months(a, n) > b), 0)


def by_number(rows):
    return sorted(rows, key=lambda row: (int(re.sub(r"\D", "", row.key) or 0), row.key))


WRONG = {
    "减付 leaves each what it found first": (calculate.Run, "scale_down", as_found),
    "a share half up, line by line": (calculate, "largest_remainder", half_up_each),
    "a payment half up instead of one rounded total": (
        calculate, "one_rounded_total", lambda exact: [calculate.half_up(x) for x in exact]),
    "the rounded total shared by weights": (
        calculate, "one_rounded_total", lambda exact: calculate.largest_remainder(calculate.half_up(sum(exact)), exact) if exact else []),
    "equals in the order of the last": (sheet_numbers, "one_more_each", last_first),
    "half a fen dropped": (calculate, "half_up", lambda x: -((Fraction(1, 2) - x) // 1)),
    "whole months to the day, not the day after": (calculate, "whole_months", months_to_the_day),
    "days without the last": (calculate, "days", lambda a, b: max((b - a).days, 0)),
    "parts of 70 % and 40 % as weights": (calculate, "make_one_whole", lambda formula, weights: None),
    "rows by number, not by bytes": (sheet_facts, "in_order", by_number),
}


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pages = {name: (ROOT / "schemas" / name).read_text(encoding="utf-8") for name in ("semantics-1.md", "semantics-1.zh.md")}
        cls.sentences = {name: {int(n): re.sub(r"\s+", " ", text) for n, text in re.findall(
            r"^\*\*(\d+)\.\*\*(.*?)(?=^\*\*\d+\.\*\*|^## )", page, re.DOTALL | re.MULTILINE)} for name, page in cls.pages.items()}

    def test_both_languages_number_the_same_sections_and_sentences(self):
        for name, page in self.pages.items():
            self.assertEqual(re.findall(r"^## (\d)", page, re.MULTILINE), list("1234567"), name)
            self.assertEqual(list(self.sentences[name]), list(range(1, 25)), name)

    def test_the_figures_of_every_household_are_true_in_both_languages(self):
        told = collections.Counter()
        for sentence, figure in figures():
            told[sentence] += 1
            for name, sentences in self.sentences.items():
                household = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", sentences[sentence])[-1]
                self.assertIn(figure, household, f"{name}, sentence {sentence}")
        print(f"\nfigures of the page: {sum(told.values())} in {len(told)} sentences, computed and found in both languages")

    def test_every_word_of_refusal_and_every_kind_of_formula_is_on_both_pages(self):
        schema = (ROOT / "schemas" / "checked-sheet.v1.schema.json").read_text(encoding="utf-8")
        kinds = [next(iter(kind["properties"])) for kind in json.loads(schema)["$defs"]["expr_kind"]["oneOf"]]
        self.assertGreater(len(kinds), 30)
        source = (ROOT / "src" / "rules" / "stop.rs").read_text(encoding="utf-8")
        words = [word for word in re.findall(r'=> "(.+)",', source) if word != "收支不平"]  # the engine's own fault
        self.assertEqual(len(words), 11)
        for name, page in self.pages.items():
            # what semantics 2 adds stands on a page of its own
            added = (ROOT / "schemas" / name.replace("-1", "-2")).read_text(encoding="utf-8")
            for kind in kinds:
                self.assertIn(f"`{kind}`", page + added, name)
            for word in words:
                self.assertIn(word, page, name)


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02}"


def figures():
    """(sentence, figure): the numbers of the small households, worked out by the third calculator."""
    f, day = Fraction, date.fromisoformat
    months, largest, one = calculate.plus_months, calculate.largest_remainder, calculate.one_rounded_total
    yield 1, str(float(f("1.2533") * 459))
    yield 2, str(1000 / f(2000, 3))
    yield 3, f"{float(f(27, 100) * f('75584.10')):.3f}"
    yield 4, str(f(70, 100) * f(3, 4))
    yield 5, str(day("2005-01-01") - timedelta(1))
    a, b = day("2024-04-01"), day("2025-03-31")
    for count in ("day360", "calendar"):
        yield 6, str(calculate.years(a, b, count))
    assert [calculate.years(a, b, count) for count in ("anniversary", "day365", "fullmonths")] == [1, 1, 1]
    assert [calculate.whole_months(day("2024-01-31"), day(d)) for d in ("2024-02-28", "2024-02-27")] == [1, 0]
    assert sorted(["P2", "P10"], key=str.encode) == ["P10", "P2"]
    cuts = [day(d) for d in ("2025-01-01", "2025-04-01", "2025-07-01", "2026-01-01")]
    parts = [calculate.anniversary_years(a, end) - calculate.anniversary_years(a, start) for start, end in zip(cuts, cuts[1:])]
    for part in parts:
        yield 8, f"{part * 365}/365"
    yield 8, f"{float(2 * (900 * parts[0] + 918 * (parts[1] + parts[2]))):.4f}"
    yield 10, str(50 + 70)
    yield 12, yuan(int(f(2, 100) * (25500 + 30000)))
    yield 13, yuan(int(f(20, 100) * 4480000))
    exact = [f(mu) * 459 for mu in ("1.2533", "0.3377", "2")]
    rent = [int(fen) for fen in one([x * 100 for x in exact])]
    for figure in [*map(str, map(float, exact[:2])), yuan(sum(rent)), *map(yuan, rent)]:
        yield 14, figure
    lacking = [100000, 200000]
    for held in (200000, 60000):
        given = [int(part) for part in largest(held, [f(x) for x in lacking])]
        lacking = [x - part for x, part in zip(lacking, given)]
        yield from ((14, yuan(part)) for part in given)
    yield from ((14, yuan(part)) for part in lacking)
    scaled = [int(part) for part in largest(25000, [f(100), f(200)])]
    yield from ((14, yuan(part)) for part in scaled)
    weights = [f(w) for w in "9/2 9/2 2 14 25/4 10 5/2".split()]
    for fen in (32, 33):
        yield 15, " ".join(str(int(part)) for part in largest(fen, weights))
    many = collections.Counter(int(part) for part in largest(4761798, [f(1)] * 821))
    assert many == {5800: 819, 5799: 2}
    yield from [(15, "819"), (15, yuan(5800)), (15, yuan(5799))]
    each = int(f(7499) / 300 // 1) * 100
    yield from [(15, yuan(each)), (15, str(float(f(7499 - 3 * each, 100))))]
    x = f("45.005") * 100
    yield from [(16, yuan(int(calculate.half_up(x)))), (16, yuan(int(x // 1)))]
    yield from ((17, yuan(int(part))) for part in largest(6000, [f(200), f(100)]))
    yield 18, yuan(100001 - 100000)
    yield 19, yuan(scaled[0])
    yield 21, str(100 - 80)
    yield 22, yuan(7499 - 3 * each)
    yield from [(23, str(exact[0])), (23, str(exact[1])), (23, yuan(rent[0])), (23, yuan(rent[1]))]
    yield 24, str(900 * f(102, 100))
    assert months(day("2024-02-29"), 12) == day("2025-02-28") and months(day("2024-02-29"), 48) == day("2028-02-29")


class CommandLine(unittest.TestCase):
    def run_it(self, facts):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, name) for name in ("tree.json", "facts.json")]
            for path, value in zip(paths, (TREES[WAGES], facts)):
                path.write_text(json.dumps(value), encoding="utf-8")
            return subprocess.run([sys.executable, ROOT / "examples" / "calculate.py", *paths], capture_output=True)

    def test_it_prints_the_result_or_the_word_of_the_refusal(self):
        tree = TREES[WAGES]
        facts = sheet_examples.facts_of(tree, tree["examples"][0])
        done = self.run_it(facts)
        self.assertEqual((done.returncode, json.loads(done.stdout)), (0, ours(tree, facts)))
        self.assertEqual([move["fen"] for move in json.loads(done.stdout)["moves"]], [25500, 30000, 1110])
        del facts["registers"]["户"]
        done = self.run_it(facts)
        self.assertEqual((done.returncode, json.loads(done.stdout)["refused"]), (2, "输入"))


if __name__ == "__main__":
    unittest.main()
