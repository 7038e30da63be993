"""Lengths, ages and the numbers in them: `3-5 years`, `about 17`, `at least half an hour`."""

import re

from dastan.time.scanner import Misread, Reader
from dastan.time.statements import UNITS, Ages, Length, Lexicon, Unit
from dastan.time.vocabulary import NUMBERS

_NUMBER = r"\d{1,6}(?:\.\d{1,3})?[¼½¾]?|[¼½¾]"
_COUNT = re.compile(rf"(?P<about>~?)(?P<low>{_NUMBER})(?:[-–](?P<high>{_NUMBER}))?")
_FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75}


def length(reader: Reader, lexicon: Lexicon, end: int | None = None) -> Length:
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


def _unit(reader: Reader) -> Unit:
    name = reader.peek()
    unit = UNITS.get(name) or UNITS.get(name.removesuffix("s"))
    if not unit:
        raise reader.misread("a unit of time belongs here, such as days or years")
    reader.at += 1
    return unit


def ages(reader: Reader, lexicon: Lexicon) -> Ages:
    """`17`, `12-15`, `at least 18`, `a child`."""
    article = reader.take("a") or reader.take("an")
    if reader.rest() in lexicon.ages:
        said = reader.rest()
        reader.at = len(reader.words)
        return lexicon.ages[said]
    if article:
        raise reader.misread("no word of that kind stands for an age")
    how, low, high = _amount(reader, "an age belongs here, such as 17 or a child")
    if how == "about":
        slack = max(low / 4, 0.5)
        return Ages(max(0, low - slack), low + 1 + slack)
    return Ages(low, None if high is None else high + 1)


def _amount(reader: Reader, reason: str) -> tuple[str, float, float | None]:
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


def _single(reader: Reader, reason: str) -> float:
    at = reader.at
    about, low, high = _numbers(reader, reason)
    if about or high is not None:
        raise Misread(at, "a single number belongs here")
    return low


def _numbers(reader: Reader, reason: str) -> tuple[bool, float, float | None]:
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
