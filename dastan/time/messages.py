"""What is impossible in a story, in the author's own words: a chain of lines, and what to change.

Contradictions in, diagnostics out; nothing here decides anything.
"""

from collections.abc import Sequence
from math import ceil, floor

from dastan.diagnostics import Diagnostic, Related, error, warning
from dastan.time.amounts import ages, amount, between, length, spelled, with_unit
from dastan.time.calendar import DAY, MINUTE, YEAR, iso, whole_years
from dastan.time.claims import CALENDAR
from dastan.time.contradictions import Contradiction, Failure
from dastan.time.reading import Line, Moment, Reading
from dastan.time.statements import Aged, Length, Ordered, Recurring, Within

_NEAR = 0.02  # of a year: what calendar years differ from mean ones


def conflict(reading: Reading, fault: Contradiction, others: bool) -> Diagnostic:
    """Stated lines that cannot all be true; `others`: whether there are more contradictions."""
    last = reading.lines[fault.last]
    by = f", by {amount(fault.failure.excess)}" if fault.failure and fault.failure.excess else ""
    lines = _lines(reading, fault)
    hint = f"{_change(len(lines))}{_or_say(lines)}."
    if others:
        hint += "\nThis mends this contradiction; there are others."
    message = f'"{last.subject}" cannot fit{by}'
    return error("time-conflict", message, last.span, hint, _chain(reading, fault))


def guess(reading: Reading, fault: Contradiction) -> Diagnostic:
    """A guess of ours that gave way to what is stated."""
    line = reading.lines[fault.last]
    meaning = f", taken as {meant(line)}," if meant(line) else ""
    message = f'"{line.words}"{meaning} does not fit at "{line.subject}", and is left out'
    hint = 'Say it in numbers, or give the word another meaning under "time: words:" in story.yml.'
    return warning("time-assumption", message, line.span, hint, _chain(reading, fault))


def meant(line: Line) -> str:
    """What we take a vague word for; empty where the line holds none."""
    match line.said:
        case Ordered(_, _, Length() as said) | (Length() as said) | Aged(_, said):
            return with_unit(said) if said.assumed else ""
        case _:
            return ""


def sentence(line: Line) -> str:
    """A line as a sentence: "academy lasts 4 years"."""
    match line.role, line.said:
        case "when", Aged():
            return f"{line.subject} starts when {line.words}"
        case "when", Within("starts during"):
            return f"{line.subject} {line.words}"
        case "when", Within("same time as"):
            return f"{line.subject} is at the {line.words}"
        case "when", _:
            return f"{line.subject} is {line.words}"
        case "present", _:
            return f"{line.words} is present at {line.subject}"
        case _:
            return f"{line.subject} {_predicate(line)}"


def _predicate(line: Line) -> str:
    """What a line says of its subject."""
    when = "when " if isinstance(line.said, Aged) else ""
    match line.role:
        case "ends":
            return f"ends {when}{line.words}"
        case "lasts":
            return f"lasts {line.words}"
        case "born":
            return f"is born {when}{line.words}"
        case "died":
            return f"dies {when}{line.words}"
        case "moment":
            return "ends when it starts: nothing says how long it lasts"
        case "present":
            return f"{line.words} is present"
        case _:
            return line.words


def _chain(reading: Reading, fault: Contradiction) -> tuple[Related, ...]:
    """The lines that follow from one another, what follows from them, and the one they rule out."""
    *lines, last = _lines(reading, fault)
    if not lines:
        return (Related(last.span, sentence(last)),)
    columns = [_range(line) for line in lines]
    width = max((len(sentence(n)) for n, c in zip(lines, columns, strict=True) if c), default=0)
    rows = [
        f"{sentence(line):<{width + 6}}{column}" if column else sentence(line)
        for line, column in zip(lines, columns, strict=True)
    ]
    follows = _conclusion(reading, fault)
    if follows and follows != rows[-1]:
        rows[-1] += f"\nso {follows}"
    chain = [Related(line.span, row) for line, row in zip(lines, rows, strict=True)]
    return (*chain, Related(last.span, f"but: {_predicate(last)}"))


