"""The only Babel: the furniture's words, numbers and dates in the story's language.

Catalogues are gettext's, in `locale/`; a language without one is spoken to in English. Only numbers
and dates wait for Babel, so that a build that shows none does not pay for it.
"""

from gettext import GNUTranslations, NullTranslations
from pathlib import Path

_WORDS_A_MINUTE = 230
_LOCALE = Path(__file__).parent / "locale"


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


def _locale(language: str) -> str:
    """The nearest locale that Babel knows."""
    from babel.core import Locale, UnknownLocaleError

    for code in (language.replace("-", "_"), language.split("-")[0]):
        try:
            return str(Locale.parse(code))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"
