"""The command `expenditure run`: every report whose inputs, code or template changed, several at once.

Each is built in a process of its own, forked from a warm one. A failure, crash or hang of one does not stop the others.
What is published is current, so a killed run just resumes.
"""

import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from queue import SimpleQueue

from analysis.check import SEVERITIES
from analysis.dataset import resolve_data_dir
from analysis.departments import list_years
from analysis.errors import UserError
from analysis.publish.evidence import manifest
from analysis.publish.evidence.backtest import find_moved
from analysis.publish.evidence.tables import count_published
from analysis.publish.folder import settle
from analysis.publish.forks import NoForkError, count_cores, require_forks
from analysis.publish.limits import MEMORY_LIMIT_MB, REPORT_SECONDS
from analysis.publish.office.pdf import locate_pdf
from analysis.publish.page.index import write_index
from analysis.publish.subject import ALL_NOTEBOOKS
from analysis.publish.yearly.builder import Builder
from analysis.publish.yearly.lock import LockHeldError, hold_lock
from analysis.publish.yearly.log import BAD, append_entry, name_report
from analysis.publish.yearly.notice import summarise, tell_user
from analysis.publish.yearly.overdue import Overdue, find_missing_data, list_missing_years
from analysis.publish.yearly.plan import Job, Place, plan_groups, plan_jobs, shorten_names
from analysis.publish.yearly.progress import ProgressLine
from analysis.texts import say

Build = Callable[[Sequence[Job]], "Generator[Job]"]
FINDINGS, FAILED = 1, 4
_MESSAGE_LINES = 12  # so that a summary stays on a page


def run_all(
    lang: str,
    out: Path,
    data_dir: Path | None,
    *,
    everything: bool = False,
    dry_run: bool = False,
    fail_on: str = "never",
    time_limit_seconds: float = REPORT_SECONDS,
    memory_limit_mb: int = MEMORY_LIMIT_MB,
    jobs_at_once: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    on_failure: str | None = None,
    today: date | None = None,
) -> int:
    """Return the exit code of a yearly run: 0, 1 (findings of severity `fail_on` or above), 4 (a failure), 5 (locked).

    `jobs_at_once` reports are built at the same time (left out: one a core), or as many as there are Dask workers:
    `workers` on this machine, or those of the `scheduler` at an address. A year that is due by `today` (left out: by
    the clock) and has no data is a failure. Messages go to standard error, the plan of a dry run and the path of the
    index page to standard output. Refused data give 3. `on_failure` is a shell command that gets a summary on standard
    input when anything failed.
    """
    out = out.resolve()
    try:
        folder = resolve_data_dir(data_dir, lang)
        if not list_years(folder):
            raise UserError(say(lang, "yearly.nothing", folder=folder))
        today = today or date.today()
        missing = find_missing_data(folder, today)
        if dry_run:
            _tell_plan(lang, out, folder, everything, missing)
            return 0
        with hold_lock(out, lang):
            place = Place(out, folder, memory_limit_mb, time_limit_seconds)
            with _choose_builders(lang, place, jobs_at_once, workers, scheduler) as build:
                done = _build_all(lang, out, folder, everything, build, today)
            return _conclude(lang, out, done, missing, fail_on, on_failure)
    except UserError as error:
        print(error, file=sys.stderr)
        if on_failure and not dry_run and not isinstance(error, LockHeldError):
            tell_user(lang, out, on_failure, 1, [say(lang, "yearly.summary.stopped"), str(error)])
        return error.exit_code


def _tell_plan(lang: str, out: Path, folder: Path, everything: bool, missing: Sequence[Overdue]) -> None:
    """Print what a run would build and why; that data of new reports were not read for this, if there are any."""
    new = say(lang, "yearly.why-new")
    unread = False
    for job in chain.from_iterable(plan(lang, out, folder, everything) for plan in (plan_jobs, plan_groups)):
        print(f"{name_report(*job.key)}: {job.why or say(lang, 'yearly.current')}")
        unread |= job.why == new
    for one in missing:
        print(one.describe(lang))
    if unread:
        print(say(lang, "yearly.unread"), file=sys.stderr)


@contextmanager
def _choose_builders(
    lang: str, place: Place, jobs_at_once: int | None, workers: int | None, scheduler: str | None
) -> Iterator[Build]:
    """Yield what builds the reports that are due: processes of this machine, or a Dask cluster."""
    if workers or scheduler:
        from analysis.publish.yearly.cluster import open_builders

        with open_builders(lang, place, scheduler, workers) as build:
            yield build
    else:
        yield lambda due: _build_due(lang, due, place, jobs_at_once or count_cores())


def _build_all(lang: str, out: Path, folder: Path, everything: bool, build: Build, today: date) -> list[Job]:
    """Return every job as it ended, once the page over all reports is written."""
    settle(out, lang)
    done: list[Job] = []
    for plan in (plan_jobs, plan_groups):  # the pages of groups link to the reports of their bodies
        done += _build_planned(lang, plan(lang, out, folder, everything), out, build)
    states = {job.key: job.state for job in done}
    print(write_index(lang, out, folder, states, list_missing_years(folder, today)))
    return done