def _lines(reading: Reading, fault: Contradiction) -> list[Line]:
    """Each line of the files once: our guess at a vague word stands on the author's own."""
    found: dict[object, Line] = {}
    for number in reversed(fault.lines):
        line = reading.lines[number]
        found.setdefault((line.span, line.role), line)
    return list(found.values())[::-1]


def _range(line: Line) -> str:
    """The numbers that a line adds to a chain: "+ 3½ to 4½"."""
    match line.said:
        case Ordered(_, _, Length(assumed=True)) if not line.assumed:
            return ""
        case Ordered(relation, _, Length() as said):
            sign = "+" if relation == "after" else "−"
            return f"{sign} {with_unit(said) if said.assumed else length(said)}"
        case Length() as said:
            return f"+ {with_unit(said) if said.assumed else length(said)}"
        case Aged(_, said):
            return with_unit(said) if said.assumed else ages(said)
        case _:
            return ""


def _conclusion(reading: Reading, fault: Contradiction) -> str:
    """What the other lines say of that which the last one speaks of."""
    last, failure = reading.lines[fault.last], fault.failure
    if failure is None:
        first, final = fault.days
        return _dated(last.subject, first, final) if isinstance(last.said, Recurring) else ""
    a, b = reading.moments[failure.claim.a], reading.moments[failure.claim.b]
    day = _day(failure)
    if isinstance(last.said, Aged):
        person, how = last.said.person.id, "at least" if failure.at_least else "at most"
        years = _years(failure) if failure.born is None else whole_years(failure.born, day)
        if years < 0:
            return f"{_name(reading, b)} is before the birth of {person}"
        return f"{person} is {how} {years} at {_name(reading, b)}"
    if failure.claim.a == CALENDAR:
        return _dated(_name(reading, b), *((day, None) if failure.at_least else (None, day)))
    if a.of == b.of and (a.kind, b.kind) == ("start", "end"):
        least, most = (failure.bound, None) if failure.at_least else (None, failure.bound)
        return f"{a.of} lasts {between(least, most)}" if most != 0 else f"{a.of} takes no time"
    return _apart(_name(reading, a), _name(reading, b), failure)


def _day(failure: Failure) -> int:
    """The day, from the calendar's origin, on which a bound lies."""
    day, rest = divmod(failure.bound, DAY)
    return day - 1 if failure.strict and not rest and not failure.at_least else day


def _years(failure: Failure) -> int:
    """How old, in years, a bound on somebody's age makes them."""
    years = failure.bound / YEAR
    if failure.strict and not failure.at_least:
        return ceil(years - _NEAR) - 1
    return floor(years + _NEAR)


def _dated(name: str, first: int | None, last: int | None) -> str:
    if first is None or last is None:
        if first is not None:
            return f"{name} is {iso(first)} at the earliest"
        return "" if last is None else f"{name} is {iso(last)} at the latest"
    return f"{name} is {iso(first)}" + (f" to {iso(last)}" if last > first else "")


def _apart(a: str, b: str, failure: Failure) -> str:
    """How far one moment is from another, where the lines leave no choice."""
    size = abs(failure.bound)
    order = "after" if failure.bound > 0 else "before"
    if size < MINUTE:
        strict = ("after" if failure.at_least else "before") if failure.strict else ""
        return f"{b} is {strict or ('not before' if failure.at_least else 'not after')} {a}"
    least = failure.at_least == (failure.bound > 0)
    far = between(size, None) if least else between(None, size)
    return f"{b} is {far} {order} {a}"


def _name(reading: Reading, moment: Moment) -> str:
    match moment.kind:
        case "birth" | "death":
            return f"the {moment.kind} of {moment.of}"
        case "end" if not any(n.role == "moment" and n.subject == moment.of for n in reading.lines):
            return f"the end of {moment.of}"
        case _:
            return moment.of


def _change(count: int) -> str:
    if count < 2:
        return "Change this line"
    each = "either" if count == 2 else "any one"
    return f"Change {each} of these {spelled(count)} lines"


def _or_say(lines: Sequence[Line]) -> str:
    """Numbers can be made vaguer: an order cannot."""
    return ' (or say "about" or "at least")' if any(map(_range, lines)) else ""
