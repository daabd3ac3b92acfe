"""What run_checks must say, written from the rules as plainly as they read: Fractions, dictionaries and loops.

It is slow on purpose, and on purpose it uses nothing of analysis/check: only the figures as they are printed, and the
files that hold schemes and identities. One function a rule; `judge_department` runs them all.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import chain, product
from math import floor
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[2] / "data"
UNITS = {"元": ("money", 100), "万元": ("money", 1_000_000), "%": ("rate", 10_000), "名": ("count", 1)}
CLOSED = ("exact", "within-rounding")
DIMENSIONS = ("flow", "phase", "fund", "scope")


# --- what there is to judge


@dataclass(frozen=True)
class Figure:
    """One figure: its meaning, its exact value and the size of its last printed place (0: exact), in 分 and such."""

    report: int
    name: str
    year: int
    scheme: str
    code: str
    measure: str
    base: int
    flow: str
    phase: str
    fund: str
    scope: str
    unit: str
    kind: str
    value: Fraction
    last: Fraction
    decimals: int
    derived: bool
    approximate: bool

    @property
    def selector(self) -> str:
        return f"{self.scheme}/{self.code}"

    @property
    def place(self) -> tuple[object, ...]:
        """Where identities hold: one report, year, flow, phase, fund and scope."""
        return (self.report, self.year, self.flow, self.phase, self.fund, self.scope)

    @property
    def series(self) -> tuple[str, ...]:
        """What a figure means, whatever its year."""
        return (self.selector, self.flow, self.phase, self.fund, self.scope)


class Row(NamedTuple):
    """One check: the figures are a set, because their order says nothing about the verdict."""

    report: int
    rule: str
    identity: str
    figures: tuple[str, ...]
    verdict: str
    reason: str
    reported: int | None
    calculated: int | None
    tolerance: int | None  # of sums and the like; what a rate may be off is no single number


@cache
def read(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def codes_of(scheme: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read(f"schemes/{scheme}.csv")}


@cache
def children_of(scheme: str, parent: str) -> tuple[str, ...]:
    return tuple(code for code, row in codes_of(scheme).items() if row["parent"] == parent)


def flow_of(selector: str) -> str:
    """How the amounts of a code flow by themselves."""
    scheme, _, code = selector.partition("/")
    return codes_of(scheme)[code].get("flow") or "expenditure"


def read_reports(reports: Mapping[int, Sequence[Mapping[str, str]]]) -> list[Figure]:
    """Return the figures of a department's reports, exact."""
    return list(chain.from_iterable(read_report(year, rows) for year, rows in sorted(reports.items())))


def read_report(report: int, rows: Sequence[Mapping[str, str]]) -> list[Figure]:
    known: dict[str, Figure] = {}
    for row in sorted(rows, key=lambda row: row["basis"] == "derived"):  # a derived figure follows from stated ones
        known[row["figure_id"]] = read_figure(report, row, known)
    return [known[row["figure_id"]] for row in rows]


def read_figure(report: int, row: Mapping[str, str], known: Mapping[str, Figure]) -> Figure:
    kind, scale = UNITS[row["unit"]]
    value, last, decimals = measure(row, kind, scale, known)
    flow = row["flow"] or ("" if kind == "count" else flow_of(f"{row['scheme']}/{row['code']}"))
    return Figure(
        report, row["figure_id"], int(row["fiscal_year"]), row["scheme"], row["code"], row["measure"],
        int(row["base_year"] or 0), flow, row["phase"], row["fund"] or "all", row["scope"] or "all", row["unit"], kind,
        value, last, decimals, row["basis"] == "derived", is_approximate(row, known),
    )  # fmt: skip


def is_approximate(row: Mapping[str, str], known: Mapping[str, Figure]) -> bool:
    """Whether a number is printed as one, or follows from one that is."""
    if row["basis"] == "derived":
        first, _, second = row["derivation"].split()
        return known[first].approximate or known[second].approximate
    return row["printed"].startswith("约")


def measure(
    row: Mapping[str, str], kind: str, scale: int, known: Mapping[str, Figure]
) -> tuple[Fraction, Fraction, int]:
    """Return value, size of the last place, and decimals."""
    if row["basis"] == "declared-none":
        return Fraction(0), Fraction(0), 0
    if row["basis"] == "derived":
        first, sign, second = row["derivation"].split()
        one, other = known[first], known[second]
        return one.value + (other.value if sign == "+" else -other.value), one.last + other.last, 0
    number = row["printed"].removeprefix("约")
    decimals = len(number.partition(".")[2])
    return Fraction(number) * scale, Fraction(0) if kind == "count" else Fraction(scale, 10**decimals), decimals


