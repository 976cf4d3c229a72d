"""Score a stream on several cores: batches out, scores back in order, never more in memory than is on its way."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from clf.errors import Problem, UsageError
from clf.schema import Article, Score
from clf.scoring.score import Scorer
from clf.scoring.stream import score_rows

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from clf.boilerplate.phrases import Phrases

__all__ = ["cores", "score_parallel"]

_ALONE = 300  # rows scored before other processes are worth their start
_BATCH = 20  # rows sent at once
_AHEAD = 3  # batches on their way per process
_PATIENCE = 5.0  # seconds to wait for a batch before asking whether every process is alive

Rows = list[Article | Problem]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def score_parallel(
    rows: Iterable[Article | Problem],
    scorer: Scorer,
    model: str | Path,
    index: Path | None,
    jobs: int,
    own: Phrases | None = None,
) -> Iterator[Score]:
    """Yield a `Score` for every row, in order.

    Parameters
    ----------
    rows : iterable of Article or Problem
        Read as they are needed: at most ``jobs × 3`` batches of 20 rows are on their way.
    scorer : Scorer
        Scores the first 300 rows, and all of them where `jobs` is 1.
    model, index : str or path
        What `scorer` was opened with; every process opens it again and shares the files' pages.
    jobs : int
        Processes.
    own : Phrases, optional
        The user's, as `scorer` has them.

    Raises
    ------
    UsageError
        When a process dies (most often for want of memory).
    """
    rows = iter(rows)
    yield from score_rows(islice(rows, _ALONE if jobs > 1 else None), scorer)
    if (following := next(rows, None)) is not None:
        opened = (str(model), index, own, scorer.state_media)
        yield from _with_processes(chain([following], rows), opened, jobs)


def _with_processes(
    rows: Iterator[Article | Problem], opened: tuple[str, Path | None, Phrases | None, bool], jobs: int
) -> Iterator[Score]:
    # Processes are started afresh: a fork in the middle of a reader's threads may hang.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, opened)
    sent: deque[Future[list[Score]]] = deque()
    started: set[BaseProcess] = set()
    try:
        while batch := list(islice(rows, _BATCH)):
            with _ctrl_c_waits():  # this may start a process
                sent.append(pool.submit(_score, batch))
            if len(sent) == jobs * _AHEAD:
                started.update(active_children())
                yield from _result(sent.popleft(), started)
        started.update(active_children())
        while sent:
            yield from _result(sent.popleft(), started)
    except BrokenProcessPool as error:
        raise UsageError("A scoring process died, most often for want of memory. Try fewer: --jobs 1.") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[list[Score]], started: Iterable[BaseProcess]) -> list[Score]:
    """Return what `future` gives; a process that died in the middle of sending its answer leaves the pool waiting."""
    while True:
        try:
            return future.result(_PATIENCE)
        except TimeoutError:
            if any(process.exitcode is not None for process in started):
                raise BrokenProcessPool from None


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back until the block ends: a process that is interrupted while it starts prints a traceback.

    Processes started in the block inherit this and never see Ctrl-C, as `_begin` wants it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_scorer: Scorer | None = None


def _begin(model: str, index: Path | None, own: Phrases | None, state_media: bool) -> None:
    """Open the model in a new process."""
    from clf.models.store import open_model

    for number in (signal.SIGINT, signal.SIGTERM):  # told to all at once, and the first process's to handle
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _scorer
    outlets = None
    if index is not None or own is not None:
        from clf.boilerplate.index_store import open_outlets

        outlets = open_outlets(index, own)
    _scorer = Scorer(open_model(model), outlets, state_media=state_media)


def _end_with_parent() -> None:
    """Wait for the first process to end, in whatever way, and end then: nobody is left to score for."""
    parent = parent_process()
    assert parent is not None  # noqa: S101 - only processes of the pool come here
    parent.join()
    os._exit(1)  # from a thread sys.exit would end the thread alone


def _score(batch: Rows) -> list[Score]:
    assert _scorer is not None  # noqa: S101 - _begin ran before
    return list(score_rows(batch, _scorer))
