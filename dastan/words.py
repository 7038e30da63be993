"""The only Babel: the furniture's words, numbers and dates in the story's language.

Catalogues are gettext's, in `locale/`; a language without one is spoken to in English. Only numbers
and dates wait for Babel, so that a build that shows none does not pay for it.
"""

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.core import Locale

_WORDS_A_MINUTE = 230
_LOCALE = Path(__file__).parent / "locale"
_TOKEN = re.compile(r"'[^']*'|y+|G+|[ML]+|d+")


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations for a BCP 47 code: its own, else its first part's, else none."""
    for code in (language, language.split("-")[0]):
        try:
            with open(_LOCALE / code / "LC_MESSAGES" / "dastan.mo", "rb") as file:
                return GNUTranslations(file)
        except OSError:
            continue
    return NullTranslations()


def minutes(words: int) -> int:
    """How long it takes to read so many words, rounded up."""
    return -(-words // _WORDS_A_MINUTE)


def number(value: int, language: str) -> str:
    """A whole number as readers of a language write it.

    >>> number(1234567, "en"), number(999, "ru")
    ('1,234,567', '999')
    """
    if -1000 < value < 1000:
        return str(value)
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_locale(language))


@cache
def date(language: str, year: int | None, month: int = 0, day: int = 0) -> str:
    """A day, a month or a year of the calendar; `year` is astronomical, None where it goes unsaid.

    >>> date("en", 1998, 6, 12), date("ru", 1998, 6), date("kk", 1998, 6), date("en", -43)
    ('12 June 1998', 'июнь 1998\xa0г.', '1998\xa0ж. маусым', '44 BC')
    """
    locale = _locale(language)
    before = year is not None and year < 1
    year_words = "" if year is None else str(1 - year if before else year)

    def filled(token: re.Match[str]) -> str:
        match token[0][0]:
            case "'":
                return token[0][1:-1]
            case "y":
                return year_words
            case "G":
                return str(locale.eras["abbreviated"][0 if before else 1])
            case "d":
                return str(day)
            case letter if len(token[0]) > 2:
                return _month(locale, "format" if letter == "M" else "stand-alone", month)
            case _:
                return str(month)

    pattern = _pattern(locale, year is not None, before, bool(month), bool(day))
    return _TOKEN.sub(filled, pattern).replace("\u202f", "\xa0")


def date_order(language: str) -> str:
    """In which order a date names its parts: "dMy", "yMd", "Mdy"."""
    pattern = re.sub("'[^']*'", "", _locale(language).date_formats["long"].pattern)
    return "".join(sorted("dMy", key=pattern.find))


def weekday(language: str, day: int) -> str:
    """The name of a day of the week, 0 for Monday."""
    return str(_locale(language).days["format"]["wide"][day])


def clock(language: str, minute: int) -> str:
    """A minute of the day."""
    from datetime import time

    from babel.dates import format_time

    shown = format_time(time(minute // 60, minute % 60), "short", locale=_locale(language))
    return shown.replace("\u202f", "\xa0")


def _pattern(locale: "Locale", year: bool, before: bool, month: bool, day: bool) -> str:
    """Unicode's pattern of such a date (UTS 35)."""
    if year and month and day and not before:
        return str(locale.date_formats["long"].pattern)
    if not year and not day:
        # Others have no such form, and Babel mixes up their names.
        return "LLLL" if "L" in locale.datetime_skeletons["yMMMM"].pattern else "MMMM"
    era = "G" if before else ""
    skeleton = f"{era}{'y' if year else ''}{('MMM' if era else 'MMMM') if month else ''}"
    return str(locale.datetime_skeletons[f"{skeleton}{'d' if day else ''}"].pattern)


def _month(locale: "Locale", use: str, month: int) -> str:
    name = str(locale.months[use]["wide"][month])
    return name.lower() if locale.language == "kk" else name  # CLDR has them as if alone on a line


@cache
def _locale(language: str) -> "Locale":
    """The nearest locale that Babel knows; of plain English that of the world, 12 June 1998."""
    from babel.core import Locale, UnknownLocaleError

    for code in (language.replace("-", "_"), language.split("-")[0], "en"):
        try:
            return Locale.parse("en_001" if code == "en" else code)
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel knows English")
