"""From the author's words to a statement: one function for each form of the table in `statements`.

The words are read from left to right. Where they stop making sense, `Misread` names the word; the
functions that others call turn it into a diagnostic and never raise.
"""

import re
from collections.abc import Callable
from typing import TypeVar, get_args

from dastan.diagnostics import Checked, Span, error
from dastan.model import Words
from dastan.time.calendar import month_length
from dastan.time.edtf import NoDate, looks_like_date, parse_date
from dastan.time.hints import hint
from dastan.time.statements import (
    UNITS,
    Aged,
    Ages,
    Between,
    Dated,
    Length,
    Lexicon,
    Ordered,
    Part,
    Recurring,
    Reference,
    Statement,
    Unit,
    Unknown,
    Within,
)
from dastan.time.vocabulary import MONTHS, NUMBERS, SEASONS, WEEKDAYS

T = TypeVar("T")

_NUMBER = r"\d{1,6}(?:\.\d{1,3})?[¼½¾]?|[¼½¾]"
_COUNT = re.compile(rf"(?P<about>~?)(?P<low>{_NUMBER})(?:[-–](?P<high>{_NUMBER}))?")
_FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75}
_PARTS: dict[str, Part] = {part: part for part in get_args(Part)}
_COUNTING = {*NUMBERS, "about", "at", "up", "exactly", "half"}
_REFERENCE = re.compile(r"([^\s.]+)(?:\.(start|end|birth|death))?")


def read_statement(words: Words, lexicon: Lexicon) -> Checked[Statement | None]:
    """A statement of `when`, `ends`, `born` or `died`; None, with an error, where it is none."""
    return _checked(words, lexicon, _statement, "a time")


def read_length(words: Words, lexicon: Lexicon) -> Checked[Length | None]:
    """What `lasts` says: `2 days`, `at least 3 years`, `weeks`."""
    return _checked(words, lexicon, _length, "a length of time")


def read_ages(words: Words, lexicon: Lexicon) -> Checked[Ages | None]:
    """`3-12`, `at least 18`: what a word of the lexicon says of a person."""
    return _checked(words, lexicon, _ages, "an age")


def read_day(words: Words, lexicon: Lexicon) -> Checked[tuple[int, int] | None]:
    """`21 March`: a day of every year, as month and day."""
    return _checked(words, lexicon, lambda reader, _: _day_of_year(reader), "a day of the year")


class Misread(Exception):  # noqa: N818  (no error of the program's: a word that makes no sense)
    """The words stop making sense at the word of that number."""

    def __init__(self, at: int, reason: str = "", instead: str = "") -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason
        self.instead = instead
        """What the whole could be, where that is plain."""


class _Reader:
    """Words, and how far they have been read."""

    def __init__(self, words: Words) -> None:
        self.span = words.span
        self.text = words.text
        found = list(re.finditer(r"\S+", words.text))
        self.words = [match[0] for match in found]
        self.lower = [word.lower() for word in self.words]
        self.offsets = [match.start() for match in found] + [len(words.text.rstrip())]
        self.at = 0

    def peek(self) -> str:
        return self.lower[self.at] if self.at < len(self.lower) else ""

    def take(self, *wanted: str) -> bool:
        """Steps over these words, where they come next."""
        end = self.at + len(wanted)
        if tuple(self.lower[self.at : end]) != wanted:
            return False
        self.at = end
        return True

    def need(self, *wanted: str) -> None:
        for word in wanted:
            if not self.take(word):
                raise self.misread(f"“{word}” belongs here")

    def word(self, reason: str) -> str:
        """The next word as written; `reason` says what should have stood there."""
        if self.at == len(self.words):
            raise self.misread(reason)
        self.at += 1
        return self.words[self.at - 1]

    def rest(self) -> str:
        return " ".join(self.lower[self.at :])

    def misread(self, reason: str, instead: str = "") -> Misread:
        return Misread(self.at, reason, instead)

    def place(self, at: int) -> Span:
        span = self.span
        return Span(span.path, span.line, span.column + self.offsets[at])


def _checked(
    words: Words, lexicon: Lexicon, read: Callable[[_Reader, Lexicon], T], what: str
) -> Checked[T | None]:
    def attempt(text: str) -> bool:
        try:
            whole(_Reader(Words(text, words.span)))
        except Misread:
            return False
        return True

    def whole(reader: _Reader) -> T:
        value = read(reader, lexicon)
        if reader.at < len(reader.words):
            raise reader.misread("nothing more belongs here")
        return value

    reader = _Reader(words)
    try:
        return Checked(whole(reader))
    except Misread as failed:
        said = f"“{words.text}” does not read as {what}: {failed.reason}"
        form = failed.instead if attempt(failed.instead) else ""
        help_ = hint(reader.words, failed.at, form, attempt, lexicon)
        return Checked(None, (error("time-syntax", said, reader.place(failed.at), help_),))


