"""HTML in, HTML out: leads the words of a fragment past its markup.

`through` takes a fragment apart into text and tokens (tags, comments, what is not prose), leaves
one sign of `signs` for each token, has the text set as one string, and puts the tokens back. It
knows nothing of typography, and changes no token.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape

from dastan.prose.typography.signs import (
    AMPERSAND,
    BLOCK,
    BREAK,
    INLINE,
    OBJECT,
    SIGNS,
    STRAIGHT_DOUBLE,
    STRAIGHT_SINGLE,
)

SetText = Callable[[str, str], str]
"""From a text with signs and its language to the same text, set."""

TOKEN = re.compile(
    r"""(
    <(?: !--.*?(?:-->|\Z)
       | script\b.*?(?:</script\s*>|\Z)
       | style\b.*?(?:</style\s*>|\Z)
       | textarea\b.*?(?:</textarea\s*>|\Z)
       | /?[a-z] [^>"']* (?:(?:"[^"]*"|'[^']*') [^>"']*)* >
       | [/!?a-z] [^>]* >
    )
    | &(?:[a-z][a-z0-9]*|\#[0-9]+|\#x[0-9a-f]+);
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
DEPTH = 50
NAME = re.compile(r"</?([a-z][^\s/>]*)", re.IGNORECASE)
LANGUAGE = re.compile(r"""\slang\s*=\s*["']?([^\s"'>]*)""", re.IGNORECASE)
SIGN = re.compile(f"[{SIGNS}]")

NOT_PROSE = frozenset("code kbd math pre samp svg".split())
"""Kept with all that they hold, as are the three of `TOKEN` that hold no markup."""
VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
OBJECTS = frozenset(
    "audio canvas embed iframe img input object picture select textarea video".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div "
    "dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend "
    "li main menu nav noscript ol optgroup option p pre search section summary table tbody td "
    "template tfoot th thead title tr ul".split()
)
DECODED = frozenset("\"'\u00a0\u00ab\u00bb\u2026\u202f\u2032\u2033\u2039\u203a\u2060").union(
    map(chr, range(0x2002, 0x200B)), map(chr, range(0x2010, 0x2020))
)
"""Entities of these characters are read as the characters; others stay as written."""


def through(html: str, language: str, set_text: SetText) -> str:
    """The fragment with its text nodes set, and nothing else changed."""
    for sign in SIGNS:
        if sign in html:
            html = html.replace(sign, "")
    return _through(TOKEN.split(html), language, set_text)


def _through(pieces: list[str], language: str, set_text: SetText, depth: int = 0) -> str:
    """`pieces` are texts, at even indices, with a token between each two.

    `depth` counts the languages that this one stands in; raises RecursionError beyond `DEPTH`.
    """
    if depth > DEPTH:
        raise RecursionError
    ends: dict[int, int] | None = None
    texts = [pieces[0]]
    tokens: list[str] = []
    at = 1
    while at < len(pieces):
        token = pieces[at]
        sign = sign_of(token)
        if not sign:
            ends = _ends(pieces) if ends is None else ends
            sign, token, at = _element(pieces, at, ends, language, set_text, depth)
        texts.append(sign)
        if sign in SIGNS:
            tokens.append(token)
        texts += pieces[at + 1 : at + 2]
        at += 2
    done = set_text("".join(texts), language).replace(AMPERSAND, "&amp;")
    out = [""] * (2 * len(tokens) + 1)
    out[::2] = SIGN.split(done)
    out[1::2] = map(_straightened, tokens)
    return "".join(out)


@lru_cache(maxsize=1024)
def sign_of(token: str) -> str:
    """The sign for a token, or the character of an entity; empty where the element decides."""
    if token[0] == "&":
        char = unescape(token)
        return char if char in DECODED else AMPERSAND if char == "&" else OBJECT
    match = NAME.match(token)
    if match is None:
        return INLINE
    name = match[1].lower()
    if token[1] != "/" and (name in NOT_PROSE or (LANGUAGE.search(token) and name not in VOID)):
        return ""
    if name == "br":
        return BREAK
    if name in BLOCKS:
        return BLOCK
    return OBJECT if name in OBJECTS else INLINE


def _element(
    pieces: list[str],
    at: int,
    ends: Mapping[int, int],
    language: str,
    set_text: SetText,
    depth: int,
) -> tuple[str, str, int]:
    """An element that is not prose, or names its language: its sign, token, and last index."""
    tag = pieces[at]
    name = _name(tag)
    is_block = name in BLOCKS
    end = ends.get(at, len(pieces) - 1)
    if name in NOT_PROSE:
        return BLOCK if is_block else OBJECT, "".join(pieces[at : end + 1]), end
    within = LANGUAGE.findall(tag)[0]
    if primary(within) == primary(language) or end == len(pieces) - 1:
        return BLOCK if is_block else INLINE, tag, at
    inner = _through(pieces[at + 1 : end], within, set_text, depth + 1)
    return BLOCK if is_block else OBJECT, tag + inner + pieces[end], end


def _ends(pieces: list[str]) -> dict[int, int]:
    """By the index of a tag that begins an element, that of the tag which ends it."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for at in range(1, len(pieces), 2):
        name = _name(pieces[at])
        if pieces[at].endswith("/>"):
            ends[at] = at
        elif pieces[at][1] != "/":
            opened.setdefault(name, []).append(at)
        elif opened.get(name):
            ends[opened[name].pop()] = at
    return ends


def _name(token: str) -> str:
    match = NAME.match(token)
    return match[1].lower() if match else ""


def primary(language: str) -> str:
    """The language without its region and script: `en` of `en-GB`."""
    return language.replace("_", "-").partition("-")[0].lower()


def _straightened(token: str) -> str:
    return token.replace(STRAIGHT_DOUBLE, "&quot;").replace(STRAIGHT_SINGLE, "&#39;")
