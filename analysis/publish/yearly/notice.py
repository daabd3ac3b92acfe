"""What the user's own command is told when a yearly run failed: one page that says what, why and what to do."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analysis.errors import PublishError
from analysis.publish.processes import run_limited
from analysis.publish.yearly.log import LOG, append_entry, name_report
from analysis.publish.yearly.overdue import Overdue
from analysis.publish.yearly.plan import Job
from analysis.texts import say

NOTICE_SECONDS = 60  # for the command that tells of failures
_SUMMARY_REPORTS = 8  # so that the summary stays on a page


def tell_user(lang: str, out: Path, command: str, failed: int, summary: Sequence[str]) -> None:
    """Call the command of the user's choice with the summary; when that fails too, say so and log it."""
    where = say(lang, "yearly.summary.where", out=out, log=out / LOG)
    text = "\n\n".join([*summary, where, say(lang, "yearly.summary.advice")]) + "\n"
    try:
        code, said = run_limited(command, NOTICE_SECONDS, text, {**os.environ, "EXPENDITURE_FAILED": str(failed)})
        reason = "" if code == 0 else f"{code}: {said[-300:]}"
    except OSError as error:
        reason = str(error)
    if reason:
        message = say(lang, "yearly.not-told", reason=reason)
        print(message, file=sys.stderr)
        with suppress(PublishError):
            append_entry(out, {"state": "not-told", "message": message}, lang)


def summarise(lang: str, out: Path, failed: Sequence[Job], missing: Sequence[Overdue], count: int) -> list[str]:
    """Return the paragraphs that say which of `count` reports failed and which years are due without data."""
    counts = {"failed": len(failed), "missing": len(missing), "good": count - len(failed)}
    parts = [say(lang, "yearly.summary.title", **counts)]
    for job in failed[:_SUMMARY_REPORTS]:
        kept = out / ".failed" / f"{job.department}-{job.year}"
        state = f"{name_report(*job.key)} · {say(lang, f'yearly.{job.state}')}"
        lines = [state, *job.message.splitlines()]
        if kept.is_dir() and str(kept) not in job.message:
            lines.append(say(lang, "yearly.summary.kept", folder=kept))
        parts.append("\n  ".join(lines))
    if len(failed) > _SUMMARY_REPORTS:
        parts.append(say(lang, "yearly.summary.more", count=len(failed) - _SUMMARY_REPORTS))
    return [*parts, "\n".join(one.describe(lang) for one in missing)] if missing else parts