def _statement(reader: _Reader, lexicon: Lexicon) -> Statement:
    first = reader.peek()
    simple = _SIMPLE.get(first)
    if simple and (first != "at" or reader.lower[1:2] not in (["least"], ["most"])):
        reader.at = 1
        return simple(reader, lexicon)
    relation = next((n for n, word in enumerate(reader.lower) if word in ("after", "before")), None)
    if relation is None:
        if reader.lower[1:2] == ["is"]:
            return _aged(reader, lexicon)
        if len(reader.words) == 1 and looks_like_date(first):
            return _dated(reader, lexicon)
        if not re.match(r"[~\d¼½¾]", first) and first not in _COUNTING:
            raise reader.misread("no statement of time begins so")
    return _ordered(reader, lexicon, relation)


def _dated(reader: _Reader, lexicon: Lexicon) -> Dated:
    date = parse_date(reader.words[0], lexicon.south)
    if isinstance(date, NoDate):
        raise reader.misread(date.reason, date.instead)
    reader.at = 1
    return Dated(date)


def _ordered(reader: _Reader, lexicon: Lexicon, relation: int | None) -> Ordered:
    """`after X`, and `3 years after X`; `relation` is the number of the word between."""
    distance = None
    if relation != 0:
        distance = _length(reader, lexicon, relation)
    if not reader.take("after") and not reader.take("before"):
        raise reader.misread("“after” or “before” belongs here")
    after = reader.lower[reader.at - 1] == "after"
    return Ordered("after" if after else "before", _reference(reader), distance)


def _aged(reader: _Reader, lexicon: Lexicon) -> Aged:
    person = _reference(reader)
    if person.part:
        instead = " ".join([person.id, *reader.words[1:]])
        raise Misread(0, "it is a person who is so old", instead)
    reader.need("is")
    return Aged(Reference(person.id, "birth", person.span), _ages(reader, lexicon))


def _during(reader: _Reader, lexicon: Lexicon) -> Within:
    return Within("during", _reference(reader))


def _starts(reader: _Reader, lexicon: Lexicon) -> Within:
    reader.need("during")
    return Within("starts during", _reference(reader))


def _same(reader: _Reader, lexicon: Lexicon) -> Within:
    reader.need("time", "as")
    return Within("same time as", _reference(reader))


def _between(reader: _Reader, lexicon: Lexicon) -> Between:
    first = _reference(reader)
    reader.need("and")
    return Between(first, _reference(reader))


def _in(reader: _Reader, lexicon: Lexicon) -> Recurring:
    months: set[int] = set()
    while True:
        name = reader.word("a month or a season belongs here").lower()
        if name in MONTHS:
            months.add(MONTHS[name])
        elif name in SEASONS:
            turn = 6 if lexicon.south else 0
            months |= {(month + turn - 1) % 12 + 1 for month in SEASONS[name]}
        else:
            raise Misread(reader.at - 1, "a month or a season belongs here")
        if not reader.take("or"):
            return Recurring(months=frozenset(months))


def _on(reader: _Reader, lexicon: Lexicon) -> Recurring:
    days: set[tuple[int, int]] = set()
    weekdays: set[int] = set()
    while True:
        for article in ("a", "an"):
            reader.take(article)
        if reader.peek() in WEEKDAYS:
            weekdays.add(WEEKDAYS[reader.word("").lower()])
        else:
            days.add(_day_of_year(reader))
        if not reader.take("or"):
            break
    if days and weekdays:
        raise Misread(1, "days of the year and of the week make two statements")
    return Recurring(days=frozenset(days), weekdays=frozenset(weekdays))


def _day_of_year(reader: _Reader) -> tuple[int, int]:
    """`20 March` or `March 20`."""
    reason = "a day and a month belong here"
    parts = [reader.word(reason).lower(), reader.word(reason).lower()]
    name, number = sorted(parts, key=str.isdecimal)
    if name not in MONTHS or not number.isdecimal():
        raise Misread(reader.at - (1 if parts[0].isdecimal() or parts[0] in MONTHS else 2), reason)
    longest = month_length(2000, MONTHS[name])
    if not 0 < int(number[:4]) <= longest:
        at = reader.at - 2 + parts.index(number)
        raise Misread(at, f"{name.capitalize()} has {longest} days")
    return MONTHS[name], int(number)


