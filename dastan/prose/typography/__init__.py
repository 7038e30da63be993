"""Typography: the words of a finished HTML fragment, set as their language is set in books.

On the way: python-markdown's HTML comes in, the same HTML goes out; only text nodes differ, and in
them only quotes, dashes, dots, and the spaces and joiners beside them, never a letter. The walk:
`fragment` leads the text past the markup with a sign for each tag (`signs`), the language's module
sets it as one string (`english`, `russian`, `kazakh`, `german`, `french`; what they share stands in
`marks` and `quotes`), and the markup comes back.

Setting a text again changes nothing, so authors who type “these” themselves lose nothing. What a
rule cannot know (`the 'n' of a word` or `rock 'n' roll`) the author decides with a backslash before
the quote, or by typing the curly one.
"""

from dastan.prose.typography.english import english
from dastan.prose.typography.fragment import primary, through
from dastan.prose.typography.french import french
from dastan.prose.typography.german import german
from dastan.prose.typography.kazakh import kazakh
from dastan.prose.typography.marks import ellipses, plain_dashes
from dastan.prose.typography.russian import russian
from dastan.prose.typography.signs import BLOCK, STRAIGHT_DOUBLE, STRAIGHT_SINGLE

__all__ = ["STRAIGHT_DOUBLE", "STRAIGHT_SINGLE", "typeset", "typeset_text"]

_LANGUAGES = {
    "": english,
    "de": german,
    "en": english,
    "fr": french,
    "kk": kazakh,
    "ru": russian,
}


def typeset(html: str, language: str = "en") -> str:
    """An HTML fragment with its text nodes set; `language` is BCP 47, as are `lang` attributes.

    Tags, comments and what is not prose (code, scripts, formulas, drawings) stay as they are. Of a
    language without rules of its own only the dashes and ellipses are set.
    """
    return through(html, language, typeset_text)


def typeset_text(text: str, language: str) -> str:
    """A plain text, such as a title, set in its language. `&` and `<` are ordinary here."""
    text = _LANGUAGES.get(primary(language), _unknown)(BLOCK + text + BLOCK)[1:-1]
    return text.replace(STRAIGHT_DOUBLE, '"').replace(STRAIGHT_SINGLE, "'")


def _unknown(text: str) -> str:
    return plain_dashes(ellipses(text))
