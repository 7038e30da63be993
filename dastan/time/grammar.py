"""From the author's words to a statement: one function for each form.

Where words stop making sense, `Misread` names the word; the functions that others call turn it
into a diagnostic and never raise.
"""

import re
from collections.abc import Callable
from typing import TypeVar, get_args

from dastan.diagnostics import Checked, error
from dastan.model import Words
from dastan.time.calendar import month_length
from dastan.time.edtf import NoDate, looks_like_date, parse_date
from dastan.time.hints import hint
from dastan.time.quantities import ages, length
from dastan.time.scanner import Misread, Reader
from dastan.time.statements import (
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
    Unknown,
    Within,
)
from dastan.time.vocabulary import MONTHS, NUMBERS, SEASONS, WEEKDAYS

T = TypeVar("T")

_PARTS: dict[str, Part] = {part: part for part in get_args(Part)}
_COUNTING = {*NUMBERS, "about", "at", "up", "exactly", "half"}
_REFERENCE = re.compile(r"([^\s.]+)(?:\.(start|end|birth|death))?")


def read_statement(words: Words, lexicon: Lexicon) -> Checked[Statement | None]:
    """A statement of `when`, `ends`, `born` or `died`; None, with an error, where it is none."""
    return _checked(words, lexicon, _statement, "a time")


def read_length(words: Words, lexicon: Lexicon) -> Checked[Length | None]:
    """What `lasts` says: `2 days`, `at least 3 years`, `weeks`."""
    return _checked(words, lexicon, length, "a length of time")


def read_ages(words: Words, lexicon: Lexicon) -> Checked[Ages | None]:
    """`3-12`, `at least 18`: what a word of the lexicon says of a person."""
    return _checked(words, lexicon, ages, "an age")


def read_day(words: Words, lexicon: Lexicon) -> Checked[tuple[int, int] | None]:
    """`21 March`: a day of every year, as month and day."""
    return _checked(words, lexicon, lambda reader, _: _day_of_year(reader), "a day of the year")


def _checked(
    words: Words, lexicon: Lexicon, read: Callable[[Reader, Lexicon], T], what: str
) -> Checked[T | None]:
    def attempt(text: str) -> bool:
        try:
            whole(Reader(Words(text, words.span)))
        except Misread:
            return False
        return True

    def whole(reader: Reader) -> T:
        value = read(reader, lexicon)
        if reader.at < len(reader.words):
            raise reader.misread("nothing more belongs here")
        return value

    reader = Reader(words)
    try:
        return Checked(whole(reader))
    except Misread as failed:
        said = f"“{words.text}” does not read as {what}: {failed.reason}"
        form = failed.instead if attempt(failed.instead) else ""
        help_ = hint(reader.words, failed.at, form, attempt, lexicon)
        return Checked(None, (error("time-syntax", said, reader.place(failed.at), help_),))


def _statement(reader: Reader, lexicon: Lexicon) -> Statement:
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


def _dated(reader: Reader, lexicon: Lexicon) -> Dated:
    date = parse_date(reader.words[0], lexicon.south)
    if isinstance(date, NoDate):
        raise reader.misread(date.reason, date.instead)
    reader.at = 1
    return Dated(date)


def _ordered(reader: Reader, lexicon: Lexicon, relation: int | None) -> Ordered:
    """`after X`, and `3 years after X`; `relation` is the number of the word between."""
    distance = None
    if relation != 0:
        distance = length(reader, lexicon, relation)
    if not reader.take("after") and not reader.take("before"):
        raise reader.misread("“after” or “before” belongs here")
    after = reader.lower[reader.at - 1] == "after"
    return Ordered("after" if after else "before", _reference(reader), distance)


def _aged(reader: Reader, lexicon: Lexicon) -> Aged:
    person = _reference(reader)
    if person.part:
        instead = " ".join([person.id, *reader.words[1:]])
        raise Misread(0, "it is a person who is so old", instead)
    reader.need("is")
    return Aged(Reference(person.id, "birth", person.span), ages(reader, lexicon))


def _during(reader: Reader, lexicon: Lexicon) -> Within:
    return Within("during", _reference(reader))


def _starts(reader: Reader, lexicon: Lexicon) -> Within:
    reader.need("during")
    return Within("starts during", _reference(reader))


def _same(reader: Reader, lexicon: Lexicon) -> Within:
    reader.need("time", "as")
    return Within("same time as", _reference(reader))


def _between(reader: Reader, lexicon: Lexicon) -> Between:
    first = _reference(reader)
    reader.need("and")
    return Between(first, _reference(reader))


def _in(reader: Reader, lexicon: Lexicon) -> Recurring:
    months: set[int] = set()
    named: list[int] = []
    while True:
        name = reader.word("a month or a season belongs here").lower()
        if name in MONTHS:
            months.add(MONTHS[name])
            named.append(MONTHS[name])
        elif name in SEASONS:
            turn = 6 if lexicon.south else 0
            months |= {(month + turn - 1) % 12 + 1 for month in SEASONS[name]}
            named.append(20 + SEASONS[name][0] // 3)
        else:
            raise Misread(reader.at - 1, "a month or a season belongs here")
        if not reader.take("or"):
            return Recurring(months=frozenset(months), named=tuple(named))


def _on(reader: Reader, lexicon: Lexicon) -> Recurring:
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


def _day_of_year(reader: Reader) -> tuple[int, int]:
    """`20 March` or `March 20`."""
    reason = "a day and a month belong here"
    parts: list[str] = []
    for _ in range(2):
        parts.append(reader.word(reason).lower())
        months = sum(part in MONTHS for part in parts)
        if months > 1 or months + sum(map(str.isdecimal, parts)) < len(parts):
            raise Misread(reader.at - 1, reason)
    if not months:
        raise Misread(reader.at - 1, reason)
    name, number = sorted(parts, key=str.isdecimal)
    longest = month_length(2000, MONTHS[name])
    if not 0 < int(number[:4]) <= longest:
        at = reader.at - 2 + parts.index(number)
        instead = " ".join([*reader.words[:at], str(longest), *reader.words[at + 1 :]])
        raise Misread(at, f"{name.capitalize()} has {longest} days", instead)
    return MONTHS[name], int(number)


def _at(reader: Reader, lexicon: Lexicon) -> Recurring:
    name = reader.rest()
    if name not in lexicon.days:
        raise reader.misread("no day of that name stands in story.yml under “time: days:”")
    reader.at = len(reader.words)
    return Recurring(days=frozenset({lexicon.days[name]}))


_SIMPLE: dict[str, Callable[[Reader, Lexicon], Statement]] = {
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


def _reference(reader: Reader) -> Reference:
    reason = "the id of an event belongs here"
    word = reader.word(reason)
    found = _REFERENCE.fullmatch(word)
    at = reader.at - 1
    if not found:
        stem = word.split(".")[0]
        instead = " ".join((*reader.words[:at], stem, *reader.words[at + 1 :])) if stem else ""
        raise Misread(at, "an id ends in .start, .end, .birth or .death, or in none", instead)
    return Reference(found[1], _PARTS[found[2] or ""], reader.place(at))
