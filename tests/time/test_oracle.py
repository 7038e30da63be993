"""The solver against another one: Floyd and Warshall's algorithm over pairs (time, strict).

Random small networks of every kind of statement whose length no calendar decides. What a
statement means is written down here a second time, from the table in the documentation, and shares
nothing with the package.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

import pytest
from time_stories import bounds

from dastan.diagnostics import Checked, Span
from dastan.model import Chapter, Entry, Event, TimeSettings, Words
from dastan.time import Timeline, solve

PATH = "site_src/chapters/01-a.md"
FIRST = date(1998, 1, 1)
DAY = 9_600
"""Of the oracle's ticks, in which a quarter of an hour and a mean year are whole."""
UNITS = {"hour": DAY // 24, "day": DAY, "week": 7 * DAY}
YEAR = 3_506_328

Edge = tuple[str, str, int, bool]
"""`second - first <= ticks`; whether it is less."""
Said = tuple[str, list[Edge]]
"""A statement, and what it means."""


@dataclass
class Network:
    """A story as an author writes it, and as the oracle sees it: line by line."""

    said: dict[str, dict[str, list[tuple[int, str]]]] = field(default_factory=dict)
    """By event and key, the statements and their lines."""
    edges: dict[int, list[Edge]] = field(default_factory=dict)
    plain: list[Edge] = field(default_factory=list)
    """What stands in no line: everything starts before it ends."""

    def say(self, event: str, key: str, said: Said) -> None:
        line = len(self.edges) + 1
        self.edges[line] = said[1]
        self.said[event].setdefault(key, []).append((line, said[0]))

    def solve(self) -> Checked[Timeline]:
        def words(event: str, key: str) -> tuple[Words, ...]:
            return tuple(Words(t, Span(PATH, n)) for n, t in self.said[event].get(key, ()))

        events = tuple(
            Event(
                name,
                name,
                Span(
                    PATH, said["ends when it starts"][0][0] if "ends when it starts" in said else 0
                ),
                PATH,
                when=words(name, "when"),
                ends=words(name, "ends"),
                lasts=next(iter(words(name, "lasts")), None),
                people=words(name, "people"),
            )
            for name, said in self.said.items()
        )
        people = [Entry("site_src/people/p.md", "people", "p", "P")]
        chapter = Chapter(PATH, "A", "a", (), events=events)
        return solve([chapter], (), people, (), TimeSettings())


# --- the oracle


def distances(edges: list[Edge]) -> dict[tuple[str, str], tuple[int, int]] | None:
    """How far every moment lies after every other at the most; None where not all can be true."""
    nodes = sorted({node for tail, head, *_ in edges for node in (tail, head)} | {"calendar"})
    far = {(node, node): (0, 0) for node in nodes}
    for tail, head, ticks, strict in edges:
        weight = (ticks, -int(strict))
        far[tail, head] = min(far.get((tail, head), weight), weight)
    for middle, tail in product(nodes, nodes):
        if (tail, middle) in far:
            ticks, strict = far[tail, middle]
            for head in nodes:
                if (middle, head) in far:
                    more, stricter = far[middle, head]
                    weight = (ticks + more, strict + stricter)
                    far[tail, head] = min(far.get((tail, head), weight), weight)
        if far[tail, tail] < (0, 0):
            return None
    return far


def can_be_true(network: Network, lines: set[int]) -> bool:
    edges = [edge for line in lines for edge in network.edges[line]]
    return distances(network.plain + edges) is not None


def expected(network: Network, lines: set[int], origin: str) -> dict[str, tuple[object, ...]]:
    """Reported bounds of every event, by these lines."""
    far = distances(network.plain + [edge for line in lines for edge in network.edges[line]])
    assert far is not None

    def day(number: int) -> object:
        return (FIRST + timedelta(number)).isoformat() if origin == "calendar" else number

    def earliest(node: str) -> object:
        return day(-far[node, origin][0] // DAY) if (node, origin) in far else None

    def latest(node: str) -> object:
        if (origin, node) not in far:
            return None
        ticks, strict = far[origin, node]
        return day((ticks - 1) // DAY if origin == "calendar" and strict else ticks // DAY)

    return {
        event: tuple(f(f"{event}.{end}") for end in ("start", "end") for f in (earliest, latest))
        for event in network.said
    }


# --- random statements and what they mean


def between(a: str, b: str, low: int | None, high: int | None) -> list[Edge]:
    """`b` lies from `low` to `high` ticks after `a`."""
    edges: list[Edge] = []
    if high is not None:
        edges.append((a, b, high, False))
    if low is not None:
        edges.append((b, a, -low, False))
    return edges


def length(chance: random.Random, near: int) -> tuple[str, int, int | None]:
    """Words for a length not far from `near` ticks, the least and the most that they mean."""
    unit = chance.choice(list(UNITS))
    size = UNITS[unit]
    count = max(0, near // size + chance.randint(-1, 1))
    wide = chance.randint(1, 9)
    exact, half, slack = count * size, size // 2, max(count * size // 4, size // 2)
    fewer, more = max(0, count - wide), count + wide
    return chance.choice(
        [
            (f"{count} {unit}s", max(0, exact - half), exact + half),
            (f"about {count} {unit}s", max(0, exact - slack), exact + slack),
            (f"{count}-{more} {unit}s", exact, more * size),
            (f"exactly {count} {unit}s", exact, exact),
            (f"at least {fewer} {unit}s", fewer * size, None),
            (f"at most {more} {unit}s", 0, more * size),
        ]
    )


def dated(chance: random.Random, node: str, near: int) -> Said:
    day = FIRST + timedelta(near // DAY + chance.randint(-1, 1))
    later = day + timedelta(chance.randint(0, 40))
    month = day.replace(day=1)
    text, first, last = chance.choice(
        [
            (f"{day}", day, day + timedelta(1)),
            (f"{day:%Y-%m}", month, (month + timedelta(31)).replace(day=1)),
            (f"{day}/{later}", day, later + timedelta(1)),
            (f"{day}~", day - timedelta(2), day + timedelta(3)),
        ]
    )
    low, high = (first - FIRST).days * DAY, (last - FIRST).days * DAY
    return text, [("calendar", node, high, True), (node, "calendar", -low, False)]


def related(chance: random.Random, event: str, other: str, moments: dict[str, int]) -> Said:
    """A statement of `when` that names another event, or an end of it."""
    part = chance.choice(["", "", ".start", ".end"])
    first, last = (f"{other}{part or end}" for end in (".start", ".end"))
    start, end, name = f"{event}.start", f"{event}.end", f"{other}{part}"
    kind = chance.choice(["after", "before", "during", "starts", "same", "far after", "far before"])
    if kind == "after":
        return f"after {name}", [(start, last, 0, True)]
    if kind == "before":
        return f"before {name}", [(first, end, 0, True)]
    if kind == "during":
        inside = [(start, first, 0, False), (last, end, 0, False)]
        return f"during {name}", inside
    if kind == "starts":
        inside = [(start, first, 0, False), (last, start, 0, False)]
        return f"starts during {name}", inside
    if kind == "same":
        same = between(first, start, 0, 0)
        if not part:
            same += between(last, end, 0, 0)
        return f"same time as {name}", same
    a, b = (last, start) if kind == "far after" else (end, first)
    text, low, high = length(chance, abs(moments[b] - moments[a]))
    edges = between(a, b, low, high)
    if low == 0 and high != 0:
        edges = [(tail, head, days, tail == b) for tail, head, days, _ in edges]
    return f"{text} {kind.split()[1]} {name}", edges


def true_of(moments: dict[str, int], edges: list[Edge]) -> bool:
    far = [(moments[head] - moments[tail], days, strict) for tail, head, days, strict in edges]
    return all(found < days if strict else found <= days for found, days, strict in far)


def binds_end(text: str) -> bool:
    return text.startswith("during") or (text.startswith("same") and "." not in text)


def network(seed: int, truth: bool) -> Network:
    """Some events and statements; if `truth`, all of them true of one secret history.

    Every other story has dates; the others have somebody of some age.
    """
    chance = random.Random(seed)
    made = Network()
    names = [f"e{number}" for number in range(chance.randint(3, 7))]
    moments = {"calendar": 0, "p.birth": -9000 * DAY, "p.death": 9000 * DAY}
    made.plain.append(("p.death", "p.birth", 0, True))
    for name in names:
        made.said[name] = {}
        made.plain.append((f"{name}.end", f"{name}.start", 0, False))
        start = chance.randint(0, 100) * DAY + chance.randint(0, 3) * DAY // 8
        moments[f"{name}.start"] = moments[f"{name}.end"] = start
        if chance.random() < 0.4:
            moments[f"{name}.end"] += chance.randint(1, 30) * DAY
    for name in names:
        start, end = f"{name}.start", f"{name}.end"
        for other in chance.choices(names, k=chance.randint(0, 3)):
            said = related(chance, name, other, moments)
            if other != name and (true_of(moments, said[1]) or not truth):
                made.say(name, "when", said)
        if seed % 2 and chance.random() < 0.4:
            said = dated(chance, start, moments[start])
            if true_of(moments, said[1]) or not truth:
                made.say(name, "when", said)
        if not seed % 2 and truth and chance.random() < 0.3:
            age = (moments[start] - moments["p.birth"]) // YEAR
            aged = [
                ("p.birth", start, (age + 1) * YEAR, True),
                (start, "p.birth", -age * YEAR, False),
            ]
            made.say(name, "when", (f"p is {age}", aged))
            alive = [(start, "p.birth", 0, False), ("p.death", end, 0, False)]
            made.say(name, "people", ("p", alive))
        if moments[end] > moments[start]:
            text, low, high = length(chance, moments[end] - moments[start])
            if not true_of(moments, between(start, end, low, high)):
                text, low, high = "at most 60 days", 0, 60 * DAY
            made.say(name, "lasts", (text, between(start, end, low, high)))
        elif not any(binds_end(text) for _, text in made.said[name].get("when", ())):
            made.say(name, "ends when it starts", ("", [(start, end, 0, False)]))
    return made


# --- the tests


@pytest.mark.parametrize("some", range(20))
def test_bounds_are_the_tightest(some: int) -> None:
    for seed in range(some * 50, some * 50 + 50):
        made = network(seed, truth=True)
        checked = made.solve()
        assert not checked.diagnostics, made
        lines = set(made.edges)
        assert bounds(checked.value) == expected(made, lines, checked.value.origin), made


def test_what_is_certain_is_so_and_ranks_keep_to_it() -> None:
    """Ties may be told apart by less than all distances; never the other way round."""
    for seed in range(300):
        made = network(seed, truth=True)
        timeline = made.solve().value
        far = distances(made.plain + [edge for edges in made.edges.values() for edge in edges])
        order = timeline.order
        assert far is not None
        for (bit, one), other in product(enumerate(order.events), order.events):
            least = far.get((f"{one}.start", f"{other}.start"), (1, 0))
            most = far.get((f"{other}.start", f"{one}.start"), (1, 0))
            certain = order.later[other] >> bit & 1  # `other` is before `one`
            assert not certain or least < (0, 0), (made, one, other)
            assert order.rank[other] < order.rank[one] or not least < (0, 0), (made, one, other)
            same = order.rank[other] == order.rank[one]
            assert not same or (least, most) == ((0, 0), (0, 0)), (made, one, other)


def contradictory(start: int, count: int) -> list[Network]:
    found, seed = [], start
    while len(found) < count:
        made = network(seed, truth=False)
        if not can_be_true(made, set(made.edges)):
            found.append(made)
        seed += 1
    return found


@pytest.mark.parametrize("some", range(20))
def test_chains_contradict_and_no_line_of_them_is_needless(some: int) -> None:
    for made in contradictory(some * 10_000, 50):
        checked = made.solve()
        left = set(made.edges)
        assert checked.diagnostics
        for conflict in checked.value.conflicts:
            chain = {link.span.line for link in conflict.related}
            assert not can_be_true(made, chain), (made, conflict)
            for line in chain:
                assert can_be_true(made, chain - {line}), (made, conflict, line)
            left.discard(conflict.span.line)
        assert bounds(checked.value) == expected(made, left, checked.value.origin), made
