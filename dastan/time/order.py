"""What certainly came before what, and a rank for every event.

Certain is what a chain of statements says, and what bounds that lie apart say. Sets of events are
whole numbers here: bit `n` stands for the event of that number in telling order.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import accumulate, compress, count, pairwise
from operator import or_
from typing import TypeVar

from dastan.time.claims import CALENDAR
from dastan.time.components import components
from dastan.time.network import Network, distances
from dastan.time.state import State
from dastan.time.weights import NEVER, is_known, pair

_T = TypeVar("_T")
_CROWD = 2_000
"""Pairs of statements that name one moment: where there are more, windows must do."""
_Window = tuple[int, int]
"""Between which times, as `weights.pair`, a moment lies: counted from some other moment."""
_Steps = Sequence[Sequence[tuple[int, bool]]]
"""By group, the groups that come not later (or not sooner), and whether they certainly differ."""


@dataclass(frozen=True, slots=True)
class Order:
    """The events that have a rank, and how sure it is."""

    events: tuple[str, ...] = ()
    """In telling order; bit `n` of every set stands for the event of that number."""
    rank: Mapping[str, int] = field(default_factory=dict)
    """From 1; events at the same time share theirs."""
    later: Mapping[str, int] = field(default_factory=dict)
    """By event, those that certainly start after it."""
    tied: Mapping[str, int] = field(default_factory=dict)
    """By event, those of which the story does not say whether they start before it."""


def order(state: State, events: Sequence[str]) -> Order:
    """Ranks by what is certain, and among ties by telling order, in which `events` come."""
    network = state.network
    starts = [state.reading.stretch[event][0] for event in events]
    windows = _windows(network, starts)
    graph = _Graph(network, state.origin, starts, windows)
    earlier, later = graph.closure(forward=True), graph.closure(forward=False)
    groups = [graph.group[start] for start in starts]
    ranks = _ranks(groups, graph.members, earlier)
    every = (1 << len(events)) - 1
    tied = {
        event: every & ~(earlier[group] | later[group] | graph.members[group])
        for event, group in zip(events, groups, strict=True)
    }
    return Order(
        tuple(events),
        {event: ranks[group] for event, group in zip(events, groups, strict=True)},
        {event: later[group] for event, group in zip(events, groups, strict=True)},
        tied,
    )


def _windows(network: Network, starts: Sequence[int]) -> list[dict[int, _Window]]:
    """Where moments lie, seen from the origin, then from a moment of each cluster without bounds.

    A cluster is what statements bind together in both directions. Open ends are infinite.
    """
    far = pair(NEVER)
    seen = {
        start: (-pair(network.earliest[start]), pair(network.latest[start])) for start in starts
    }
    free = [node for node, (low, high) in seen.items() if -far in (low, -high)]
    windows = [seen]
    if len(free) > 1:
        windows += _clusters(network, set(free))
    return windows


def _clusters(network: Network, free: set[int]) -> Iterable[dict[int, _Window]]:
    ends = network.earliest, network.latest
    loose = [any(bounds[node] == NEVER for bounds in ends) for node in range(len(network.out))]
    edges = [
        [other for other, _ in network.out[node] if loose[other]] if loose[node] else []
        for node in range(len(network.out))
    ]
    for cluster in components(edges):
        mine = [node for node in cluster if node in free]
        if len(mine) < 2:
            continue
        local = {node: number for number, node in enumerate(cluster)}
        out: list[list[tuple[int, int]]] = [[] for _ in cluster]
        into: list[list[tuple[int, int]]] = [[] for _ in cluster]
        for node, number in local.items():
            for other, edge in network.out[node]:
                if other in local:
                    out[number].append((local[other], edge))
                    into[local[other]].append((number, edge))
        latest = distances(out, network.weight, local[mine[0]])
        earliest = distances(into, network.weight, local[mine[0]])
        yield {node: (-pair(earliest[local[node]]), pair(latest[local[node]])) for node in mine}


class _Graph:
    """Moments in groups that are at the same time, and what certainly comes before what."""

    def __init__(
        self,
        network: Network,
        origin: int,
        starts: Sequence[int],
        windows: Sequence[dict[int, _Window]],
    ) -> None:
        steps = _steps(network)
        for window in windows:
            for node, other in _coinciding(window):
                steps += [(node, other, False), (other, node, False)]
        sooner: list[list[int]] = [[] for _ in network.out]
        for tail, head, _ in steps:
            sooner[tail].append(head)
        groups = components(sooner)
        groups.sort(key=lambda group: pair(network.potential[group[0]]))  # in order of time
        self.group = [0] * len(network.out)
        for number, group in enumerate(groups):
            for node in group:
                self.group[node] = number
        self.members = [0] * len(groups)
        """By group, the set of its events."""
        for bit, start in enumerate(starts):
            self.members[self.group[start]] |= 1 << bit
        self._sooner: list[list[tuple[int, bool]]] = [[] for _ in groups]
        self._later: list[list[tuple[int, bool]]] = [[] for _ in groups]
        groups_of = ((self.group[head], self.group[tail], strict) for tail, head, strict in steps)
        for first, last, strict in (*groups_of, *self._by_way_of(network, origin, starts)):
            if first != last:
                self._sooner[last].append((first, strict))
                self._later[first].append((last, strict))
        self._windows = windows

    def _by_way_of(
        self, network: Network, origin: int, starts: Sequence[int]
    ) -> Iterator[tuple[int, int, bool]]:
        """Groups of which the first certainly comes before the second, as both are measured from a
        third: a week and a year before the wedding."""
        far: dict[tuple[int, int], int] = {}
        skipped = CALENDAR, origin
        for tail, head, weight in zip(network.tail, network.head, network.weight, strict=True):
            if tail not in skipped and head not in skipped and is_known(weight):
                ends, size = (self.group[tail], self.group[head]), pair(weight)
                if size < far.get(ends, NEVER):
                    far[ends] = size
        onward: list[list[tuple[int, int]]] = [[] for _ in self.members]
        back: list[list[tuple[int, int]]] = [[] for _ in self.members]
        for (tail, head), weight in (far | self._from_starts(far, starts)).items():
            onward[tail].append((weight, head))
            back[head].append((weight, tail))
        for into, out in zip(back, onward, strict=True):
            if len(into) * len(out) > _CROWD:
                continue
            for there, last in into:
                for here, first in out:
                    if there + here < 0 < max(there, here):
                        yield first, last, True

    def _from_starts(
        self, far: Mapping[tuple[int, int], int], starts: Sequence[int]
    ) -> dict[tuple[int, int], int]:
        """What is measured from the end of events that last, measured from their start."""
        starts_of: dict[int, set[int]] = {}
        for start in starts:
            first, last = self.group[start], self.group[start + 1]
            if first != last:
                starts_of.setdefault(last, set()).add(first)
        found: dict[tuple[int, int], int] = {}
        for (tail, head), weight in far.items():
            for first in starts_of.get(tail, ()):
                if (first, tail) in far:
                    ends, sum_ = (first, head), far[first, tail] + weight
                    found[ends] = min(sum_, far.get(ends, sum_), found.get(ends, sum_))
            for first in starts_of.get(head, ()):
                if (head, first) in far:
                    ends, sum_ = (tail, first), weight + far[head, first]
                    found[ends] = min(sum_, far.get(ends, sum_), found.get(ends, sum_))
        return found

    def closure(self, forward: bool) -> list[int]:
        """By group, the set of the events that certainly start before it; or else after it."""
        steps = self._sooner if forward else self._later
        numbers = range(len(self.members))
        sets, apart = self._apart(forward)
        upto, before = [0] * len(self.members), [0] * len(self.members)
        for group in numbers if forward else reversed(numbers):
            same, sure = self.members[group], sets.get(group, 0)
            for other, strict in steps[group]:
                same |= upto[other]
                sure |= upto[other] if strict else before[other]
            for other in apart.get(group, ()):
                if self.members[other] & ~sure:
                    sure |= upto[other]
            before[group], upto[group] = sure, same | sure
        return before

    def _apart(self, forward: bool) -> tuple[dict[int, int], dict[int, list[int]]]:
        """By group, what lies before it (or else after it) as windows lie apart.

        First as sets, for the windows that all events have: these know of chains already. Then,
        for those of the clusters, as groups, the nearest first.
        """
        sets: dict[int, int] = {}
        apart: dict[int, list[int]] = {}
        for number, window in enumerate(self._windows):
            seen = window if forward else {k: (-high, -low) for k, (low, high) in window.items()}
            ends = sorted((high, self.group[node]) for node, (_, high) in seen.items())
            highs = [high for high, _ in ends]
            upto = [0, *accumulate((self.members[group] for _, group in ends), or_)]
            for node, (low, _) in seen.items():
                group, count = self.group[node], bisect_left(highs, low)
                if number == 0:
                    sets[group] = sets.get(group, 0) | upto[count]
                elif count:
                    apart.setdefault(group, []).extend(g for _, g in ends[count - 1 :: -1])
        return sets, apart


def _steps(network: Network) -> list[tuple[int, int, bool]]:
    """Moments of which the second is not after the first; whether it is certainly before it."""
    found = []
    for tail, head, weight in zip(network.tail, network.head, network.weight, strict=True):
        size = pair(weight)
        if size <= 0 and CALENDAR not in (tail, head):
            found.append((tail, head, size < 0))
    return found


def _coinciding(window: Mapping[int, _Window]) -> Iterable[tuple[int, int]]:
    """Moments that lie on the very same point of time."""
    points: dict[int, list[int]] = {}
    for node, (low, high) in window.items():
        if low == high:
            points.setdefault(low, []).append(node)
    return [both for nodes in points.values() for both in pairwise(nodes)]


def _ranks(groups: Sequence[int], members: Sequence[int], earlier: Sequence[int]) -> dict[int, int]:
    """By group, its rank: whoever is told first among those that nothing has to precede."""
    told = {group: bit for bit, group in reversed(list(enumerate(groups)))}
    ranks: dict[int, int] = {}
    done = 0
    ready: list[tuple[int, int]] = []
    waiting: dict[int, list[int]] = {}  # by event, groups that cannot come before it

    def place(group: int) -> None:
        missing = earlier[group] & ~done
        if missing:
            waiting.setdefault(missing.bit_length() - 1, []).append(group)
        else:
            heappush(ready, (told[group], group))

    for group in told:
        place(group)
    while ready:
        _, group = heappop(ready)
        ranks[group] = len(ranks) + 1
        done |= members[group]
        for bit in of_set(count(), members[group]):
            for each in waiting.pop(bit, ()):
                place(each)
    return ranks


def of_set(every: Iterable[_T], chosen: int) -> Iterator[_T]:
    """Of all, those whose numbers are in a set.

    >>> [*of_set("abcde", 0b10110)]
    ['b', 'c', 'e']
    """
    return compress(every, map("1".__eq__, reversed(f"{chosen:b}")))
