"""Which reports there are to build, and why each has to be: its inputs, the code or what was published have changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.departments import list_years
from analysis.errors import UserError
from analysis.publish.edition import open_edition
from analysis.publish.evidence import manifest
from analysis.publish.evidence.manifest import find_damage
from analysis.publish.subject import GROUPS, Body, Group, Subject, read_span
from analysis.texts import DEFAULT_LANGUAGE, say


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


def plan_jobs(lang: str, out: Path, folder: Path, everything: bool = False) -> list[Job]:
    """Return a job for each department and year, in Chinese and in what else was published; reasons in `lang`."""
    jobs = []
    with manifest.keep_program():
        for department, years in sorted(list_years(folder).items()):
            for year in years:
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
        return say(lang, "yearly.why-new")
    if damaged := find_damage(target, job.lang):
        return say(lang, "yearly.why-damaged", names=shorten_names(damaged))
    try:
        edition = open_edition(job.subject, job.lang, folder, lang)  # which is refused in words of the run
    except UserError as error:
        return say(lang, "yearly.why-refused", reason=error.brief(lang))
    now = edition.describe_inputs(target.parents[len(Path(job.department).parts)])
    changed = manifest.list_changes(manifest.read_inputs(listing), now)
    return say(lang, "yearly.why-changed", names=shorten_names(changed)) if changed else ""


def shorten_names(names: Sequence[str]) -> str:
    """Return the first names of a list, and whether there are more."""
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
