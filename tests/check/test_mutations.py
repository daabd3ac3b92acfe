"""One change to a clean disclosure is found and reported once; the clean ones give nothing."""

import pytest

from analysis import run_checks
from analysis.check import list_findings
from tests.check import disclosures
from tests.check.invented_disclosures import invent
from tests.check.mutations import KINDS, list_broken, mutate

QUICK, ALL = 40, 200  # changes of each half; those of written disclosures are in test_written
INVENTED, PIECE = 12, 100
pytestmark = pytest.mark.no_cover


def list_clean(half):
    """Return the clean disclosures of a half, with their years: those of the samples, or invented ones."""
    if half == "samples":
        if not disclosures.is_there():
            pytest.skip("../shared/samples is not there")
        return {name: (year, disclosures.make_disclosure(name)) for name, year in disclosures.NAMES.items()}
    return {f"invented-{seed}": (2024, invent(seed)) for seed in range(INVENTED)}


def judge(made):
    """Return the checks of disclosures, those that matter, and the exact values of each one's figures of the year."""
    data = disclosures.open_disclosures(made)
    checks = run_checks(data)
    found = list_findings(checks)
    own = data.figures[data.figures["fiscal_year"].eq(data.figures["report_year"])]
    values = {
        str(name): dict(zip(rows["figure_id"].astype("str"), rows["value"], strict=True))
        for name, rows in own.groupby("department", observed=True)
    }
    return checks, found[found["severity"].ne("info")], values


@pytest.mark.parametrize("half", ["samples", "invented"])
def test_clean_disclosures_give_no_finding(half):
    _, found, _ = judge(list_clean(half))
    assert found.empty, found[["department", "rule", "identity", "figures"]]


def judge_changes(half, count):
    """Return the changes that were missed, that gave more than one finding, and how many broke something."""
    clean = list_clean(half)
    checks, _, before = judge(clean)
    kinds, names = list(KINDS), list(clean)
    missed, several, broken = [], [], 0
    for start in range(0, count, PIECE):
        wanted = {
            f"text-{seed}": (names[seed % len(names)], kinds[seed // len(names) % len(kinds)])
            for seed in range(start, min(count, start + PIECE))
        }
        wanted = {key: one for key, one in wanted.items() if one[1] != "direction" or clean[one[0]][1]["links"]}
        wanted = {key: one for key, one in wanted.items() if one[1] != "percentage" or clean[one[0]][1]["links"]}
        made = {
            key: mutate(int(key.removeprefix("text-")), kind, clean[name][1]) for key, (name, kind) in wanted.items()
        }
        _, found, after = judge({key: (clean[wanted[key][0]][0], changed) for key, (changed, _) in made.items()})
        for key, (name, kind) in wanted.items():
            own = found[found["department"].eq(key)]
            grave = own[own["severity"].ne("low")]
            must = list(
                list_broken(checks[checks["department"].eq(name)], before[name], after[key], kind, made[key][1])
            )
            broken += bool(must)
            if must and own.empty:
                missed.append((key, name, kind, must[:3]))
            if len(grave) > 1:
                several.append((key, name, kind, grave["identity"].tolist()))
    return missed, several, broken


@pytest.mark.parametrize("half", ["samples", "invented"])
def test_one_change_is_found_and_reported_once(half):
    missed, several, broken = judge_changes(half, QUICK)
    assert broken > QUICK / 2
    assert missed == []
    assert several == []


@pytest.mark.slow
@pytest.mark.parametrize("half", ["samples", "invented"])
def test_many_changes_are_found_and_reported_once(half):
    missed, several, broken = judge_changes(half, ALL)
    assert broken > ALL / 2
    assert missed == []
    assert len(several) <= ALL / 100, several
