"""Which runner a report gets: forks where the system has them, else plain Jupyter kernels."""

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.publish.forks import ONE_THREAD, NoForkError, require_forks
from analysis.publish.notebooks.ahead import AheadRunner
from analysis.publish.request import Request
from analysis.publish.subject import Group
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.notebooks.run import Runner


def choose_runner(request: Request) -> "Runner":
    """Return a runner that has begun to prepare for a report; what the system lacks is said on standard error.

    The data of a group are opened here and not by another process too: they are many.
    """

    def prepare() -> None:
        from analysis.publish.notebooks import warm

        warm.prepare(request)

    try:
        if isinstance(request.subject, Group):
            return _prepare_here(prepare)
        return AheadRunner(prepare)
    except NoForkError as error:
        from analysis.publish.notebooks.plain import PlainRunner

        runner = PlainRunner(request.lang)
        print(say(request.lang, "run.plain", reason=error), file=sys.stderr)
        return runner


def _prepare_here(prepare: Callable[[], None]) -> "Runner":
    """Return a runner that forks this process, once it has what notebooks need; NoForkError says what is lacking."""
    require_forks()
    os.environ.update(ONE_THREAD)
    gc.set_threshold(50_000, 20, 50)  # what millions of figures make is kept, and looked through in vain
    prepare()
    from analysis.publish.notebooks.run import ForkedRunner

    gc.freeze()  # no notebook looks through all of this for garbage
    return ForkedRunner()