def first_of_each(figures: Iterable[Figure], measures: Sequence[str]) -> dict[tuple[object, ...], Figure]:
    """Return for each place and code the figure that counts: a stated one before a derived, and no approximate one."""
    found: dict[tuple[object, ...], Figure] = {}
    usable = [one for one in figures if one.measure in measures and not one.approximate]
    for one in sorted(usable, key=lambda one: one.derived):
        found.setdefault((*one.place, one.selector), one)
    return found


def look_up(figures: Sequence[Figure], series: tuple[str, ...], report: int, year: int) -> Figure | None:
    """Return a level of a year: stated in the report, else in the first that states it, else derived; never later."""
    levels = [
        one
        for one in figures
        if one.measure == "level" and not one.approximate and one.series == series and one.year == year
    ]
    there = [one for one in levels if one.report <= report]
    return min(there, key=lambda one: (one.derived, one.report != report, one.report), default=None)


# --- how two sides compare


def take_alike(
    figures: Sequence[Figure], listed: bool = False, lasts: Sequence[Fraction] | None = None
) -> list[Fraction]:
    """Return the last places; a zero is as exact as the others of its unit, in a list any whole number."""
    pairs = list(zip(figures, lasts or [one.last for one in figures], strict=True))
    taken = []
    for one, own in pairs:
        finer = [last for other, last in pairs if other.unit == one.unit and other.decimals > 0]
        bare = not one.derived and ((listed and one.decimals == 0) or one.value == 0)
        taken.append(min([own, *finer]) if bare else own)
    return taken


def compare(difference: Fraction, tolerance: Fraction) -> str:
    if difference == 0:
        return "exact"
    return "within-rounding" if abs(difference) <= tolerance else "mismatch"


@dataclass(frozen=True)
class Equation:
    """Reported and calculated figures with their signs, and what is known about the list."""

    report: int
    rule: str
    identity: str
    reported: tuple[tuple[int, Figure], ...]
    calculated: tuple[tuple[int, Figure], ...]
    complete: bool = True
    bounded: bool = True  # what is not stated could only add to the calculated side

    @property
    def sides(self) -> tuple[Fraction, Fraction]:
        left, right = (
            sum((sign * one.value for sign, one in side), Fraction(0)) for side in (self.reported, self.calculated)
        )
        return left, right

    @property
    def figures(self) -> list[Figure]:
        return [one for _, one in (*self.reported, *self.calculated)]

    @property
    def gap(self) -> Fraction:
        return self.sides[0] - self.sides[1]

    @property
    def places(self) -> list[Fraction]:
        """The last places; a list is a total with two parts or more, none of them taken away.

        Amounts whose difference is printed in another, coarser unit are rounded to it.
        """
        signs = [sign for sign, _ in (*self.reported, *self.calculated)]
        lasts = [one.last for one in self.figures]
        if len(self.reported) == 1 and any(sign < 0 for sign, _ in self.calculated):
            printed = self.figures[0]
            lasts = [
                last if one.unit == printed.unit else max(last, printed.last)
                for last, one in zip(lasts, self.figures, strict=True)
            ]
        return take_alike(self.figures, len(self.calculated) > 1 and min(signs) > 0, lasts)

    @property
    def tolerance(self) -> Fraction:
        return sum(self.places, Fraction(0)) / 2

    @property
    def verdict(self) -> str:
        return compare(self.gap, self.tolerance)

    def row(self, report: int, verdict: str, reason: str = "", rule: str = "") -> Row:
        """Return the check; where there is nothing to compare no amounts are told."""
        left, right = (int(side) for side in self.sides)
        amounts: tuple[int | None, ...] = (left, right, floor(self.tolerance))
        if reason in ("no-total", "no-base"):
            amounts = (None, None, None)
        elif not self.reported:
            amounts = (None, right, None)
        return Row(report, rule or self.rule, self.identity, cite(self.figures, report), verdict, reason, *amounts)


def cite(figures: Iterable[Figure], report: int) -> tuple[str, ...]:
    return tuple(sorted(one.name if one.report == report else f"{one.report}/{one.name}" for one in figures))


