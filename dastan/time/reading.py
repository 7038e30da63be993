"""All statements of a story, read and held against the names that there are.

The first step of `dastan.time`: raw events and people in, `Reading` out. It knows the files and
what they say; whether it can all be true is for `solver`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dastan.diagnostics import Checked, Diagnostic, Span, did_you_mean, error, warning
from dastan.model import Chapter, Entry, Event, Words
from dastan.time.claims import Claim, Role, Stretch, binds_end, claims, lasting
from dastan.time.grammar import read_length, read_statement
from dastan.time.hints import day_that_comes_round
from dastan.time.statements import (
    Aged,
    Between,
    Dated,
    Length,
    Lexicon,
    Ordered,
    Recurring,
    Reference,
    Statement,
    Within,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A node of the network."""

    kind: Literal["calendar", "start", "end", "birth", "death"]
    of: str
    """The id of the event or the person."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that the author says of time, where, and in which words.

    A statement such as `years after fame` makes two: the order is stated, the distance assumed.
    """

    span: Span
    subject: str
    """The id of the event or the person that it speaks of."""
    role: Role
    words: str
    """As written; for `present` the id of the person."""
    said: Statement | Length | None
    told: tuple[int, Span]
    """Its place in telling order: the chapter's number from 1, 0 where no chapter tells it."""
    claims: tuple[Claim, ...]
    assumed: bool
    start: int
    """The moment that a recurring statement speaks of."""
    events: frozenset[str]
    """All events it names, its own included."""
    births: frozenset[str] = frozenset()
    """The people whose birth it names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the solver is to hold together."""

    events: tuple[Event, ...] = ()
    """In telling order; those that no chapter tells last."""
    chapters: tuple[Chapter, ...] = ()
    slugs: Mapping[str, str] = field(default_factory=dict)
    """Of the chapters, by path."""
    moments: tuple[Moment, ...] = ()
    at: Mapping[Moment, int] = field(default_factory=dict)
    """The number of each moment."""
    lines: tuple[Line, ...] = ()
    stretch: Mapping[str, Stretch] = field(default_factory=dict)
    """By event, its start and its end."""
    dated: frozenset[int] = frozenset()
    """The lines that state a date."""
    aged: Mapping[int, str] = field(default_factory=dict)
    """The lines that state an age, and whose."""
    days: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By event, the lines of its `when` that name dates, or days that come round."""
    south: bool = False
    """Whether summer begins in December."""


def read(
    chapters: Sequence[Chapter],
    loose: Sequence[Event],
    people: Sequence[Entry],
    lexicon: Lexicon,
    hidden: Iterable[str] = (),
) -> Checked[Reading]:
    """Every line of time that these files hold.

    Of two events with one id the first counts. `hidden` are the events of chapters that nobody may
    read yet: a statement that names one is left out, with a warning.
    """
    told = [event for chapter in chapters for event in chapter.events]
    events = {event.id: event for event in reversed([*told, *loose]) if event.id}
    ordered = tuple(event for event in (*told, *loose) if events.get(event.id) is event)
    moments = [Moment("calendar", "")]
    moments += [Moment(end, e.id) for e in ordered for end in ("start", "end")]
    moments += [Moment(end, p.id) for p in people for end in ("birth", "death")]
    at = {moment: number for number, moment in enumerate(moments)}
    imagined = {event.id for event in ordered if event.told == "imagined"}
    names = _Names(at, imagined, frozenset(hidden), lexicon)
    reader = _Reader(names, lexicon)
    number = {chapter.path: n for n, chapter in enumerate(chapters, start=1)}
    for event in ordered:
        reader.event(event, number.get(event.chapter or "", 0))
    for person in people:
        reader.person(person)
    lines = tuple(reader.lines)
    said = [(number, line.said) for number, line in enumerate(lines)]
    reading = Reading(
        events=ordered,
        chapters=tuple(chapters),
        slugs={chapter.path: chapter.slug for chapter in chapters},
        moments=tuple(moments),
        at=at,
        lines=lines,
        stretch={e.id: (at[Moment("start", e.id)], at[Moment("end", e.id)]) for e in ordered},
        dated=frozenset(number for number, each in said if isinstance(each, Dated)),
        aged={number: each.person.id for number, each in said if isinstance(each, Aged)},
        days=_days(lines),
        south=lexicon.south,
    )
    return Checked(reading, tuple(reader.problems))


def _days(lines: Iterable[Line]) -> dict[str, tuple[int, ...]]:
    days: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        if line.role == "when" and isinstance(line.said, Dated | Recurring):
            days[line.subject] = (*days.get(line.subject, ()), number)
    return days


@dataclass(frozen=True, slots=True)
class _Names:
    """What a statement may name."""

    at: Mapping[Moment, int]
    imagined: set[str]
    hidden: frozenset[str]
    lexicon: Lexicon

    def find(self, reference: Reference) -> Stretch:
        """The moments that a reference, known to be right, stands for."""
        name, part = reference.id, reference.part
        if part:
            moment = self.at[Moment(part, name)]
            return moment, moment
        return self.at[Moment("start", name)], self.at[Moment("end", name)]

    def fault(self, reference: Reference, person: bool) -> Diagnostic | None:
        """What is wrong with a reference; `person` where somebody's age is meant."""
        name, part = reference.id, reference.part
        is_event, is_person = Moment("start", name) in self.at, Moment("birth", name) in self.at
        hint = ""
        if person:
            if is_person:
                return None
            message = f"no person is called “{name}”"
            hint = did_you_mean(name, self._known("birth"))
        elif name in self.hidden and not is_event:
            message = f"“{name}” is told in a chapter that is not published yet"
            hint = "this statement counts from that day on"
            return warning("time-hidden", message, reference.span, hint)
        elif is_event and part in ("", "start", "end"):
            if name not in self.imagined:
                return None
            message = f"“{name}” is imagined: nothing can be timed by it"
        elif is_person and part in ("birth", "death"):
            return None
        elif is_event or is_person:
            what, other = ("an event", "a person") if is_event else ("a person", "an event")
            message = f"“{name}” is {what}, not {other}"
            ends = ("start", "end") if is_event else ("birth", "death")
            hint = f"say “{name}.{ends[0]}” or “{name}.{ends[1]}”"
        else:
            what = "person" if part in ("birth", "death") else "event"
            message = f"no {what} is called “{name}”"
            known = [*self._known("start"), *self._known("birth"), *self.hidden]
            if form := day_that_comes_round(name, self.lexicon):
                hint = f"it comes round every year: write “{form}”, or the id of an event"
            else:
                hint = did_you_mean(name, known)
        return error("time-unknown-reference", message, reference.span, hint)

    def _known(self, kind: str) -> list[str]:
        return [moment.of for moment in self.at if moment.kind == kind]


