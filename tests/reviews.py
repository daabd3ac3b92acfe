"""Reviews made of a few figures, so that a test of a check or a comparison is a few lines."""

from dataclasses import replace
from functools import cache

from analysis.figures import Figure, Figures, parse_derivation
from analysis.money import Quantity, Unit, parse_quantity
from analysis.review import Review, open_review

YEAR = 2019
UNITS = {
    "万元": Unit("万元", "money", 1_000_000, "10,000 yuan"),
    "名": Unit("名", "count", 1, "persons"),
    "%": Unit("%", "rate", 10_000, "per cent"),
}


@cache
def real_review(lang: str = "zh") -> Review:
    return open_review("beita-union", YEAR, lang)


def make_figure(
    selector: str,
    printed: str,
    *,
    year: int = YEAR,
    phase: str = "executed",
    measure: str = "level",
    base_year: int | None = None,
    unit: str = "万元",
    derivation: str = "",
    report_year: int = YEAR,
    figure_id: str = "",
    label: str = "",
) -> Figure:
    scheme, _, code = selector.partition("/")
    basis = "derived" if derivation else ("declared-none" if printed == "无" else "stated")
    quantity = Quantity(0, 0) if basis != "stated" else parse_quantity(printed, UNITS[unit])
    return Figure(
        figure_id, "beita-union", report_year, year, scheme, code, label or code, measure, base_year, phase,
        "" if derivation else printed, UNITS[unit], basis, derivation, "report-2019", "二、2", quantity,
    )  # fmt: skip


def make_review(*figures: Figure, history: tuple[Figure, ...] = (), lang: str = "zh", **changes: object) -> Review:
    """Return the real review with other figures, numbered F01 … in their order (F01 … again in the history)."""
    return replace(real_review(lang), figures=_number(figures), history=_number(history), **changes)


def _number(figures: tuple[Figure, ...]) -> Figures:
    numbered = [replace(f, figure_id=f.figure_id or f"F{i:02d}") for i, f in enumerate(figures, start=1)]
    by_id = {figure.figure_id: figure for figure in numbered}
    return Figures(_derive(figure, by_id) for figure in numbered)


def _derive(figure: Figure, by_id: dict[str, Figure]) -> Figure:
    if figure.basis != "derived":
        return figure
    parts = [(sign, by_id[figure_id].quantity) for sign, figure_id in parse_derivation(figure.derivation)]
    value = sum(sign * part.value for sign, part in parts)
    return replace(figure, quantity=Quantity(value, sum(part.rounding for _, part in parts)))
