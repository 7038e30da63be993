"""The time between one rank and the next: no more than the story says."""

from itertools import pairwise

from dastan.time.amounts import rounded
from dastan.time.calendar import DAY
from dastan.time.claims import CALENDAR
from dastan.time.network import Network
from dastan.time.order import Order
from dastan.time.state import State
from dastan.time.timeline import Gap
from dastan.time.weights import NEVER, is_assumed, is_known, seconds


def gaps(state: State, order: Order) -> tuple[Gap, ...]:
    """What lies between the starts of each rank and the next."""
    first: dict[int, int] = {}
    for bit, event in enumerate(order.events):
        first.setdefault(order.rank[event], bit)
    return tuple(_gap(state, order, *both) for both in pairwise(first[r] for r in sorted(first)))


def _gap(state: State, order: Order, before: int, after: int) -> Gap:
    names = order.events[before], order.events[after]
    if order.tied[names[0]] >> after & 1:
        return Gap(tied=True)
    network = state.network
    a, b = (state.reading.stretch[name][0] for name in names)
    low = min(network.earliest[b] + network.latest[a], _near(network, b, a))
    high = min(network.latest[b] + network.earliest[a], _near(network, a, b))
    assumed = any(is_known(weight) and is_assumed(weight) for weight in (low, high))
    day, next_day = _day(state, a), _day(state, b)
    if day is not None and next_day is not None:
        apart = (next_day - day) * DAY
        return Gap(*rounded(apart, apart), assumed) if apart else Gap(same_day=True)
    least = -seconds(low) if is_known(low) else None
    found = Gap(*rounded(least, seconds(high) if is_known(high) else None), assumed)
    return found if found.is_known else Gap()


def _day(state: State, moment: int) -> int | None:
    """The day of the calendar on which it lies, where that is known."""
    first, last = state.days(moment)
    return first if first == last and state.origin == CALENDAR else None


def _near(network: Network, start: int, end: int) -> int:
    """How far `end` lies after `start` at the most, by up to three statements in a row."""
    last = {end: 0} | {node: network.weight[edge] for node, edge in network.into[end]}
    for node, edge in network.into[end]:  # of several, the tightest
        last[node] = min(last[node], network.weight[edge])
    best = NEVER
    for node, edge in network.out[start]:
        if node == CALENDAR:
            continue
        base = network.weight[edge]
        best = min(best, base + last.get(node, NEVER))
        for other, onward in network.out[node]:
            if other in last and other != CALENDAR:
                best = min(best, base + network.weight[onward] + last[other])
    return best
