"""What changed from year to year: each series compared, missing its base, or refused because its scheme broke."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.compare.formulas import Ratio, compute_ratio
from analysis.figures import Figure
from analysis.review import Review
from analysis.schemes import Group, group_links

COMPARED = "compared"
NO_BASE = "no-base"
REFUSED = "refused"
CHANGE_RATE = "(this_year - base) / base"


@dataclass(frozen=True)
class YearPair:
    """One series: this year's amount against the base, with where the base comes from, or why it is not compared."""

    name: str
    phase: str
    this_year: tuple[Figure, ...]
    base: tuple[Figure, ...]
    status: str
    reason: str
    ratio: Ratio | None

    @property
    def this_fen(self) -> int:
        """Return this year's amount in 分."""
        return sum(figure.value for figure in self.this_year)

    @property
    def base_fen(self) -> int | None:
        """Return the base in 分, None if there is none."""
        return sum(figure.value for figure in self.base) if self.base else None

    @property
    def change_fen(self) -> int | None:
        """Return the change in 分, None where the pair is not compared."""
        return self.this_fen - self.base_fen if self.status == COMPARED and self.base_fen is not None else None

    @property
    def derived(self) -> bool:
        """Return whether the base was derived rather than stated."""
        return any(figure.basis == "derived" for figure in self.base)


def compare_years(review: Review) -> list[YearPair]:
    """Return one pair for each amount of the year, and one for each group of codes that a new scheme broke up."""
    pairs: list[YearPair] = []
    seen: set[tuple[str, str]] = set()
    for figure in review.figures.select(year=review.year):
        key = (figure.selector, figure.phase)
        if figure.unit.kind != "money" or not figure.usable or key in seen:
            continue
        seen.add(key)
        pairs.append(_compare_series(review, figure))
    return [*pairs, *_compare_groups(review)]


def _compare_series(review: Review, figure: Figure) -> YearPair:
    base = review.lookup(figure.selector, review.year - 1, figure.phase)
    if base:
        return _pair(review, review.name_of(figure), [figure], [base])
    group = _find_group(review, figure)
    if group is None:
        return _refuse(review, figure, NO_BASE, review.say("compare.no-base", year=review.year - 1))
    if not group.one_to_one:
        return _refuse(review, figure, REFUSED, _explain(review, figure, group))
    link = group.links[0]
    base = review.lookup(f"{link.from_scheme}/{link.from_code}", review.year - 1, figure.phase)
    if base is None:
        return _refuse(review, figure, NO_BASE, review.say("compare.no-base", year=review.year - 1))
    return _pair(review, review.name_of(figure), [figure], [base], review.say(f"compare.link-{link.kind}"))


def _find_group(review: Review, figure: Figure) -> Group | None:
    """Return the group of codes that the figure's code came from, if last year was reported in another scheme."""
    if review.history.select(figure.scheme, None, review.year - 1, figure.phase):
        return None
    used = {other.scheme for other in review.history.select(year=review.year - 1, phase=figure.phase)}
    links = [link for link in review.links if link.to_scheme == figure.scheme and link.from_scheme in used]
    return next((group for group in group_links(links) if figure.code in group.to_codes), None)


def _compare_groups(review: Review) -> Iterator[YearPair]:
    """Yield the sums that stay comparable across a change of scheme."""
    done: set[tuple[str, ...]] = set()
    for figure in review.figures.select(year=review.year, phase="executed"):
        group = _find_group(review, figure) if figure.unit.kind == "money" and figure.usable else None
        if group is None or group.one_to_one or group.to_codes in done:
            continue
        done.add(group.to_codes)
        this_year, base = _members(review, group)
        name = " + ".join(review.name_of(one) for one in this_year)
        if base:
            yield _pair(review, name, this_year, base, review.say("compare.sum-only"))


def _members(review: Review, group: Group) -> tuple[list[Figure], list[Figure]]:
    link = group.links[0]
    this_year = [review.lookup(f"{link.to_scheme}/{code}", review.year, "executed") for code in group.to_codes]
    base = [review.lookup(f"{link.from_scheme}/{code}", review.year - 1, "executed") for code in group.from_codes]
    return [figure for figure in this_year if figure], [figure for figure in base if figure]


def _pair(review: Review, name: str, this_year: Sequence[Figure], base: Sequence[Figure], note: str = "") -> YearPair:
    ratio = _rate(review, this_year, base)
    reason = note or ("" if ratio else review.say("compare.zero-base"))
    return YearPair(name, this_year[0].phase, tuple(this_year), tuple(base), COMPARED, reason, ratio)


def _rate(review: Review, this_year: Sequence[Figure], base: Sequence[Figure]) -> Ratio | None:
    names = {f"t{index}": figure for index, figure in enumerate(this_year)}
    bases = {f"b{index}": figure for index, figure in enumerate(base)}
    formula = CHANGE_RATE.replace("this_year", f"({'+'.join(names)})").replace("base", f"({'+'.join(bases)})")
    return compute_ratio(formula, names | bases, [*review.figures, *review.history])


def _refuse(review: Review, figure: Figure, status: str, reason: str) -> YearPair:
    return YearPair(review.name_of(figure), figure.phase, (figure,), (), status, reason, None)


def _explain(review: Review, figure: Figure, group: Group) -> str:
    link = next(link for link in group.links if link.to_code == figure.code)
    return review.say(
        "compare.broken",
        old=review.pick(review.schemes[link.from_scheme]),
        new=review.pick(review.schemes[link.to_scheme]),
        from_codes=_name_codes(review, link.from_scheme, group.from_codes),
        to_codes=_name_codes(review, link.to_scheme, group.to_codes),
    )


def _name_codes(review: Review, scheme: str, codes: Sequence[str]) -> str:
    names = [review.pick(review.schemes[scheme].codes[code]) for code in codes]
    return ("、" if review.lang == "zh" else ", ").join(f"{c} {n}" for c, n in zip(codes, names, strict=True))
