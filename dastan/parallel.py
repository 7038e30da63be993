"""Mapping over several processes, where there is fork and enough to do."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_FORKING = 64
"""Items below which starting processes costs more than it saves."""


def parallel(
    jobs: int | None,
) -> Callable[[Callable[[Item], Result], Sequence[Item]], Iterable[Result]]:
    """A `map` on up to `jobs` processes (None: one a core); results come in order."""
    wanted = jobs or os.cpu_count() or 1

    def mapped(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        can_fork = "fork" in multiprocessing.get_all_start_methods()
        if wanted == 1 or len(items) < WORTH_FORKING or not can_fork:
            yield from map(function, items)
            return
        count = min(wanted, len(items))
        with multiprocessing.get_context("fork").Pool(count, _leave_interrupts) as pool:
            yield from pool.imap(function, items, chunksize=max(1, len(items) // (count * 8)))

    return mapped


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: the one that started the others answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
