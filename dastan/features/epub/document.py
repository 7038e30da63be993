"""One document of the book before it is made: what is said of it, and what it will hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from dastan.features.epub.setting import Setting

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())

Body = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the book."""

    name: str
    """Of its file, which stands in the book's own folder."""
    title: str
    language: str
    """BCP 47."""
    body: Callable[[Setting], Body]
    matter: Literal["frontmatter", "bodymatter", "backmatter"] = "bodymatter"
    level: int = 1
    """In the contents: 2 within a part; 0 for what does not stand there."""
    looked_at: tuple[object, ...] = ()
    """All that `body` looks at, or digests of it; where it is empty, nothing is kept."""


def element(
    tag: str, attributes: Mapping[str, str], *children: Element | None, text: str = ""
) -> Element:
    """An element with its children, but for those that are None."""
    made = Element(tag, dict(attributes))
    made.text = text or None
    made.extend(child for child in children if child is not None)
    return made


def language(code: str, around: str = "") -> dict[str, str]:
    """The attributes that name a language; none within text of the same."""
    if code == around:
        return {}
    named = {"lang": code, "xml:lang": code}
    if is_right_to_left(code) != is_right_to_left(around):
        named["dir"] = "rtl" if is_right_to_left(code) else "ltr"
    return named


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left: by the script that it names, else its own.

    >>> is_right_to_left("ar"), is_right_to_left("kk-Arab"), is_right_to_left("ks-Deva")
    (True, True, False)
    """
    name, *rest = code.lower().split("-")
    script = next((subtag for subtag in rest if len(subtag) == 4), "")
    return script in _RIGHT_TO_LEFT_SCRIPTS if script else name in _RIGHT_TO_LEFT
