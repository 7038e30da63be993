"""Mapping over several processes, where there is fork."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_FORKING = 64
"""New texts in a build, below which starting processes costs more than it saves."""

_CAN_FORK = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
"""Not on macOS, whose own libraries may crash in a forked process."""

_task: tuple[Callable[[Any], Any], Sequence[Any]]
"""Of a worker: what it does, and to what. It came with the fork, and never through a pipe."""


def parallel(
    jobs: int | None,
) -> Callable[[Callable[[Item], Result], Sequence[Item]], Iterable[Result]]:
    """A `map` on up to `jobs` processes (None: one a core); results come in order."""
    wanted = jobs or os.cpu_count() or 1

    def mapped(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        count = min(wanted, len(items))
        if count < 2 or not _CAN_FORK:
            yield from map(function, items)
            return
        context = multiprocessing.get_context("fork")
        with context.Pool(count, _begin, (function, items)) as pool:
            yield from pool.imap(_at, range(len(items)), chunksize=max(1, len(items) // 200))

    return mapped


def _begin(function: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _task
    _task = function, items
    # Ctrl-C reaches every process of a terminal: the one that started the others answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _at(number: int) -> Any:
    function, items = _task
    return function(items[number])