def _build_planned(lang: str, jobs: Sequence[Job], out: Path, build: Build) -> list[Job]:
    """Return these jobs as they ended."""
    due, done = [job for job in jobs if job.why], list[Job]()
    for job in due:  # before any is built: last year's, built anew, would agree with itself
        _test_back(lang, job, out)
    line = ProgressLine(lang, len(jobs), len(due))
    line.begin()
    for job in [job for job in jobs if not job.why]:
        done.append(_finish(job, out, lang))
        line.show(done[-1], was_built=False)
    if due:
        with closing(build(due)) as built:
            for job in built:
                done.append(_finish(job, out, lang))
                line.show(done[-1], was_built=True)
    line.end()
    return done


def _build_due(lang: str, due: Sequence[Job], place: Place, jobs_at_once: int) -> Generator[Job]:
    """Yield each job as it ended, in that order; those of one folder are built one after the other."""
    try:
        require_forks()
    except NoForkError as error:
        print(say(lang, "run.plain", reason=error), file=sys.stderr)
    ended: SimpleQueue[Job | Exception] = SimpleQueue()
    with (
        ThreadPoolExecutor(jobs_at_once) as pool,
        Builder(place.out, place.data_dir, place.memory_limit_mb) as builder,
    ):

        def build(same: Sequence[Job]) -> None:
            for job in same:
                try:
                    ended.put(build_job(lang, job, place.out, builder, place.limit_seconds))
                except Exception as fault:
                    ended.put(fault)

        for _, same in groupby(due, lambda job: job.locate(place.out)):
            pool.submit(build, [*same])
        for _ in due:
            job = ended.get()
            if isinstance(job, Exception):
                raise job
            yield job


def _conclude(
    lang: str, out: Path, done: Sequence[Job], missing: Sequence[Overdue], fail_on: str, on_failure: str | None
) -> int:
    """Say what became of the run, to the user's own command too when anything failed; return the exit code."""
    failed = [job for job in done if job.state in BAD]
    for one in missing:
        print(one.describe(lang), file=sys.stderr)
    counts = {state: sum(job.state == state for job in done) for state in ("built", "current")}
    print(say(lang, "yearly.ended", failed=len(failed), missing=len(missing), **counts), file=sys.stderr)
    bad = len(failed) + len(missing)
    if bad and on_failure:
        tell_user(lang, out, on_failure, bad, summarise(lang, out, failed, missing, len(done)))
    serious = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    found = any(job.findings.get(severity) for job in done for severity in serious)
    return FAILED if bad else FINDINGS if found else 0


def _test_back(lang: str, job: Job, out: Path) -> None:
    """Say which key figures of last year's report today's code computes differently."""
    if not isinstance(job.year, int):  # a group's numbers are those of its bodies
        return
    last_year = out / job.department / str(job.year - 1)
    if manifest.find_damage(last_year, job.lang):  # or not published: nothing to hold the code against
        return
    try:
        moved = find_moved(last_year, job.lang, lang)
    except UserError as error:
        reason = error.brief(lang)
        print(say(lang, "yearly.not-tested-back", report=name_report(*job.key), reason=reason), file=sys.stderr)
        return
    for name, then, now in moved:
        values = {"report": f"{job.department} {job.year - 1}", "name": name, "then": then, "now": now}
        print(say(lang, "yearly.moved", **values), file=sys.stderr)


def build_job(lang: str, job: Job, out: Path, builder: Builder, limit_seconds: float) -> Job:
    """Return a job as it ended: built, failed or stopped at its time limit, with the message in `lang`."""
    started, target = time.monotonic(), job.locate(out)
    # What was once delivered as a bundle or printed stays so.
    bundle = manifest.locate(target, job.lang, job.subject.mark).is_file()
    pdf = locate_pdf(target, job.lang).is_file()
    try:
        code, said = builder.build(job, bundle=bundle, pdf=pdf, limit_seconds=limit_seconds)
    except OSError as error:
        code, said = FAILED, say(lang, "yearly.not-started", reason=error.strerror)
    job = replace(job, state="built", seconds=round(time.monotonic() - started, 1))
    if code is None:
        return replace(job, state="timeout", message=say(lang, "yearly.too-long", seconds=f"{limit_seconds:g}"))
    if code:
        lines = [line for line in said.splitlines() if not line.startswith(ALL_NOTEBOOKS)]  # without its progress
        message = "\n".join(lines[-_MESSAGE_LINES:]) or say(lang, "yearly.no-message", code=code)
        return replace(job, state="failed", message=message)
    if damaged := manifest.find_damage(target, job.lang):
        return replace(job, state="failed", message=say(lang, "yearly.not-whole", names=shorten_names(damaged)))
    return job


def _finish(job: Job, out: Path, lang: str) -> Job:
    """Return the job with the findings of what is published now, once it stands in the log."""
    job = replace(job, findings=count_published(job.locate(out), job.lang))
    entry = {name: getattr(job, name) for name in ("department", "year", "lang", "state", "findings", "seconds")}
    append_entry(out, {**entry, "why": job.why, "message": job.message}, lang)
    return job