def ask_for_evidence(equation: Equation, others_stated: bool) -> tuple[str, str]:
    """What does not close is a mismatch only where nothing that could fill the gap may be unlisted or was derived."""
    if any(one.derived for one in equation.figures):
        return "not-checkable", "derived"
    excess = equation.gap < 0 and equation.bounded and all(sign * one.value >= 0 for sign, one in equation.calculated)
    if (equation.complete or excess) and others_stated:
        return "mismatch", ""
    return "not-checkable", "incomplete"


def settle(equation: Equation, others_stated: bool = True) -> list[Row]:
    """Return the rows of an equation that is judged by itself: its verdict, a slip that explains it, coarse print."""
    verdict, reason = equation.verdict, ""
    if verdict in CLOSED:
        rows = [equation.row(equation.report, verdict)]
        if equation.rule == "sum-of-parts" and is_coarse(equation):
            rows.append(equation.row(equation.report, verdict, rule="coarse-rounding"))
        return rows
    verdict, reason = ask_for_evidence(equation, others_stated)
    if verdict == "mismatch" or (reason == "incomplete" and len(equation.calculated) > 1):
        slip = find_slip(equation)
        if slip and (reason != "incomplete" or slip.startswith("unit")):
            return [equation.row(equation.report, "mismatch", slip, "unit-scale")]
    return [equation.row(equation.report, verdict, reason)]


def is_coarse(equation: Equation) -> bool:
    """Whether the sum closes only because one figure is printed with fewer decimals than the finest."""
    places = [last for last in equation.places if last]
    return bool(places) and abs(equation.gap) > min(places) * len(places) / 2


SLIPS = {"unit+4": Fraction(10**4), "unit-4": Fraction(1, 10**4), "point+1": Fraction(10), "point-1": Fraction(1, 10)}


def find_slip(equation: Equation) -> str:
    """Name the only figure that would close the equation if its unit (or, of sums, its point) had slipped."""
    if equation.rule not in ("sum-of-parts", "restated"):
        return ""
    for name, factor in SLIPS.items():
        if equation.rule == "restated" and not name.startswith("unit"):
            return ""
        fitting = [place for place in range(len(equation.figures)) if closes_moved(equation, place, factor)]
        if len(fitting) == 1:
            return f"{name} {fitting[0]}"
    return ""


def closes_moved(equation: Equation, place: int, factor: Fraction) -> bool:
    """Whether the equation closes with one figure moved, which is no sum that closes by its vanishing."""
    signed = [sign * one.value for sign, one in equation.reported] + [
        -sign * one.value for sign, one in equation.calculated
    ]
    places = equation.places
    moved = signed[place] * factor
    if not moved or moved.denominator != 1 or abs(moved) <= 10 * sum(places) / 2:
        return False
    as_exact = min(Fraction(floor(places[place] * factor)), places[0] or places[place])
    tolerance = (sum(places) - places[place] + as_exact) / 2
    return abs(sum(signed) - signed[place] + moved) <= tolerance


def settle_rivals(rivals: Sequence[Equation], keep_idle: bool) -> list[Row]:
    """Of alternatives one that holds decides; where none does, the nearest is judged."""
    told = [one for one in rivals if one.reported]
    if not told:
        return [rivals[0].row(rivals[0].report, "not-checkable", "no-total")]
    closing = [one for one in told if one.verdict in CLOSED]
    nearest = min(closing or told, key=lambda one: abs(one.gap))
    if not keep_idle:
        return settle(nearest)
    judged = closing or [nearest]
    rows = list(chain.from_iterable(settle(one, len(told) == len(rivals)) for one in judged))
    reason = "other-total" if closing else "nearer-total"
    return rows + [one.row(one.report, "not-applicable", reason) for one in told if one not in judged]


# --- the rules


def judge_sums(figures: Sequence[Figure], report: int) -> list[Row]:
    """A scheme's top level makes up its totals, and the parts of a code the code."""
    levels = first_of_each([one for one in figures if one.report == report], ["level"])
    rows = []
    for place in {key[:-1]: None for key in levels}:
        there = {key[-1]: one for key, one in levels.items() if key[:-1] == place}
        for scheme in {one.scheme: None for one in there.values()}:
            rows += judge_scheme(scheme, there, report, str(place[2]))
    return rows


