"""Strongly connected components of a directed graph."""

from collections.abc import Iterable, Sequence


def components(edges: Sequence[Iterable[int]]) -> list[list[int]]:
    """Nodes that lead to one another, in groups; a group comes after all groups it leads to.

    Source: H. Gabow, "Path-based depth-first search for strong and biconnected components",
    Information Processing Letters 74 (2000); here without recursion.
    """
    size = len(edges)
    order = [-1] * size  # when first seen; `size` once its group is known
    seen: list[int] = []
    borders: list[int] = []
    found: list[list[int]] = []
    for root in range(size):
        if order[root] >= 0:
            continue
        path = [(root, iter(edges[root]))]
        while path:
            node, onward = path[-1]
            if order[node] < 0:
                order[node] = len(seen)
                seen.append(node)
                borders.append(order[node])
            for other in onward:
                if order[other] < 0:
                    path.append((other, iter(edges[other])))
                    break
                while borders[-1] > order[other]:
                    borders.pop()
            else:
                path.pop()
                if borders[-1] == order[node]:
                    begin = borders.pop()
                    group = seen[begin:]
                    del seen[begin:]
                    for each in group:
                        order[each] = size
                    found.append(group)
    return found
