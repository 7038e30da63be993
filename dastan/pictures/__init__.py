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
    """Of a card, as `#rrggbb`; those of the default look."""

    paper: str = "#fbf7ef"
    ink: str = "#231d17"
    quiet: str = "#574c40"
    apple: str = "#8f231c"
    steppe: str = "#b3812c"
    ground: str = "#8f231c"
    horn: str = "#f1dfb8"
    heart: str = "#1f5a80"
    star: str = "#d99f3b"
