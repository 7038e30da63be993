"""Addresses: slugs that last, and links from one page to another.

Pure functions on strings. Every link between two pages of a site is relative, so that the same
bytes are right at a domain's root, in a folder of it, and opened from disk.
"""

import re
from unicodedata import category, normalize
from urllib.parse import quote, unquote

# Frozen: an address, once published, stays. Russian and Kazakh by the usual English reading,
# Latin letters that do not decompose into a letter and its marks.
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіўєїґ",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch | y | e yu ya "
        "a gh q ng o u u h i u ye yi g".replace("|", "").split(" "),
        strict=True,
    )
) | {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_NUMBER = re.compile(r"(\d+)(?:[-_. ]+|$)")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?:\.|$)|.*[. ]$|.*[<>:\"\\|?*]", re.I
)


def slug(text: str) -> str:
    """A readable, stable address for a title in any script; empty where there is nothing to say.

    Latin, Cyrillic and Kazakh are transliterated; other scripts stay, in NFC.

    >>> slug("Өнер академиясы"), slug("Jess’s Été"), slug("第一章")
    ('oner-akademiyasy', 'jesss-ete', '第一章')
    """
    lowered = re.sub(r"(?<=\w)['’ʼ](?=\w)", "", normalize("NFC", text).casefold())
    spelled = "".join(_LETTERS.get(character, character) for character in lowered)
    bare = "".join(map(_without_marks, spelled))
    kept = (c if category(c)[0] in "LMN" else "-" for c in normalize("NFC", bare))
    return re.sub("-+", "-", "".join(kept)).strip("-")


def _without_marks(character: str) -> str:
    """é is e; letters of other scripts keep their marks."""
    base = normalize("NFD", character)
    return base[0] if base[0].isascii() else character


def numbered(name: str) -> tuple[str, str]:
    """A file's name without its ending, as its number and the rest.

    >>> numbered("01-streets"), numbered("12"), numbered("1984"), numbered("home")
    (('01', 'streets'), ('12', ''), ('1984', ''), ('', 'home'))
    """
    found = _NUMBER.match(name)
    return (found[1], name[found.end() :]) if found else ("", name)


def file_slug(name: str) -> str:
    """A file's name as a slug: without its number, or that number where nothing is left.

    >>> file_slug("03-leaving home"), file_slug("12"), file_slug("😀")
    ('leaving-home', '12', '1f600')
    """
    number, rest = numbered(name)
    return slug(rest) or number or "-".join(f"{ord(character):x}" for character in name)


def natural(name: str) -> tuple[object, ...]:
    """A key that sorts names as people do, numbers compared as numbers: 2 before 10.

    Digits stand at odd places, so two keys can always be compared.
    """
    pieces = re.split(r"(\d+)", normalize("NFC", name).casefold())
    return tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces)), name


def order_of(name: str, order: float | None) -> tuple[object, ...]:
    """Sorts by `order`, else by the number that the name begins with, then by the name."""
    number = re.match(r"\d+", name)
    first = order if order is not None else float(number[0][:300]) if number else float("inf")
    return (first, *natural(name))


def portable(name: str) -> bool:
    """Whether a name can be a file's on every common system.

    >>> portable("con.html"), portable("con-man.html"), portable("a:b"), portable("..")
    (False, True, False, False)
    """
    return bool(name) and not _RESERVED.match(name)


def relative(origin: str, target: str) -> str:
    """The link from one output to another; `target` may end in `#anchor`.

    >>> relative("chapters/a.html", "timeline.html#event-x")
    '../timeline.html#event-x'
    """
    path, mark, anchor = target.partition("#")
    if path == origin and mark:
        return "#" + quote(anchor, safe=_SAFE)
    here, there = origin.split("/")[:-1], path.split("/")
    while here and here[0] == there[0] and len(there) > 1:
        del here[0], there[0]
    link = "../" * len(here) + quote("/".join(there), safe=_SAFE)
    return link + mark + quote(anchor, safe=_SAFE)


def absolute(base: str, path: str) -> str:
    """The address of an output under a base URL."""
    return base.rstrip("/") + "/" + quote(path, safe=_SAFE)


def written(target: str) -> str:
    """A link's target as its author meant it: percent signs decoded, in NFC."""
    return normalize("NFC", unquote(target))


_SAFE = "/~!$&'()*+,;=:@"
