"""A timeline as its page shows it: groups of events, gaps and bounds in words, lanes, the curve."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dastan.model import Chapter, Entry, Story, Words
from dastan.time import Placed, Timeline, exact_day, ties, time_before
from dastan.when import TimeWords, time_words

LANES = 4
"""Columns for which there is room beside one another."""
STEPS = 30
"""Of the distances on a scale that is proportional to time."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person or a place: as written, and where its own page is."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One event."""

    id: str
    title: str
    href: str
    """Its phrase in its chapter; empty where no chapter tells it."""
    gap: str
    """How long after the one before it was, in words."""
    bounds: str
    """When it was, in words; empty where nothing is known, or nothing new."""
    datetime: str
    """An ISO date, where it is one exact day of the calendar."""
    phrase: str
    places: tuple[Name, ...]
    people: tuple[Name, ...]
    badges: tuple[str, ...]
    assumed: bool
    """Whether something of its time is our guess."""
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Columns beside one another, by the names at their heads; none where one would do."""

    places: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A chapter and the events that it tells."""

    chapter: Chapter
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class View:
    groups: tuple[tuple[Card, ...], ...]
    """By rank; more than one in a group where the story does not say which came first."""
    sometime: tuple[Card, ...]
    """Of which nothing is said, or which are only imagined."""
    tellings: tuple[Telling, ...]
    lanes: Lanes
    guesses: bool
    """Whether anything in it is partly our guess."""
    flashbacks: bool


def view(timeline: Timeline, story: Story, language: str) -> View:
    """What the page of a timeline shows; `story` names people, places and chapters."""
    names = {entry.id: entry for entry in (*story.people, *story.places)}
    ranked = [placed for placed in timeline.events if placed.rank is not None]
    lanes = _lanes(ranked, names)
    words = time_words(language, story.people)
    cards: dict[str, Card] = {}
    said = ""
    for at, placed in enumerate(timeline.events):
        bounds = words.starts(placed)
        gap = _gap(timeline, ranked, at, words) if placed.rank else ""
        new = bounds if bounds != said else ""
        day = exact_day(placed)
        guessed = _is_guess_ahead(timeline, placed)
        cards[placed.event.id] = _card(placed, story, names, lanes, gap, new, day, guessed)
        said = bounds
    if timeline.proportional:
        cards |= _spaced(ranked, cards)
    tellings = tuple(
        Telling(chapter, tuple(cards[event.id] for event in chapter.events if event.id in cards))
        for chapter in story.chapters
        if any(event.id in cards for event in chapter.events)
    )
    return View(
        groups=tuple(tuple(cards[p.event.id] for p in tied) for tied in ties(timeline)),
        sometime=tuple(cards[p.event.id] for p in timeline.events if p.rank is None),
        tellings=tellings,
        lanes=lanes,
        guesses=any(placed.basis == "assumed" for placed in ranked),
        flashbacks=any(placed.flashback for placed in ranked),
    )


def _gap(timeline: Timeline, ranked: Sequence[Placed], at: int, words: TimeWords) -> str:
    """What lies between an event and those of the rank before, for the first of its rank."""
    first = at == 0 or ranked[at - 1].rank != ranked[at].rank
    return words.later(time_before(timeline, ranked[at])) if first else ""


def _card(
    placed: Placed,
    story: Story,
    names: Mapping[str, Entry],
    lanes: Lanes,
    gap: str,
    bounds: str,
    datetime: str,
    guessed: bool,
) -> Card:
    event = placed.event
    url = story.urls.get(event.chapter or "", "")
    return Card(
        id=event.id,
        title=event.title,
        href=f"{url}#event-{event.id}" if url and event.phrase else url,
        gap=gap,
        bounds=bounds,
        datetime=datetime,
        phrase=event.phrase.text if event.phrase else "",
        places=tuple(_name(words, names, story) for words in event.place),
        people=tuple(_name(words, names, story) for words in event.people),
        badges=_badges(placed),
        assumed=placed.basis == "assumed",
        classes=tuple(_classes(placed, lanes, names, guessed)),
    )


def _name(words: Words, names: Mapping[str, Entry], story: Story) -> Name:
    entry = names.get(words.text)
    return Name(entry.name, story.urls[entry.path]) if entry else Name(words.text)


def _badges(placed: Placed) -> tuple[str, ...]:
    kinds = {
        "flashback": placed.flashback,
        "flashforward": placed.flashforward,
        "imagined": placed.imagined,
        "mentioned": placed.mentioned,
    }
    return tuple(name for name, is_so in kinds.items() if is_so)


def _lanes(ranked: Iterable[Placed], names: Mapping[str, Entry]) -> Lanes:
    """The places and the people with the most events."""
    events = [placed.event for placed in ranked]
    places = Counter(event.place[-1].text for event in events if event.place)
    people = Counter(words.text for event in events for words in event.people[:1])
    return Lanes(_most(places, names), _most(people, names))


def _most(counted: Counter[str], names: Mapping[str, Entry]) -> tuple[str, ...]:
    most = [names[id].name if id in names else id for id, _ in counted.most_common(LANES)]
    return tuple(most) if len(most) > 1 else ()


def _is_guess_ahead(timeline: Timeline, placed: Placed) -> bool:
    """Whether what lies between an event and the next rank is a guess of ours."""
    rank = placed.rank
    return rank is not None and rank <= len(timeline.gaps) and timeline.gaps[rank - 1].assumed


def _classes(
    placed: Placed, lanes: Lanes, names: Mapping[str, Entry], guessed: bool
) -> Iterable[str]:
    """How a card is drawn and where it stands: `p2` is the second column of places."""
    if guessed:
        yield "guess"
    if placed.basis == "assumed":
        yield "assumed"
    if placed.flashback:
        yield "flashback"
    event = placed.event
    for letter, lane, words in (
        ("p", lanes.places, event.place[-1:]),
        ("q", lanes.people, event.people[:1]),
    ):
        shown = [names[w.text].name if w.text in names else w.text for w in words]
        if shown and shown[0] in lane:
            yield f"{letter}{lane.index(shown[0]) + 1}"


def _spaced(ranked: Sequence[Placed], cards: Mapping[str, Card]) -> dict[str, Card]:
    """The cards at distances in proportion to time: `h12` is twelve steps to the next one."""
    middles = [_middle(placed) for placed in ranked]
    longest = max((b - a for a, b in pairwise(middles)), default=0) or 1
    spaced = {}
    for placed, (middle, following) in zip(ranked, pairwise(middles), strict=False):
        card = cards[placed.event.id]
        step = round(STEPS * max(0, following - middle) / longest)
        spaced[card.id] = replace(card, classes=(*card.classes, f"h{step}"))
    return spaced


def _middle(placed: Placed) -> float:
    assert placed.start.earliest is not None
    assert placed.start.latest is not None
    return (placed.start.earliest + placed.start.latest) / 2