def judge_scheme(scheme: str, there: Mapping[str, Figure], report: int, flow: str) -> list[Row]:
    [adds_up_to] = [row["adds_up_to"].split() for row in read("schemes.csv") if row["scheme"] == scheme]
    totals = [total for total in adds_up_to if not flow or flow_of(total) == flow]
    rivals = [make_sum(scheme, total, children_of(scheme, ""), there, report) for total in totals]
    rows = settle_rivals(rivals, keep_idle=True) if rivals and rivals[0].calculated else []
    for code in codes_of(scheme):
        inner = make_sum(scheme, f"{scheme}/{code}", children_of(scheme, code), there, report)
        if inner.calculated:
            rows += settle_rivals([inner], keep_idle=True)
    return rows


def make_sum(scheme: str, total: str, members: Sequence[str], there: Mapping[str, Figure], report: int) -> Equation:
    parts, complete = gather(scheme, members, there)
    complete &= not any(row["partial"] for row in read("schemes.csv") if row["scheme"] == scheme)
    reported = ((1, there[total]),) if total in there else ()
    return Equation(report, "sum-of-parts", f"{scheme}>{total}", reported, tuple((1, one) for one in parts), complete)


def gather(scheme: str, members: Sequence[str], there: Mapping[str, Figure]) -> tuple[list[Figure], bool]:
    """Return the stated parts, and whether they are all: below a part without a figure its own parts stand for it."""
    parts: list[Figure] = []
    complete = bool(members)
    for code in members:
        if f"{scheme}/{code}" in there:
            parts.append(there[f"{scheme}/{code}"])
            continue
        inner, whole = gather(scheme, children_of(scheme, code), there)
        parts += inner
        complete = complete and whole
    return parts, complete


def judge_identities(figures: Sequence[Figure], report: int) -> list[Row]:
    """Each identity of the data holds wherever its needed terms are stated; of alternatives one is enough."""
    groups: dict[tuple[object, ...], list[Equation]] = {}
    rows = []
    for identity in read("identities.csv"):
        if identity["within"]:
            continue  # the invented figures stand in no table
        name = identity["identity"]
        alternatives = tuple(sorted([name, *identity["alternatives"].split()]))
        for key, equation in match_identity(identity, figures, report):
            if identity["relation"] == "<=":
                rows.append(judge_at_most(equation))
            else:
                groups.setdefault((alternatives, key), []).append(equation)
    return rows + list(chain.from_iterable(settle_rivals(one, keep_idle=False) for one in groups.values()))


def match_identity(
    identity: Mapping[str, str], figures: Sequence[Figure], report: int
) -> Iterable[tuple[tuple[object, ...], Equation]]:
    terms = [row for row in read("identity-terms.csv") if row["identity"] == identity["identity"]]
    shared = [name for name in DIMENSIONS if all(term[name] in ("", "*") for term in terms)]
    if any(term["code"] == "*" for term in terms):
        shared += ["scheme", "code"]
    own = [one for one in figures if one.report == report]
    found = [find_term(term, own, shared) for term in terms]
    for key in {key: None for one in found for key in one}:
        there = [(term, one.get(key)) for term, one in zip(terms, found, strict=True)]
        if all(one for term, one in there if term["needed"] == "yes"):
            yield key, make_equation(identity, there, report)


def find_term(
    term: Mapping[str, str], figures: Sequence[Figure], shared: Sequence[str]
) -> dict[tuple[object, ...], Figure]:
    """Return the figures of a term by year and what all terms have in common; a blank fund or scope is all of it."""
    found: dict[tuple[object, ...], Figure] = {}
    for one in first_of_each(figures, [term["measure"]]).values():
        wanted = {name: term[name] for name in ("scheme", "code", *DIMENSIONS) if term[name] not in ("", "*")}
        wanted |= {name: "all" for name in ("fund", "scope") if name not in shared and not term[name]}
        if all(getattr(one, name) == value for name, value in wanted.items()):
            found.setdefault((one.year, *(getattr(one, name) for name in shared)), one)
    return found


def make_equation(
    identity: Mapping[str, str], there: Sequence[tuple[Mapping[str, str], Figure | None]], report: int
) -> Equation:
    def side(name: str) -> tuple[tuple[int, Figure], ...]:
        return tuple((1 if term["sign"] == "+" else -1, one) for term, one in there if term["side"] == name and one)

    missing = [term for term, one in there if not one and identity["unlisted"] != "none"]
    bounded = all(term["side"] == "calculated" and term["sign"] == "+" for term in missing)
    sides = (side("reported"), side("calculated"))
    return Equation(report, identity["rule"], identity["identity"], *sides, complete=not missing, bounded=bounded)


