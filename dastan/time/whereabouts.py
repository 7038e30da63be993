"""One person in two places at one time, and journeys faster than `travel` allows.

Found only where the statements leave no other choice, and said as warnings: people do go home.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from dastan.diagnostics import Diagnostic, Related, warning
from dastan.model import Entry, Event
from dastan.time.amounts import amount
from dastan.time.lexicon import Trip
from dastan.time.network import Network, distances, relax
from dastan.time.order import Order
from dastan.time.state import State
from dastan.time.weights import FAR, is_known, pair, seconds, weight


@dataclass(frozen=True, slots=True)
class Map:
    """Which place lies in which, and how long it takes from one to the other."""

    around: Mapping[str, tuple[str, ...]]
    """By place, itself and what it lies in, from the nearest out."""
    trips: Sequence[Trip]

    def apart(self, one: str, other: str) -> bool:
        """Whether nobody can be in both; places without a file may be anywhere."""
        if one not in self.around or other not in self.around:
            return False
        return one not in self.around[other] and other not in self.around[one]

    def trip(self, one: str, other: str) -> Trip | None:
        """The longest journey that `travel` knows between two places, or what they lie in."""
        both = product(self.around.get(one, ()), self.around.get(other, ()))
        ends = set(map(frozenset, both))
        known = [trip for trip in self.trips if trip.places in ends]
        return max(known, key=lambda trip: trip.seconds, default=None)


def make_map(places: Sequence[Entry], trips: Sequence[Trip]) -> Map:
    within = {place.id: place.within.text if place.within else "" for place in places}
    around = {}
    for place in within:
        chain = [place]
        while (outer := within.get(chain[-1], "")) and outer not in chain:
            chain.append(outer)
        around[place] = tuple(chain)
    return Map(around, trips)


def whereabouts(
    state: State, events: Sequence[Event], ordered: Order, map_: Map, open_ended: set[str]
) -> list[Diagnostic]:
    """Warnings of what the whole story forces on its people.

    `state` is settled; `open_ended` are the events of which nothing says how long they take.
    """
    there = [event for event in events if event.place and event.id in ordered.rank]
    if not there:
        return []
    finder = _Finder(state, ordered, map_)
    found = [finder.journey(event) for event in there if event.id not in open_ended]
    together: dict[tuple[str, str], list[str]] = {}
    for person in dict.fromkeys(words.text for event in there for words in event.people):
        mine = [e for e in there if any(words.text == person for words in e.people)]
        for one, other in finder.near(mine):
            if not _silenced(one, other, person) and not _silenced(other, one, person):
                together.setdefault((one.id, other.id), []).append(person)
    hubs = Counter(event for both in together for event in both)
    by_id = {event.id: event for event in there}
    for both, people in together.items():
        hub, rest = sorted(both, key=lambda name: -hubs[name])
        found.append(finder.judge(by_id[hub], by_id[rest], people))
    return [each for each in found if each]


def _silenced(event: Event, other: Event, person: str) -> bool:
    """Whether the author has said that this is no mistake."""
    absent = {words.text for words in event.absent_from}
    return bool(absent & {other.id, person, *(words.text for words in other.place)})


class _Finder:
    """Asks the network how far events must, or can, lie apart."""

    def __init__(self, state: State, ordered: Order, map_: Map) -> None:
        self.network = state.network
        self.stretch = state.reading.stretch
        self.map = map_
        self.told = {event: number for number, event in enumerate(ordered.events)}
        self.slack = max((trip.seconds for trip in map_.trips), default=0)
        self.examples = [_example(state, ordered, turned) for turned in (False, True)]
        self._reached: dict[tuple[int, bool], list[int]] = {}

    def near(self, events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
        """Pairs of events that could be a finding: those too near each other in both examples.

        What is forced is so in every solution of the network; two are cheap to look at.
        """
        example = self.examples[0]
        order = sorted(events, key=lambda event: example[self.stretch[event.id][0]])
        going: list[Event] = []
        for event in order:
            start = example[self.stretch[event.id][0]]
            going = [
                other
                for other in going
                if seconds(start - example[self.stretch[other.id][1]]) <= self.slack
            ]
            for other in going:
                if self._could_be(other, event):
                    yield (other, event)
            going.append(event)

    def _could_be(self, one: Event, other: Event) -> bool:
        trips = self._trips(one, other)
        if not self._apart(one, other) and trips == (None, None):
            return False
        time = max(trip.seconds if trip else 0 for trip in trips)
        for example in self.examples:
            (start, end), (first, last) = self.stretch[one.id], self.stretch[other.id]
            free = max(example[first] - example[end], example[start] - example[last])
            if seconds(free) > time:
                return False
        return True

    def _apart(self, one: Event, other: Event) -> bool:
        return all(
            self.map.apart(mine.text, theirs.text)
            for mine, theirs in product(one.place, other.place)
        )

    def _trips(self, one: Event, other: Event) -> tuple[Trip | None, Trip | None]:
        """From where the one ends to where the other begins, and the other way round."""
        return (
            self.map.trip(one.place[-1].text, other.place[0].text),
            self.map.trip(other.place[-1].text, one.place[0].text),
        )

    def judge(self, hub: Event, other: Event, people: Sequence[str]) -> Diagnostic | None:
        """What is wrong with two events at which the same people are present."""
        (start, end), (first, last) = self.stretch[hub.id], self.stretch[other.id]
        longest = self._reach(end, forward=True)[first], self._reach(start, forward=False)[last]
        onward, back = map(pair, longest)
        if onward <= 0 and back <= 0 and self._apart(hub, other):
            # one may end where the other starts: nobody is in two places for a moment only
            touching = back < 0 == onward == pair(self._reach(end, forward=False)[first])
            touching |= onward < 0 == back == pair(self._reach(start, forward=True)[last])
            if not touching:
                return self._two_places(hub, other, people)
        there, home = self._trips(hub, other)
        late = onward < pair(weight(there.seconds if there else 0))
        if late and back < pair(weight(home.seconds if home else 0)):
            if there and onward >= 0:
                return _hurry(hub, other, there, longest[0], people)
            if home and back >= 0:
                return _hurry(other, hub, home, longest[1], people)
        return None

    def journey(self, event: Event) -> Diagnostic | None:
        """What is wrong with an event that leads from one place to another."""
        trip = self.map.trip(event.place[0].text, event.place[-1].text)
        start, end = self.stretch[event.id]
        if not trip or len(event.place) < 2 or not event.people:
            return None
        longest = self._reach(start, forward=True)[end]
        if pair(longest) >= pair(weight(trip.seconds)):
            return None
        return _hurry(event, event, trip, longest, [words.text for words in event.people])

    def _reach(self, moment: int, forward: bool) -> list[int]:
        """How far each moment lies after this one at the most, or this one after each."""
        if (moment, forward) not in self._reached:
            network = self.network
            edges = network.out if forward else network.into
            self._reached[moment, forward] = distances(edges, network.weight, moment)
        return self._reached[moment, forward]

    def _two_places(self, one: Event, other: Event, people: Sequence[str]) -> Diagnostic:
        if self.told[one.id] > self.told[other.id]:
            one, other = other, one
        places = [" or ".join(words.text for words in event.place) for event in (one, other)]
        message = (
            f"{_people(people)} cannot be in {places[0]} (“{one.id}”) and in {places[1]} "
            f"(“{other.id}”) at one time"
        )
        hint = f"change a time or a place, or say `absent-from: [{one.id}]` here"
        related = (Related(one.place[0].span, f"“{one.id}” is in {places[0]}"),)
        return warning("time-two-places", message, other.place[0].span, hint, related)


def _hurry(one: Event, other: Event, trip: Trip, longest: int, people: Sequence[str]) -> Diagnostic:
    """From the one event to the other in less time than the journey takes."""
    start, end = (
        one.place[-1 if one is not other else 0],
        other.place[0 if one is not other else -1],
    )
    message = (
        f"{_people(people)} cannot go from {start.text} to {end.text} "
        f"in {amount(seconds(longest))}: that takes at least {amount(trip.seconds)}"
    )
    related = [Related(trip.said.span, f"at least {trip.said.text}")]
    if one is not other:
        related.insert(0, Related(start.span, f"“{one.id}” is in {start.text}"))
    hint = "change a time or a place, or the journey’s length under `travel:` in story.yml"
    return warning("time-travel", message, end.span, hint, tuple(related))


def _people(people: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(people[:-1]), people[-1]]))


def _example(state: State, ordered: Order, turned: bool) -> list[int]:
    """A time for each moment at which all statements hold, as far apart as they allow.

    Every event starts at its share of its own window, by its rank; `turned`: by rank backwards.
    """
    network, ranks = state.network, max(ordered.rank.values(), default=0) + 1
    latest = [high if is_known(high) else (ranks + 1) * FAR for high in network.latest]
    label = [
        max(high, -low) if is_known(low) else high
        for low, high in zip(network.earliest, latest, strict=True)
    ]
    for event, rank in ordered.rank.items():
        start, end = state.reading.stretch[event]
        share = ranks - rank if turned else rank
        label[start] = _within(network, start, share, ranks)
        first = network.earliest[end]
        label[end] = max(label[start], -first) if is_known(first) else label[start]
    relax(network.out, network.weight, label, [-1] * len(label), set(range(len(label))))
    return label


def _within(network: Network, moment: int, share: int, ranks: int) -> int:
    """A time for a moment: `share` of `ranks` parts into its window, or as many steps of `FAR`."""
    low, high = network.earliest[moment], network.latest[moment]
    if is_known(low) and is_known(high):
        return -low + (low + high) * share // ranks
    if is_known(low):
        return -low + share * FAR
    return (high - (ranks - share) * FAR) if is_known(high) else share * FAR
