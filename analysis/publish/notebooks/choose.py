"""Which runner a report gets: forks where the system has them, else plain Jupyter kernels."""

import sys
from typing import TYPE_CHECKING

from analysis.publish.forks import NoForkError
from analysis.publish.notebooks.ahead import AheadRunner
from analysis.publish.request import Request
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.notebooks.run import Runner


def choose_runner(request: Request) -> "Runner":
    """Return a runner that has begun to prepare for a report; what the system lacks is said on standard error."""

    def prepare() -> None:
        from analysis.publish.notebooks import warm

        warm.prepare(request)

    try:
        return AheadRunner(prepare)
    except NoForkError as error:
        print(say(request.lang, "run.plain", reason=error), file=sys.stderr)
        from analysis.publish.notebooks.plain import PlainRunner

        return PlainRunner()