def _at(reader: _Reader, lexicon: Lexicon) -> Recurring:
    name = reader.rest()
    if name not in lexicon.days:
        raise reader.misread("no day of that name stands in story.yml under “time: days:”")
    reader.at = len(reader.words)
    return Recurring(days=frozenset({lexicon.days[name]}))


_SIMPLE: dict[str, Callable[[_Reader, Lexicon], Statement]] = {
    "unknown": lambda reader, lexicon: Unknown(),
    "during": _during,
    "starts": _starts,
    "same": _same,
    "between": _between,
    "in": _in,
    "on": _on,
    "at": _at,
}
"""The forms that their first word gives away."""


def _reference(reader: _Reader) -> Reference:
    reason = "the id of an event belongs here"
    word = reader.word(reason)
    found = _REFERENCE.fullmatch(word)
    at = reader.at - 1
    if not found:
        stem = word.split(".")[0]
        instead = " ".join((*reader.words[:at], stem, *reader.words[at + 1 :])) if stem else ""
        raise Misread(at, "an id ends in .start, .end, .birth or .death, or in none", instead)
    return Reference(found[1], _PARTS[found[2] or ""], reader.place(at))


def _length(reader: _Reader, lexicon: Lexicon, end: int | None = None) -> Length:
    """`3 years`, or a word of the lexicon that reaches up to the word numbered `end`."""
    said = " ".join(reader.lower[reader.at : end])
    if said in lexicon.lengths:
        reader.at = len(reader.words) if end is None else end
        return lexicon.lengths[said]
    how, low, high = _amount(reader, "a length of time belongs here")
    unit = _unit(reader)
    if how == "plain":
        return Length(max(0, low - 0.5), low + 0.5, unit)
    if how == "about":
        slack = max(low / 4, 0.5)
        return Length(max(0, low - slack), low + slack, unit)
    return Length(low, high, unit)


def _unit(reader: _Reader) -> Unit:
    name = reader.peek()
    unit = UNITS.get(name) or UNITS.get(name.removesuffix("s"))
    if not unit:
        raise reader.misread("a unit of time belongs here, such as days or years")
    reader.at += 1
    return unit


def _ages(reader: _Reader, lexicon: Lexicon) -> Ages:
    """`17`, `12-15`, `at least 18`, `a child`."""
    said = re.sub(r"^an? ", "", reader.rest())
    if said in lexicon.ages:
        reader.at = len(reader.words)
        return lexicon.ages[said]
    how, low, high = _amount(reader, "an age belongs here, such as 17 or a child")
    if how == "about":
        slack = max(low / 4, 0.5)
        return Ages(max(0, low - slack), low + 1 + slack)
    return Ages(low, None if high is None else high + 1)


def _amount(reader: _Reader, reason: str) -> tuple[str, float, float | None]:
    """What was said ("plain", "about", "range"), the least and the greatest number."""
    if reader.take("at", "least"):
        return "range", _single(reader, reason), None
    if reader.take("at", "most") or reader.take("up", "to"):
        return "range", 0, _single(reader, reason)
    if reader.take("exactly"):
        number = _single(reader, reason)
        return "range", number, number
    if reader.take("about"):
        number = _single(reader, reason)
        return "about", number, number
    start = reader.at
    about, low, high = _numbers(reader, reason)
    if high is None and not about and reader.take("to"):
        high = _single(reader, reason)
    if high is None:
        return ("about" if about else "plain"), low, low
    if about or high < low:
        said = " ".join(reader.words[start : reader.at])
        turned = said[1:] if about else re.sub(r"(.+?)(-|–| to )(.+)", r"\3\2\1", said)
        instead = " ".join([*reader.words[:start], turned, *reader.words[reader.at :]])
        reason = "a range is exact as it stands" if about else "the range runs backwards"
        raise Misread(start, reason, instead)
    return "range", low, high


def _single(reader: _Reader, reason: str) -> float:
    at = reader.at
    about, low, high = _numbers(reader, reason)
    if about or high is not None:
        raise Misread(at, "a single number belongs here")
    return low


def _numbers(reader: _Reader, reason: str) -> tuple[bool, float, float | None]:
    """Whether there was a `~`, the number, and the second one of a range."""
    if reader.take("half", "a") or reader.take("half", "an"):
        return False, 0.5, None
    word = reader.peek()
    if word in NUMBERS:
        reader.at += 1
        return False, NUMBERS[word], None
    found = _COUNT.fullmatch(word)
    if not found:
        raise reader.misread(reason)
    reader.at += 1
    high = _value(found["high"]) if found["high"] else None
    return bool(found["about"]), _value(found["low"]), high


def _value(text: str) -> float:
    fraction = _FRACTIONS.get(text[-1], 0.0)
    whole = text[:-1] if fraction else text
    return float(whole or 0) + fraction
