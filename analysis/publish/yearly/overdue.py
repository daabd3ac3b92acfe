"""What should have been done and was not, by the log of the runs, the data that are there, and the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from analysis.departments import list_lost, list_years
from analysis.groups import list_group_years, peek_groups
from analysis.publish.subject import GROUPS
from analysis.publish.yearly.log import BAD, GOOD, name_report, read_entries
from analysis.texts import say

LONGEST_SILENCE = timedelta(days=400)  # a year, and a month for a run that came late
# Month and day of the next year by which a year's data should be here: local final accounts are approved from June
# to September and published within 20 days of approval (预算法 article 14), and typing them in takes a while.
DUE = (11, 30)


@dataclass(frozen=True)
class Overdue:
    """Something that should have been done: `kind` is failed, no-year, no-figures, no-group, no-run or clock."""

    kind: str
    values: Mapping[str, object]

    def describe(self, lang: str) -> str:
        """Return the line for people."""
        values = {name: value or say(lang, "yearly.overdue.never") for name, value in self.values.items()}
        return say(lang, f"yearly.overdue.{self.kind}", **values)


def find_overdue(out: Path, data_dir: Path, today: date) -> list[Overdue]:
    """Return what should have been done by `today`: failed reports, data that are not there, no run, a wrong clock.

    `data_dir` is the resolved data folder. Lines of the log with a day to come are reported and prove no run.
    """
    years = list_years(data_dir)
    groups = {f"{GROUPS}/{one}" for one in peek_groups(data_dir)}
    entries = read_entries(out)
    newest = {entry["key"]: entry for entry in entries}  # by the order of lines: clocks may be set back
    found = [
        Overdue("failed", {"report": name_report(*key), "day": entry["day"]})
        for key, entry in sorted(newest.items())
        if entry["state"] in BAD and (key[0] in groups or key[1] in years.get(key[0], ()))
    ]
    found += find_missing_data(data_dir, today)
    future = [entry["day"] for entry in entries if entry["day"] > today]
    good = [entry["day"] for entry in entries if entry["state"] in GOOD and entry["day"] <= today]
    last = max(good, default=None)
    if years and (last is None or today - last > LONGEST_SILENCE):
        found.append(Overdue("no-run", {"days": LONGEST_SILENCE.days, "day": last}))
    return [*found, Overdue("clock", {"count": len(future), "day": max(future)})] if future else found


def find_missing_data(data_dir: Path, today: date) -> list[Overdue]:
    """Return each year that was due by `today` and has no data, or lost its figures, and each group without any."""
    missing = list_missing_years(data_dir, today)
    years = [Overdue("no-year", {"report": name_report(*key), "due": due}) for key, due in missing.items()]
    years += [Overdue("no-figures", {"department": name, "year": year}) for name, year in list_lost(data_dir)]
    empty = [one for one in sorted(peek_groups(data_dir)) if not list_group_years(data_dir, one)]
    return years + [Overdue("no-group", {"group": one}) for one in empty]


def list_missing_years(data_dir: Path, today: date) -> dict[tuple[str, int], date]:
    """Return the day by which each (department, year) was due that follows a year of the data and has none itself."""
    missing = {}
    for department, there in sorted(list_years(data_dir).items()):
        for year in sorted({year + 1 for year in there} - set(there)):
            if today > (due := date(year + 1, *DUE)):
                missing[department, year] = due
    return missing
