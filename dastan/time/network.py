"""A simple temporal network: moments, and how far each may lie after another at the most.

An edge from `tail` to `head` says `time(head) - time(tail) <= weight`; weights are those of
`weights`. All of it can be true unless some edges make a circle whose weights add up to less than
nothing. This module knows numbers only, no words and no calendar.

Source: Dechter, Meiri and Pearl, "Temporal constraint networks", Artificial Intelligence 49 (1991).
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import chain

from dastan.time.components import components
from dastan.time.weights import NEVER

_LEFT_OUT = NEVER << 20  # larger than NEVER by more than any sum of weights can make up

Edges = Sequence[Sequence[tuple[int, int]]]
"""By node, the nodes that its edges lead to, each with the number of the edge."""


class Network:
    """A network that grows, and the bounds of its moments, which only ever tighten."""

    def __init__(self, size: int) -> None:
        self.tail: list[int] = []
        self.head: list[int] = []
        self.weight: list[int] = []
        self.lines: list[tuple[int, ...]] = []
        """By edge, the lines of the story that say so; none where it is plain sense."""
        self.premises: list[tuple[int, ...]] = []
        """By edge, those whose bounds it was worked out from."""
        self.out: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        self.into: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        self.potential = [0] * size
        """A time for each moment at which all edges hold, once `contradiction` has found none."""
        self.latest = [NEVER] * size
        """How far after the origin each moment lies at the most."""
        self.earliest = [NEVER] * size
        """How far before the origin each moment lies at the most."""
        self._potential_via = [-1] * size
        self._latest_via = [-1] * size
        self._earliest_via = [-1] * size
        self._order: list[int] = []
        self._restless: set[int] = set()  # nodes whose edges may break the potential
        self._unbound: set[int] = set()  # edges that no bound knows of yet

    def add(
        self,
        tail: int,
        head: int,
        weight: int,
        lines: tuple[int, ...] = (),
        premises: tuple[int, ...] = (),
    ) -> int:
        """The number of the new edge."""
        edge = len(self.weight)
        self.tail.append(tail)
        self.head.append(head)
        self.weight.append(weight)
        self.lines.append(lines)
        self.premises.append(premises)
        self.out[tail].append((head, edge))
        self.into[head].append((tail, edge))
        self._restless.add(tail)
        self._unbound.add(edge)
        return edge

    def tighten(self, edge: int, weight: int, premises: tuple[int, ...] = ()) -> None:
        if weight < self.weight[edge]:
            self.weight[edge] = weight
            self.premises[edge] = premises
            self._restless.add(self.tail[edge])
            self._unbound.add(edge)

    def leave_out(self, edge: int) -> None:
        """As if it had never been; right only before the first `bound`."""
        self.weight[edge] = _LEFT_OUT
        if self._potential_via[self.head[edge]] == edge:
            self._potential_via[self.head[edge]] = -1

    def contradiction(self) -> list[int]:
        """Edges that make an impossible circle, in its order; none where all can be true."""
        if not self._order:
            self._order = self._in_time()
        via = self._potential_via
        self._restless = relax(
            self.out, self.weight, self.potential, via, self._restless, self._order, self.tail
        )
        return circle(via, self.tail) if self._restless else []

    def _in_time(self) -> list[int]:
        """Each node's place among all, in a likely order of time: earlier ones before later ones.

        Only the speed of `relax` depends on it.
        """
        sooner: list[list[int]] = [[] for _ in self.out]
        for tail, head, weight in zip(self.tail, self.head, self.weight, strict=True):
            if weight <= 0:
                sooner[tail].append(head)
        places = [0] * len(self.out)
        for place, node in enumerate(chain.from_iterable(components(sooner))):
            places[node] = place
        return places

    def bound(self, origin: int) -> None:
        """Brings the bounds up to date, counted from `origin`; there is no contradiction."""
        if self.latest[origin] == NEVER:
            self.latest[origin] = self.earliest[origin] = 0
            later, sooner = {origin}, {origin}
        else:
            later = {self.tail[edge] for edge in self._unbound}
            later = {node for node in later if self.latest[node] != NEVER}
            sooner = {self.head[edge] for edge in self._unbound}
            sooner = {node for node in sooner if self.earliest[node] != NEVER}
        self._unbound.clear()
        relax(self.out, self.weight, self.latest, self._latest_via, later, self._order)
        relax(self.into, self.weight, self.earliest, self._earliest_via, sooner, self._order)

    def why_latest(self, node: int) -> tuple[int, ...]:
        """The edges that bound it from above, from the origin on."""
        path = []
        while (edge := self._latest_via[node]) >= 0:
            path.append(edge)
            node = self.tail[edge]
        return tuple(reversed(path))

    def why_earliest(self, node: int) -> tuple[int, ...]:
        """The edges that bound it from below, on to the origin."""
        path = []
        while (edge := self._earliest_via[node]) >= 0:
            path.append(edge)
            node = self.head[edge]
        return tuple(path)


def relax(
    edges: Edges,
    weight: Sequence[int],
    label: list[int],
    via: list[int],
    active: set[int],
    order: Sequence[int],
    tails: Sequence[int] = (),
) -> set[int]:
    """Lowers labels until `label[node] + weight` lowers none further; `active` is where to begin.

    `via` receives the edge that gave each label. With `tails` (the tails of all edges) it stops
    early where the edges in `via` make a circle, and returns the nodes it was at; else none.
    Bellman-Ford's algorithm, with Yen's order: through the nodes as `order` places them, then
    backwards, then forwards again, only those whose label has changed.
    """
    sign, changes = 1, 0
    while active:
        heap = sorted((sign * order[node], node) for node in active)
        ahead, active = active, set()
        while heap:
            place, node = heappop(heap)
            ahead.discard(node)
            base = label[node]
            for other, edge in edges[node]:
                new = base + weight[edge]
                if new < label[other]:
                    label[other] = new
                    via[other] = edge
                    changes += 1
                    if other not in ahead:
                        if sign * order[other] > place:
                            heappush(heap, (sign * order[other], other))
                            ahead.add(other)
                        else:
                            active.add(other)
        sign = -sign
        if tails and changes >= len(label):
            changes = 0
            if circle(via, tails):
                return active
    return active


def circle(via: Sequence[int], tails: Sequence[int]) -> list[int]:
    """Edges of `via` (by node, the edge that leads to it) that make a circle, in its order."""
    seen = [-1] * len(via)
    for start in range(len(via)):
        node = start
        while seen[node] < 0 <= via[node]:
            seen[node] = start
            node = tails[via[node]]
        if seen[node] != start or via[node] < 0:
            continue
        found = [via[node]]
        while (before := tails[found[-1]]) != node:
            found.append(via[before])
        return found[::-1]
    return []


def distances(edges: Edges, weight: Sequence[int], start: int) -> list[int]:
    """How far from `start` each node is, along these edges; there is no contradiction."""
    label = [NEVER] * len(edges)
    label[start] = 0
    relax(edges, weight, label, [-1] * len(edges), {start}, range(len(edges)))
    return label
