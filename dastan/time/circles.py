"""Impossible circles in a network: from any of them to one with the fewest edges."""

from collections.abc import Sequence
from itertools import chain

from dastan.time.network import Network

_LOOKS = 300_000
"""How many edges to look at in search of one circle."""


class Patience:
    """How many edges may still be looked at to make chains shorter.

    A large story with a great many contradictions must not take minutes to say so. In small ones
    it never ends.
    """

    def __init__(self, edges: int = 10_000_000) -> None:
        self.edges = edges

    @property
    def ended(self) -> bool:
        return self.edges <= 0


def fewest_edges(network: Network, circle: Sequence[int], patience: Patience) -> list[int]:
    """An impossible circle of the fewest edges: first through these nodes, then anywhere.

    As no shorter circle is impossible, no part of it is: it is irreducible.
    """
    best = list(circle)
    looks = Patience(min(_LOOKS, patience.edges))
    patience.edges -= looks.edges
    mine = [network.tail[edge] for edge in circle]
    others = (node for node in range(len(network.out)) if network.out[node])
    for start in dict.fromkeys(chain(mine, others)):
        if len(best) == 1 or looks.ended:
            break
        best = _through(network, start, len(best) - 1, looks) or best
    patience.edges += looks.edges
    return best


def _through(network: Network, start: int, longest: int, patience: Patience) -> list[int]:
    """The walk of fewest edges, at most `longest`, that comes back to `start` below nothing."""
    out, weight = network.out, network.weight
    reached = {start: 0}
    steps: list[dict[int, int]] = []
    for _ in range(longest):
        further: dict[int, int] = {}
        via: dict[int, int] = {}
        for node, base in reached.items():
            patience.edges -= len(out[node])
            for other, edge in out[node]:
                new = base + weight[edge]
                if other not in further or new < further[other]:
                    further[other] = new
                    via[other] = edge
        steps.append(via)
        if further.get(start, 0) < 0:
            return _simple(network, _walk(network, start, steps))
        reached = further
        if patience.ended:
            break
    return []


def _walk(network: Network, start: int, steps: Sequence[dict[int, int]]) -> list[int]:
    edges = []
    node = start
    for via in reversed(steps):
        edges.append(via[node])
        node = network.tail[via[node]]
    return edges[::-1]


def _simple(network: Network, walk: Sequence[int]) -> list[int]:
    """The first impossible circle in a closed walk that may cross itself."""
    path: list[int] = []
    for edge in walk:
        path.append(edge)
        node = network.head[edge]
        begun = next((n for n, each in enumerate(path) if network.tail[each] == node), None)
        if begun is not None:
            circle = path[begun:]
            if sum(network.weight[each] for each in circle) < 0:
                return circle
            del path[begun:]
    return []
