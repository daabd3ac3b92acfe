"""Reports sent to a Dask cluster, a task each: which worker builds which is Dask's to decide, what is said is ours.

A report that fails comes back as an answer and is not built again; a report whose worker died is. Lock, log, back-test
and index stay with the one process that runs the run, so the workers' clocks appear nowhere.
"""

import logging
import sys
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from analysis.errors import PublishError
from analysis.publish.yearly import crew
from analysis.publish.yearly.crew import Description
from analysis.publish.yearly.lock import LOCK
from analysis.publish.yearly.plan import Job, Place
from analysis.publish.yearly.run import Build
from analysis.texts import say

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

_LOOK_SECONDS = 1.0  # between looks at which workers there are
_PATIENCE_SECONDS = 120  # with work to do and no worker to give it to
_ANSWER_SECONDS = 10  # for the answer of a report that has ended
_LIVES = 10  # a report whose worker died so often is not given to another
_CONNECT = "10s"
_SETTINGS = {
    "distributed.comm.timeouts.connect": _CONNECT,
    "distributed.scheduler.allowed-failures": _LIVES,
    "distributed.deploy.lost-worker-timeout": "30s",  # for one of ours to come back before another is started
}
_QUIET = {"logging": dict.fromkeys(("distributed", "distributed.client"), "critical")}  # users are told in sentences
# Workers are added and replaced as the run goes on. Credentials of their own: other users of the machine have none.
_OURS: dict[str, Any] = {"n_workers": 0, "threads_per_worker": 1, "memory_limit": None, "security": True}
_OURS |= {"dashboard_address": "127.0.0.1:0", "preload": crew.__name__, "silence_logs": logging.CRITICAL}


@contextmanager
def open_builders(lang: str, place: Place, scheduler: str | None, workers: int | None) -> Iterator[Build]:
    """Yield what yields each job as it ended, in that order, built by the workers of the scheduler at an address.

    Without one, so many workers are started on this machine; either is opened when it is first needed. PublishError
    where Dask is not installed, no scheduler answers, or the scheduler or all workers are gone for good.
    """
    with ExitStack() as opened:
        senders: list[_Sender] = []

        def build(due: Sequence[Job]) -> Generator[Job, None, None]:
            if not senders:
                client = opened.enter_context(_open_cluster(lang, scheduler, workers))
                senders.append(_Sender(client, lang, place, workers))
                opened.callback(senders[0].release)
            try:
                yield from senders[0].build(due)
            except (OSError, _LostError) as error:
                reason = error if isinstance(error, _LostError) else say(lang, "cluster.dropped")
                raise PublishError(say(lang, "cluster.gone", reason=reason)) from None

        yield build


@contextmanager
def _open_cluster(lang: str, scheduler: str | None, workers: int | None) -> Iterator["Client"]:
    with ExitStack() as opened:
        try:
            import dask

            with dask.config.set(_QUIET):  # which it reads as it is imported
                from distributed import Client, LocalCluster
        except ImportError:
            raise PublishError(say(lang, "cluster.not-installed")) from None
        opened.enter_context(dask.config.set(_SETTINGS))  # now that its own settings are there to be put back
        try:
            place = scheduler or opened.enter_context(LocalCluster(**_OURS))
            client = opened.enter_context(Client(place, timeout=_CONNECT))
        except (OSError, ValueError, RuntimeError, TypeError) as error:  # TypeError: of tls:// without keys
            if isinstance(error, TypeError) and scheduler and scheduler.startswith("tls"):
                raise PublishError(say(lang, "cluster.no-keys", address=scheduler)) from None
            reason = str(error).partition("\n")[0] or type(error).__name__
            key = "cluster.no-scheduler" if scheduler else "cluster.no-start"
            raise PublishError(say(lang, key, address=scheduler, reason=reason)) from None
        yield client


class _LostError(Exception):
    """Dask has given up the work: the scheduler is gone, or no worker is left."""


class _Sent(NamedTuple):
    """A report on its way: its future and the workers that may build it."""

    job: Job
    future: "Future[Job]"
    workers: frozenset[str]


