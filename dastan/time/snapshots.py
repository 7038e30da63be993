"""The timeline so far: what a reader of chapter N may know, and not a word more.

Solved only from what is told by then. A line counts from the chapter on that tells the last of the
events it names; it fails closed, so that no bound gives away what is still to come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dastan.model import Chapter, Entry, Event, TimeSettings
from dastan.time.assemble import place, timeline, told_numbers
from dastan.time.circles import Patience
from dastan.time.claims import CALENDAR
from dastan.time.lexicon import read_lexicon
from dastan.time.order import Order
from dastan.time.reading import Reading, read
from dastan.time.solver import origin_of, settle, spoken_of
from dastan.time.state import State
from dastan.time.timeline import Placed, Timeline

_NEVER = 1 << 30
_FEWEST, _MOST = 12, 60
"""Points at which snapshots stand, in a story that has so many chapters."""
_ENTRIES = 12_000
"""At so few points that with the events of the whole story they would hold no more entries: each
has all that is told before it."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a reader knows who has read up to the end of a chapter."""

    chapter: Chapter
    timeline: Timeline | None
    """Everything told up to here, at the chapters where a snapshot stands."""
    events: tuple[Placed, ...] = ()
    """Elsewhere this chapter's own events alone, without ranks, as they are known by then."""


def so_far(
    chapters: Sequence[Chapter],
    loose: Sequence[Event],
    people: Sequence[Entry],
    settings: TimeSettings,
    hidden: Sequence[Chapter] = (),
) -> Iterator[SoFar]:
    """What the reader of each chapter knows, in telling order.

    The arguments are those of `solve`, which has said all that is wrong with them.
    """
    lexicon = read_lexicon(settings).value
    unread = [event.id for chapter in hidden for event in chapter.events]
    reading = read(chapters, loose, people, lexicon, unread).value
    known = _known(reading)
    since = _due(reading, known)
    due: dict[int, list[int]] = {}
    for line, chapter_number in enumerate(since):
        due.setdefault(chapter_number, []).append(line)
    arrivals = _arrivals(reading, known, since)
    numbers = told_numbers(reading.events)
    points = max(_FEWEST, min(_MOST, _ENTRIES // max(1, len(reading.events))))
    step = -(-len(chapters) // points)
    told: dict[int, Event] = {}
    patience = Patience()
    state = State(reading, CALENDAR)
    held: tuple[int, ...] = ()
    spoken: set[str] = set()
    for number, chapter in enumerate(chapters):
        arrived, new = arrivals.get(number, []), due.get(number, [])
        if not (arrived or new) and number % step:
            yield SoFar(chapter, None)
            continue
        told.update(arrived)
        events = [told[place] for place in sorted(told)]
        spoken |= spoken_of(reading.lines[line] for line in new)
        state.count_from(origin_of(reading, (*held, *new), events, spoken))
        state.add(new)
        solution = settle(state, (*held, *new), patience)
        held = solution.lines
        if solution.contradictions:
            spoken = spoken_of(reading.lines[line] for line in held)
        if number % step == 0:
            whole = timeline(state, held, spoken, events)
            yield SoFar(chapter, whole)
        else:
            mine = [event for event in events if event.chapter == chapter.path]
            placed = place(state, spoken, mine, numbers, Order())
            yield SoFar(chapter, None, tuple(placed))


def chapter_named(name: str, chapters: Sequence[Chapter]) -> int | None:
    """The number, from 0, of the chapter of that slug, file name or path."""
    for number, chapter in enumerate(chapters):
        file = chapter.path.rpartition("/")[2]
        if name in (chapter.slug, chapter.path, file, file.removesuffix(".md")):
            return number
    return None


def _arrivals(
    reading: Reading, known: Mapping[str, int], due: Sequence[int]
) -> dict[int, list[tuple[int, Event]]]:
    """By a chapter's number, events as they may be shown from there on, each with its place.

    A statement that is not due yet may give away what is to come: it is left out, and so is what
    only solving needs.
    """
    since = {}
    for line, number in zip(reading.lines, due, strict=True):
        since[line.subject, line.span] = number
    arrivals: dict[int, list[tuple[int, Event]]] = {}
    for at, event in enumerate(reading.events):
        waits = {
            words.span: since.get((event.id, words.span), _NEVER)
            for words in (*event.when, *event.ends)
        }
        first = known[event.id]
        for number in sorted({first, *(wait for wait in waits.values() if wait > first)}):
            shown = replace(
                event,
                when=tuple(words for words in event.when if waits[words.span] <= number),
                ends=tuple(words for words in event.ends if waits[words.span] <= number),
                absent_from=(),
                known_from=None,
            )
            arrivals.setdefault(number, []).append((at, shown))
    return arrivals


def _known(reading: Reading) -> dict[str, int]:
    """By event, the number of the chapter from which it may be known."""
    paths = {chapter.path: number for number, chapter in enumerate(reading.chapters)}
    known = {}
    for event in reading.events:
        since = paths.get(event.chapter or "")
        if event.chapter is None and event.known_from:
            since = chapter_named(event.known_from.text, reading.chapters)
        known[event.id] = _NEVER if since is None else since
    return known


def _due(reading: Reading, known: Mapping[str, int]) -> list[int]:
    """By line, the number of the chapter from which it counts.

    A birth counts once something told names it, a death only through an event already told.
    """
    due = [max((known[event] for event in line.events), default=0) for line in reading.lines]
    born = {}
    for number, line in enumerate(reading.lines):
        if line.role == "died" and not line.events:
            due[number] = _NEVER
        elif line.role == "born":
            born[number] = due[number]
            due[number] = _NEVER
    changed = True
    while changed:  # one birth may be what another is counted from
        named: dict[str, int] = {}
        for number, line in enumerate(reading.lines):
            for person in line.births:
                named[person] = min(named.get(person, _NEVER), due[number])
        changed = False
        for number, least in born.items():
            since = max(least, named.get(reading.lines[number].subject, _NEVER))
            changed |= since < due[number]
            due[number] = min(due[number], since)
    return due
