"""How long the solver takes: `python3 bench/time.py`. It makes its own story.

To reach: 2,000 events with 6,000 constraints in half a second; all the snapshots of a book of 365
chapters with 1,000 events in two seconds together.
"""

import random
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from dastan.diagnostics import Span
from dastan.model import Chapter, Entry, Event, TimeSettings, Words
from dastan.time import so_far, solve


def story(
    chapters: int, events: int, constraints: int, dated: bool, seed: int = 1
) -> tuple[list[Chapter], list[Entry]]:
    """A consistent story: every statement is true of one secret set of days.

    One event in ten is told long after it happened.
    """
    chance = random.Random(seed)
    order = list(range(events))
    for _ in range(events // 10):
        start = chance.randrange(events)
        order.insert(chance.randrange(events), order.pop(start))
    days = {event: 20 * position for position, event in enumerate(order)}
    position = {event: n for n, event in enumerate(order)}
    lines = {event: [] for event in range(events)}
    people = [Entry(f"site_src/people/p{n}.md", "people", f"p{n}", f"P {n}") for n in range(20)]
    rows = count(1)

    def say(event: int, text: str) -> None:
        path = f"site_src/chapters/{event * chapters // events}.md"
        lines[event].append(Words(text, Span(path, next(rows), 9)))

    for n in range(constraints):
        event = n % events
        near = max(0, position[event] - chance.randint(1, 8))
        other = order[near]
        apart = days[event] - days[other]
        kind = chance.random()
        if dated and kind < 0.1:
            say(event, f"{1998 + days[event] // 365 - 1}/{1998 + days[event] // 365 + 2}")
        elif kind < 0.2 and apart:
            say(event, f"at most {apart + chance.randint(1, 9)} days after e{other}")
        elif kind < 0.5 and apart:
            say(event, f"{apart} days after e{other}")
        elif kind < 0.6 and apart > 400:
            say(event, f"at least 1 year after e{other}")
        elif apart:
            say(event, f"after e{other}")
    told = []
    for number in range(chapters):
        path = f"site_src/chapters/{number}.md"
        mine = [event for event in range(events) if event * chapters // events == number]
        made = tuple(
            Event(
                f"e{event}",
                f"Event {event}",
                Span(path, next(rows)),
                path,
                when=tuple(lines[event]),
                people=(Words(f"p{event % 20}", Span(path, next(rows))),),
            )
            for event in mine
        )
        told.append(Chapter(path, f"Chapter {number}", f"c{number}", (number,), events=made))
    return told, people


def measure(what: str, run: Callable[[], object]) -> None:
    best = min(timed(run) for _ in range(3))
    print(f"{best:6.2f} s  {what}")


def timed(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def main() -> None:
    for dated in (True, False):
        name = "with dates" if dated else "without dates"
        chapters, people = story(365, 2_000, 6_000, dated)
        found = solve(chapters, (), people, (), TimeSettings()).diagnostics
        print(f"        {len(found)} findings")
        measure(
            f"2,000 events, 6,000 constraints, {name}",
            lambda c=chapters, p=people: solve(c, (), p, (), TimeSettings()),
        )
        chapters, people = story(365, 1_000, 3_000, dated)
        measure(
            f"the snapshots of 365 chapters, 1,000 events, {name}",
            lambda c=chapters, p=people: list(so_far(c, (), p, TimeSettings())),
        )


if __name__ == "__main__":
    main()
