"""What a warm process does: it forks a process for each report, ends it at its limit, and answers how it ended."""

import gc
import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from analysis.cli import explain
from analysis.publish import forks
from analysis.publish.forks import Channel, Fork, Message, NoForkError
from analysis.publish.notebooks.run import LOOK_SECONDS, ForkedRunner
from analysis.publish.notebooks.warm import prepare
from analysis.publish.report import build_report
from analysis.publish.request import Request
from analysis.publish.subject import read_subject

GRACE_SECONDS = 5  # for a report that is told to stop, until it is killed
_REFUSED = 4


class Server:
    """The warm process: the socket over which requests come, and the reports being built."""

    def __init__(self, control: socket.socket, is_current: Callable[[], bool]) -> None:
        """Take requests from `control` as long as the program is current; the others are sent back."""
        self._control, self._is_current = control, is_current
        self._reports: list[_Report] = []
        forks.OURS.add(control)

    def serve(self) -> None:
        """Answer until the other end is closed, then end the reports that are being built."""
        while self._wait():
            for report in list(self._reports):
                if report.has_ended():
                    report.answer()
                    self._reports.remove(report)
        self._end()

    def _end(self) -> None:
        """End the reports that are being built, politely first, so that they clear up."""
        for report in self._reports:
            report.process.signal(signal.SIGINT)
        until = time.monotonic() + GRACE_SECONDS
        while any(report.process.poll() is None for report in self._reports) and time.monotonic() < until:
            time.sleep(0.02)
        for report in self._reports:
            report.process.end()

    def _wait(self) -> bool:
        """Wait until something happens; return whether the other end is open."""
        until = min((report.deadline for report in self._reports), default=float("inf")) - time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            for report in self._reports:
                selector.register(report.process.channel.socket, selectors.EVENT_READ, report)
            ready = selector.select(max(0.0, min(until, LOOK_SECONDS)) if self._reports else None)
        for key, _ in ready:
            if key.fileobj is self._control:
                return self._accept()
        return True

    def _accept(self) -> bool:
        """Take a request in: the other end has sent the socket over which it is made."""
        try:
            _, sent, _, _ = socket.recv_fds(self._control, 1, 1)
        except ConnectionError:
            return False
        if not sent:
            return False
        asker = Channel(socket.socket(fileno=sent[0]))
        forks.OURS.add(asker.socket)
        request = asker.receive()
        if request is None:
            _close(asker)
        elif not self._is_current():
            _answer(asker, changed=True)
        else:
            try:
                self._reports.append(_Report(asker, request))
            except NoForkError as error:
                _answer(asker, code=_REFUSED, said=str(error))
        return True


class _Report:
    """A report being built: its process, and who asked for it."""

    def __init__(self, asker: Channel, chosen: Message) -> None:
        self._asker, self._is_late = asker, False
        self.deadline = time.monotonic() + chosen.pop("limit_seconds")
        known = {"subject": read_subject(chosen["subject"]), "out": Path(chosen["out"])}
        self.process = Fork(partial(_build, Request(**chosen | known)), capture=True)

    def has_ended(self) -> bool:
        """Return whether the process has ended; at the limit it is first told to stop, so that it clears up."""
        if self.process.poll() is None and time.monotonic() > self.deadline:
            self.process.signal(signal.SIGKILL if self._is_late else signal.SIGINT)
            self._is_late, self.deadline = True, time.monotonic() + GRACE_SECONDS
        return self.process.poll() is not None

    def answer(self) -> None:
        """Tell whoever asked how the process ended."""
        code = self.process.end()
        _answer(self._asker, code=None if self._is_late else code, said=self.process.said)


def _build(request: Request, channel: Channel) -> int:
    """Be a report's process; return the exit code that `expenditure report` would have."""

    def act() -> int:
        with ForkedRunner(at_once=1) as runner:  # other reports use the other cores
            prepare(request)
            gc.freeze()  # as for this process itself
            build_report(request, runner, lambda progress: None)
        return 0

    return explain(request.lang, act)


def _answer(asker: Channel, **answer: object) -> None:
    with suppress(OSError):  # it is gone
        asker.send(**answer)
    _close(asker)


def _close(asker: Channel) -> None:
    forks.OURS.discard(asker.socket)
    asker.socket.close()
