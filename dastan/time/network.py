"""A simple temporal network: moments, and how far each may lie after another at the most.

An edge from `tail` to `head` says `time(head) - time(tail) <= weight`; weights are those of
`weights`. All of it can be true unless some edges make a circle whose weights add up to less than
nothing. This module knows numbers only, no words and no calendar.

Source: Dechter, Meiri and Pearl, "Temporal constraint networks", Artificial Intelligence 49 (1991).
"""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from dastan.time.weights import FAR, NEVER

_LEFT_OUT = NEVER << 20  # larger than NEVER by more than any sum of weights can make up

Edges = Sequence[Sequence[tuple[int, int]]]
"""By node, the nodes that its edges lead to, each with the number of the edge."""
Step = tuple[int, int, int]
"""A label, the node that may get it, the edge that gives it."""


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
        self.potential = [node * FAR for node in range(size)]
        """A time for each moment at which all edges hold, once `contradiction` has found none.

        Until then far apart in the order of their numbers: most are told as they happened.
        """
        self.latest = [NEVER] * size
        """How far after the origin each moment lies at the most."""
        self.earliest = [NEVER] * size
        """How far before the origin each moment lies at the most."""
        self._potential_via = [-1] * size
        self.latest_via = [-1] * size
        """By moment, the last edge of those that give its bound; -1 where there is none."""
        self.earliest_via = [-1] * size
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
        via = self._potential_via
        self._restless = relax(
            self.out, self.weight, self.potential, via, self._restless, self.tail
        )
        return circle(via, self.tail) if self._restless else []

    def bound(self, origin: int) -> None:
        """Brings the bounds up to date, counted from `origin`; there is no contradiction."""
        latest: list[Step] = []
        earliest: list[Step] = []
        if self.latest[origin] == NEVER:
            latest.append((0, origin, -1))
            earliest.append((0, origin, -1))
        else:
            for edge in self._unbound:
                tail, head, weight = self.tail[edge], self.head[edge], self.weight[edge]
                if self.latest[tail] != NEVER:
                    latest.append((self.latest[tail] + weight, head, edge))
                if self.earliest[head] != NEVER:
                    earliest.append((self.earliest[head] + weight, tail, edge))
        self._unbound.clear()
        weights, potential = self.weight, self.potential
        nearest(self.out, weights, self.latest, self.latest_via, latest, potential, 1)
        nearest(self.into, weights, self.earliest, self.earliest_via, earliest, potential, -1)

    def why_latest(self, node: int) -> tuple[int, ...]:
        """The edges that bound it from above, from the origin on."""
        path = []
        while (edge := self.latest_via[node]) >= 0:
            path.append(edge)
            node = self.tail[edge]
        return tuple(reversed(path))

    def why_earliest(self, node: int) -> tuple[int, ...]:
        """The edges that bound it from below, from the origin on."""
        path = []
        while (edge := self.earliest_via[node]) >= 0:
            path.append(edge)
            node = self.head[edge]
        return tuple(reversed(path))


def relax(
    edges: Edges,
    weight: Sequence[int],
    label: list[int],
    via: list[int],
    active: set[int],
    tails: Sequence[int] = (),
) -> set[int]:
    """Lowers labels until `label[node] + weight` lowers none further; `active` is where to begin.

    `via` receives the edge that gave each label. With `tails` (the tails of all edges) it stops
    early where the edges in `via` make a circle, and returns the nodes it was at; else none.

    Bellman and Ford's algorithm, in the order of Goldberg and Radzik ("A heuristic improvement of
    the Bellman-Ford algorithm", Applied Mathematics Letters 6, 1993): each pass takes a node after
    all that could lower it.
    """
    changes = 0
    while active:
        lowered = set()
        for node in reversed(_downhill(edges, weight, label, active)):
            base = label[node]
            for other, edge in edges[node]:
                new = base + weight[edge]
                if new < label[other]:
                    label[other] = new
                    via[other] = edge
                    lowered.add(other)
                    changes += 1
        active = lowered
        if tails and changes >= len(label):
            changes = 0
            if circle(via, tails):
                return active
    return active


def _downhill(
    edges: Edges, weight: Sequence[int], label: Sequence[int], active: Iterable[int]
) -> list[int]:
    """Every node that some active one may lower a label by way of, those farthest on first."""
    seen: set[int] = set()
    found: list[int] = []
    for start in active:
        if start in seen:
            continue
        seen.add(start)
        base = label[start]
        for other, edge in edges[start]:
            if base + weight[edge] < label[other]:
                break
        else:
            continue
        path = [(start, iter(edges[start]))]
        while path:
            node, onward = path[-1]
            base = label[node]
            for other, edge in onward:
                if other not in seen and base + weight[edge] <= label[other]:
                    seen.add(other)
                    path.append((other, iter(edges[other])))
                    break
            else:
                path.pop()
                found.append(node)
    return found


def nearest(
    edges: Edges,
    weight: Sequence[int],
    label: list[int],
    via: list[int],
    steps: Iterable[Step],
    potential: Sequence[int],
    sign: int,
) -> None:
    """Lowers labels by the given steps and by all that follows from them.

    Dijkstra's algorithm: seen from a potential at which all edges hold, no edge is below nothing.
    `sign` is 1 along edges that lead from tail to head, -1 along those that lead back.
    """
    heap = [(new - sign * potential[node], node, new, edge) for new, node, edge in steps]
    heapify(heap)
    while heap:
        _, node, new, edge = heappop(heap)
        if new >= label[node]:
            continue
        label[node] = new
        via[node] = edge
        for other, onward in edges[node]:
            base = new + weight[onward]
            if base < label[other]:
                heappush(heap, (base - sign * potential[other], other, base, onward))


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
    relax(edges, weight, label, [-1] * len(edges), {start})
    return label