class _Reader:
    """Gathers lines, and what is wrong with them."""

    def __init__(self, names: _Names, lexicon: Lexicon) -> None:
        self.names = names
        self.lexicon = lexicon
        self.lines: list[Line] = []
        self.problems: list[Diagnostic] = []

    def event(self, event: Event, told: int) -> None:
        at, kept = self.names.at, len(self.lines)
        start, end = at[Moment("start", event.id)], at[Moment("end", event.id)]
        whose = _Whose(event.id, told, frozenset({event.id}))
        statements = [self._statement(whose, words, "when", (start, end)) for words in event.when]
        for words in event.ends:
            self._statement(whose, words, "ends", (end, end))
        if event.lasts:
            self._lasts(whose, event.lasts, (start, end))
        elif not event.ends and not any(binds_end(each) for each in statements if each):
            moment = (Claim(start, end, high=0),)
            self._line(whose, Words("", event.span), "moment", None, moment)
        for words in event.people:
            birth, death = Moment("birth", words.text), Moment("death", words.text)
            if birth in at:
                alive = Claim(at[birth], start, low=0), Claim(end, at[death], low=0)
                self._line(whose, words, "present", None, alive)
        if event.told == "imagined":
            del self.lines[kept:]

    def person(self, person: Entry) -> None:
        birth, death = (
            self.names.at[Moment("birth", person.id)],
            self.names.at[Moment("death", person.id)],
        )
        whose = _Whose(person.id, 0, frozenset())
        for words in person.born:
            self._statement(whose, words, "born", (birth, birth))
        for words in person.died:
            self._statement(whose, words, "died", (death, death))

    def _statement(
        self, whose: "_Whose", words: Words, role: Role, subject: Stretch
    ) -> Statement | None:
        checked = read_statement(words, self.lexicon)
        self.problems += checked.diagnostics
        statement = checked.value
        if statement is None:
            return None
        references = _references(statement)
        faults = [self.names.fault(each, isinstance(statement, Aged)) for each in references]
        if any(faults):
            self.problems += filter(None, faults)
            return statement
        said = claims(statement, role, subject, self.names.find)
        if said.stated or not said.assumed:
            self._line(whose, words, role, statement, said.stated, start=subject[0])
        if said.assumed:
            self._line(whose, words, role, statement, said.assumed, assumed=True)
        return statement

    def _lasts(self, whose: "_Whose", words: Words, subject: Stretch) -> None:
        checked = read_length(words, self.lexicon)
        self.problems += checked.diagnostics
        if checked.value:
            said = lasting(subject, checked.value)
            assumed = checked.value.assumed
            self._line(whose, words, "lasts", checked.value, said.stated or said.assumed, assumed)

    def _line(
        self,
        whose: "_Whose",
        words: Words,
        role: Role,
        said: Statement | Length | None,
        claimed: tuple[Claim, ...],
        assumed: bool = False,
        start: int = 0,
    ) -> None:
        named = [] if said is None or isinstance(said, Length) else _references(said)
        events = {each.id for each in named if each.part not in ("birth", "death")}
        births = {each.id for each in named if each.part == "birth"}
        line = Line(
            span=words.span,
            subject=whose.id,
            role=role,
            words=" ".join(words.text.split()),
            said=said,
            told=(whose.told, words.span),
            claims=claimed,
            assumed=assumed,
            start=start,
            events=whose.events | events,
            births=frozenset(births),
        )
        self.lines.append(line)


@dataclass(frozen=True, slots=True)
class _Whose:
    """The event or the person whose lines are being read."""

    id: str
    told: int
    events: frozenset[str]


def _references(statement: Statement) -> tuple[Reference, ...]:
    match statement:
        case Ordered(_, reference) | Within(_, reference) | Aged(reference):
            return (reference,)
        case Between(first, second):
            return first, second
        case _:
            return ()
