"""The only Pillow: how large a picture is, smaller copies of it, and cards.

Pillow itself is imported where there is something for it to do: most builds do without.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; all but the title may be empty."""

    title: str
    above: str = ""
    """Small, over the title: of a chapter, its book."""
    subtitle: str = ""
    below: str = ""
    """The author."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Of a card, as `#rgb` or `#rrggbb`; those of the default look."""

    paper: str = "#fbf7ef"
    ink: str = "#211"
    quiet: str = "#543"
    apple: str = "#8f231c"