def judge_at_most(equation: Equation) -> Row:
    """Reported is at most what is calculated; without a reported side the calculated is not negative."""
    verdict = "exact" if equation.gap <= 0 else equation.verdict
    if verdict == "mismatch" and any(one.derived for one in equation.figures):
        return equation.row(equation.report, "not-checkable", "derived")
    return equation.row(equation.report, verdict)


def judge_restated(figures: Sequence[Figure], report: int) -> list[Row]:
    """A figure stated again is the same as the first: one code, measure, base and place; counts also one unit."""
    first: dict[tuple[object, ...], Figure] = {}
    rows = []
    for one in figures:
        if one.report != report or one.derived or one.approximate:
            continue
        unit = "" if one.kind in ("money", "rate") else one.unit
        earlier = first.setdefault((*one.place, one.selector, one.measure, one.base, unit), one)
        if earlier is not one:
            equation = Equation(report, "restated", "restated", ((1, earlier),), ((1, one),))
            last_digit = earlier.last == one.last and equation.verdict == "within-rounding"
            rows += [equation.row(report, "mismatch")] if last_digit else settle(equation)
    return rows


def judge_changes(figures: Sequence[Figure], report: int) -> list[Row]:
    """A stated change is this year's level less that of its base year, which somebody states."""
    rows = []
    for one in figures:
        if one.report != report or one.approximate or one.measure not in ("increase", "decrease"):
            continue
        level, base = find_years(figures, one)
        reported = ((1 if one.measure == "increase" else -1, one),)
        if level and base:
            rows += settle(Equation(report, "change", "change", reported, ((1, level), (-1, base))))
        else:
            rows.append(Equation(report, "change", "change", reported, ()).row(report, "not-checkable", "no-base"))
    return rows


def find_years(figures: Sequence[Figure], one: Figure) -> tuple[Figure | None, Figure | None]:
    """Return the level of a change's year and that of its base year; a derived base proves nothing."""
    level = look_up(figures, one.series, one.report, one.year)
    base = look_up(figures, one.series, one.report, one.base)
    return level, base if base and not base.derived else None


# --- rates


class Ratio(NamedTuple):
    """What a rate may be of: parts with their signs, over a whole."""

    part: tuple[tuple[int, Figure], ...]
    whole: Figure

    @property
    def figures(self) -> list[Figure]:
        return [*(one for _, one in self.part), self.whole]


def judge_rates(figures: Sequence[Figure], report: int) -> list[Row]:
    """A stated rate agrees with its amounts; where it may be of several, one that agrees decides, else the nearest."""
    find = {"share": find_shares, "change-rate": find_change_rates, "completion-rate": find_completions}
    rows = []
    for one in figures:
        if one.report == report and one.measure in find and not one.approximate:
            rows.append(judge_rate(one, find[one.measure](figures, one)))
    return rows


def judge_rate(rate: Figure, ratios: Sequence[Ratio]) -> Row:
    def row(ratio: Ratio | None, verdict: str, reason: str) -> Row:
        figures = [rate, *(ratio.figures if ratio else [])]
        silent = not ratio or (verdict == "not-checkable" and reason in ("no-terms", "zero-base"))
        calculated = None if silent or not ratio or not ratio.whole.value else to_millionths(ratio)
        amounts = (None if silent else int(rate.value), calculated)
        return Row(rate.report, "percent", rate.measure, cite(figures, rate.report), verdict, reason, *amounts, None)

    if not ratios:
        return row(None, "not-checkable", "no-terms")
    usable = [one for one in ratios if abs(one.whole.value) > take_alike(one.figures)[-1] / 2]
    if not usable:
        nothing = not ratios[0].whole.value and total_of(ratios[0]) and rate.value
        if not nothing:
            return row(ratios[0], "not-checkable", "zero-base")
        derived = any(one.derived for one in (rate, *ratios[0].figures))
        return row(ratios[0], *(("not-checkable", "derived") if derived else ("mismatch", "zero-base")))
    judged = [(one, *compare_rate(rate, one)) for one in usable]
    closing = [one for one in judged if one[1] in CLOSED]
    ratio, verdict, reason = min(closing or judged, key=lambda one: abs(abs(rate.value) - to_millionths(one[0])))
    if verdict == "mismatch" and any(one.derived for one in (rate, *ratio.figures)):
        return row(ratio, "not-checkable", "derived")
    return row(ratio, verdict, reason)


