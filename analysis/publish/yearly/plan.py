"""Which reports there are to build, and why each has to be: its inputs, the code or what was published have changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.departments import list_years
from analysis.errors import UserError
from analysis.groups import list_group_years, peek_groups
from analysis.publish.edition import open_edition
from analysis.publish.evidence import manifest
from analysis.publish.evidence.manifest import find_damage
from analysis.publish.folder import is_moving
from analysis.publish.subject import GROUPS, Body, Group, Subject, read_span, write_span
from analysis.publish.yearly.remembered import remember
from analysis.texts import DEFAULT_LANGUAGE, say

GROUP_YEARS = 3  # of a group's page that the run makes by itself


@dataclass(frozen=True)
class Job:
    """One report of the run: why it has to be built (empty: current), then what became of it.

    `department` and `year` are the folders of the report, of a group `groups/<group>` and its years such as 2017-2019.
    """

    department: str
    year: int | str
    lang: str
    why: str
    state: str = "current"
    message: str = ""
    seconds: float = 0.0
    findings: dict[str, int] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        """Return what the report is about."""
        if isinstance(self.year, str):
            return Group(self.department.removeprefix(f"{GROUPS}/"), read_span(self.year))
        return Body(self.department, self.year)

    @property
    def key(self) -> tuple[str, int | str, str]:
        """Return department, year and language."""
        return self.department, self.year, self.lang

    def locate(self, out: Path) -> Path:
        """Return the folder of the report."""
        return out / self.department / str(self.year)


@dataclass(frozen=True)
class Place:
    """What the reports of a run have in common: where they go, what they are made from, what each may take."""

    out: Path
    data_dir: Path
    memory_limit_mb: int
    limit_seconds: float


def plan_jobs(lang: str, out: Path, folder: Path, everything: bool = False) -> list[Job]:
    """Return a job for each department and year, in Chinese and in what else was published; reasons in `lang`."""
    years = sorted(list_years(folder).items())
    return _plan(lang, out, folder, [(department, year) for department, own in years for year in own], everything)


def plan_groups(lang: str, out: Path, folder: Path, everything: bool = False) -> list[Job]:
    """Return a job for each place of list_group_places, as plan_jobs does.

    Which reports of its bodies are there counts, so these have to be built before.
    """
    return _plan(lang, out, folder, list_group_places(out, folder), everything)


def list_group_places(out: Path, folder: Path) -> list[tuple[str, str]]:
    """Return (groups/<group>, years) for the last years of each group, and for those years that were published."""
    places = []
    for group in sorted(peek_groups(folder)):
        years = list_group_years(folder, group)
        last = [write_span(years[-GROUP_YEARS:])] if years else []
        published = [one.name for one in (out / GROUPS / group).glob("[0-9]*") if manifest.list_languages(one)]
        places += [(f"{GROUPS}/{group}", span) for span in sorted({*last, *published})]
    return places


def _plan(
    lang: str, out: Path, folder: Path, places: Iterable[tuple[str, int] | tuple[str, str]], everything: bool
) -> list[Job]:
    jobs = []
    with manifest.keep_program():
        for department, year in places:
            target = out / department / str(year)
            for one in dict.fromkeys([DEFAULT_LANGUAGE, *manifest.list_languages(target)]):
                job = Job(department, year, one, "")
                why = say(lang, "yearly.why-forced") if everything else find_reason(lang, job, target, folder)
                jobs.append(replace(job, why=why))
    return jobs


def find_reason(lang: str, job: Job, target: Path, folder: Path) -> str:
    """Return why a report has to be built; empty when the published one is whole and made from what there is now."""
    listing = manifest.locate(target, job.lang)
    if not listing.is_file():
        return say(lang, "yearly.why-moving" if is_moving(target, listing.name) else "yearly.why-new")
    if damaged := find_damage(target, job.lang):
        return say(lang, "yearly.why-damaged", names=shorten_names(damaged))
    out = target.parents[len(Path(job.department).parts)]
    return remember(
        lang, job.subject, job.lang, listing, out, folder, lambda: _compare(lang, job, listing, out, folder)
    )


def _compare(lang: str, job: Job, listing: Path, out: Path, folder: Path) -> str:
    """Return in what a whole report is not what would be made now; empty for nothing."""
    try:
        edition = open_edition(job.subject, job.lang, folder, lang)  # which is refused in words of the run
    except UserError as error:
        return say(lang, "yearly.why-refused", reason=error.brief(lang))
    changed = manifest.list_changes(manifest.read_inputs(listing), edition.describe_inputs(out))
    return say(lang, "yearly.why-changed", names=shorten_names(changed)) if changed else ""


def shorten_names(names: Sequence[str]) -> str:
    """Return the first names of a list, and whether there are more."""
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