class _Sender:
    """Gives reports to workers that have shown what they are, never more than they build at once."""

    def __init__(self, client: "Client", lang: str, place: Place, workers: int | None) -> None:
        self._workers = workers  # that are ours to keep up
        self._client, self._lang, self._place = client, lang, place
        self._holder = (place.out / LOCK).read_text(encoding="utf-8")
        self._here = crew.describe_here(place, self._holder)
        self._threads: dict[str, int] = {}  # of the workers that are used, by address
        self._refused: set[str] = set()
        self._sent: dict[str, _Sent] = {}
        self._ended: SimpleQueue[str] = SimpleQueue()
        self._looked = self._seen = time.monotonic()

    def build(self, due: Sequence[Job]) -> Iterator[Job]:
        """Yield each job as it ended."""
        waiting, sendings = deque(due), Counter[tuple[str, int | str, str]]()
        self._seen = time.monotonic()
        self._look()
        while waiting or self._sent:
            waiting.extendleft(self._take_back())
            while waiting and len(self._sent) < sum(self._threads.values()):
                job = waiting.popleft()
                sendings[job.key] += 1
                if sendings[job.key] > _LIVES:
                    yield self._fail(job, "cluster.killed", count=_LIVES)
                else:
                    self._send(job)
            with suppress(Empty):
                sent = self._sent.pop(self._ended.get(timeout=_LOOK_SECONDS), None)
                if sent and (ended := self._receive(sent)):
                    yield ended
                elif sent:
                    waiting.appendleft(sent.job)
            if time.monotonic() > self._looked + _LOOK_SECONDS:
                self._look()

    def release(self) -> None:
        """Give up what is on its way and end the workers' warm processes; whoever is gone has ended them."""
        if self._client.status != "running":  # the scheduler is gone
            return
        with suppress(Exception):
            self._client.cancel([one.future for one in self._sent.values()], force=True)
            if self._threads:
                self._client.run(crew.release_here, self._place, workers=[*self._threads], on_error="ignore")

    def _look(self) -> None:
        """See which workers there are, and ask those that are new what they are."""
        if self._client.cluster:
            self._keep_up(self._client.cluster)
        there: Mapping[str, int] = self._client.nthreads()
        self._looked = time.monotonic()
        self._threads = {address: count for address, count in there.items() if address in self._threads}
        for address, description in self._ask(there.keys() - self._threads.keys() - self._refused).items():
            if isinstance(description, OSError):  # gone again
                continue
            if fault := crew.find_fault(self._lang, self._place, self._here, description):
                self._refused.add(address)
                print(say(self._lang, "cluster.refused", worker=address, fault=fault), file=sys.stderr)
            else:
                self._threads[address] = there[address]
        if self._threads:
            self._seen = time.monotonic()
        elif time.monotonic() > self._seen + _PATIENCE_SECONDS:
            raise _LostError(say(self._lang, "cluster.no-worker", seconds=_PATIENCE_SECONDS))

    def _keep_up(self, cluster: "LocalCluster") -> None:
        """Have as many workers as were asked for: Dask brings back one that dies, not one that dies as it starts."""
        for name, worker in list(cluster.workers.items()):
            if worker.status.name in ("failed", "closed"):
                cluster.workers.pop(name, None)
        cluster.scale(self._workers)

    def _ask(self, addresses: set[str]) -> Mapping[str, Description | BaseException]:
        if not addresses:
            return {}
        answers: Mapping[str, Description | BaseException] = self._client.run(
            crew.describe_here, self._place, self._holder, workers=sorted(addresses), on_error="return"
        )
        return answers

    def _send(self, job: Job) -> None:
        workers = frozenset(self._threads)
        future = self._client.submit(
            crew.build_here, self._lang, job, self._place, key=f"report-{uuid4().hex}", workers=sorted(workers),
            allow_other_workers=False, pure=False, retries=2,
        )  # fmt: skip
        self._sent[str(future.key)] = _Sent(job, future, workers)
        future.add_done_callback(lambda done: self._ended.put(done.key))

    def _take_back(self) -> Iterator[Job]:
        """Yield what waits for workers that are all gone, which Dask would keep for them for ever."""
        for key, one in list(self._sent.items()):
            if one.workers.isdisjoint(self._threads) and not one.future.done():
                del self._sent[key]
                one.future.cancel()
                yield one.job

    def _receive(self, sent: _Sent) -> Job | None:
        """Return what became of a report; a fault is the cluster's, as a failed report is an answer.

        None where the answer was lost with the worker that had it.
        """
        if sent.future.status == "cancelled":
            raise _LostError(say(self._lang, "cluster.dropped"))
        if sent.future.status == "error":
            error = sent.future.exception()
            if type(error).__name__ == "KilledWorker":
                return self._fail(sent.job, "cluster.killed", count=_LIVES)
            return self._fail(sent.job, "cluster.failed", reason=f"{type(error).__name__}: {error}")
        with suppress(Exception):  # whatever it is, the report is built once more
            job: Job = sent.future.result(timeout=_ANSWER_SECONDS)
            return job
        sent.future.cancel()
        return None

    def _fail(self, job: Job, key: str, **values: object) -> Job:
        return replace(job, state="failed", message=say(self._lang, key, **values))