def to_millionths(ratio: Ratio) -> int:
    return floor(abs(total_of(ratio)) / abs(ratio.whole.value) * 10**6 + Fraction(1, 2))


def total_of(ratio: Ratio) -> Fraction:
    return sum((sign * one.value for sign, one in ratio.part), Fraction(0))


def compare_rate(rate: Figure, ratio: Ratio) -> tuple[str, str]:
    """A rate that passes only because an amount is printed without decimals, beside one with them, says so."""
    if rate.measure != "change-rate" and rate.value > 0 > total_of(ratio) * ratio.whole.value:
        return "mismatch", ""  # what is below nothing is no share of what is above
    verdict, reason = meet(rate, ratio, False)
    coarse = (verdict, reason) == ("within-rounding", "") and meet(rate, ratio, True)[0] == "mismatch"
    return verdict, "coarse" if coarse else reason


def meet(rate: Figure, ratio: Ratio, listed: bool) -> tuple[str, str]:
    """Magnitudes are compared, each rounded: what the rate may be must meet what the amounts may make."""
    part, whole, stated = abs(total_of(ratio)), abs(ratio.whole.value), abs(rate.value)
    *places, last = take_alike([rate, *ratio.figures], listed)[1:]
    slack, half = sum(places, Fraction(0)) / 2, last / 2
    true = part / whole * 10**6
    if floor(true / rate.last + Fraction(1, 2)) * rate.last == stated:
        return "exact", ""
    low, high = max(part - slack, Fraction(0)) / (whole + half) * 10**6, (part + slack) / (whole - half) * 10**6
    if low <= stated + rate.last / 2 and high >= stated - rate.last / 2:
        return "within-rounding", ""
    if floor(true / rate.last) * rate.last == stated:  # cut off instead of rounded
        return "within-rounding", "truncated"
    return "mismatch", ""


def find_shares(figures: Sequence[Figure], rate: Figure) -> list[Ratio]:
    """A share is of the code's parent, else of one of the totals that its scheme makes up if these are few."""
    parent = codes_of(rate.scheme)[rate.code]["parent"]
    [totals] = [row["adds_up_to"].split() for row in read("schemes.csv") if row["scheme"] == rate.scheme]
    wholes = [f"{rate.scheme}/{parent}"] if parent else totals if len(totals) <= 3 else []
    part = look_up(figures, rate.series, rate.report, rate.year)
    found = [look_up(figures, (one, *rate.series[1:]), rate.report, rate.year) for one in wholes]
    return [Ratio(((1, part),), whole) for whole in found if whole and part]


def find_change_rates(figures: Sequence[Figure], rate: Figure) -> list[Ratio]:
    """A rate of change is of the change that the report states against the same year, else of both years."""
    level, base = find_years(figures, rate)
    stated = [
        one
        for one in figures
        if one.measure in ("increase", "decrease") and not one.approximate and one.base == rate.base
        if one.place == rate.place and one.selector == rate.selector
    ]
    if stated:
        return [Ratio(((1, stated[0]),), base)] if base else []
    return [Ratio(((1, level), (-1, base)), base)] if level and base else []


def find_completions(figures: Sequence[Figure], rate: Figure) -> list[Ratio]:
    """A completion is the final figure over the original or over the adjusted budget."""

    def find(phase: str) -> Figure | None:
        selector, flow, _, fund, scope = rate.series
        return look_up(figures, (selector, flow, phase, fund, scope), rate.report, rate.year)

    final = find("executed")
    budgets = [find(phase) for phase in ("approved", "adjusted")]
    return [Ratio(((1, final),), budget) for budget in budgets if budget and final]


RULES = (judge_sums, judge_identities, judge_restated, judge_changes, judge_rates)


def judge_department(reports: Mapping[int, Sequence[Mapping[str, str]]]) -> list[Row]:
    """Return what the checks of all reports of a department must be, in any order."""
    figures = read_reports(reports)
    return list(chain.from_iterable(rule(figures, report) for report, rule in product(sorted(reports), RULES)))
