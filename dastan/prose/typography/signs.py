"""The characters of the trade, and the signs that stand for markup while a text is being set.

Every text is set as one string in which each tag is one sign, so that a rule sees across markup as
a reader does. The signs are Unicode noncharacters: they can stand in no text. There are no rules
here.
"""

NBSP = "\u00a0"
NNBSP = "\u202f"
"""The narrow no-break space of French."""
HAIR = "\u200a"
"""Between quotation marks that touch, and before an ellipsis; no line breaks at either."""
WJ = "\u2060"
"""Word joiner: the dash after it never begins a line."""
PRIME, DOUBLE_PRIME = "\u2032", "\u2033"
APOSTROPHE = "\u2019"

STRAIGHT_DOUBLE = "\ufdd0"
STRAIGHT_SINGLE = "\ufdd1"

BLOCK = "\ufde0"
"""A paragraph, a heading, a list item begins or ends; it also stands at both ends of every text."""
BREAK = "\ufde1"
"""A line ends within its paragraph."""
INLINE = "\ufde2"
"""Markup that a reader does not see: the beginning or end of an emphasis, a link, a comment."""
OBJECT = "\ufde3"
"""Something that stands like a word: code, an image, words of another language."""
SIGNS = BLOCK + BREAK + INLINE + OBJECT
AMPERSAND = "\ufde4"
"""An ampersand that was written as an entity, and will be."""

LINE_ENDS = BLOCK + BREAK
TRANSPARENT = INLINE + WJ
SPACES = " \n\t" + NBSP + NNBSP + HAIR + "\u2009"


def before(text: str, at: int) -> int:
    """Index of the nearest character before `at` that a reader sees (or of a line's end)."""
    at -= 1
    while text[at] in TRANSPARENT:
        at -= 1
    return at


def after(text: str, at: int) -> int:
    """Index of the first character from `at` on that a reader sees (or of a line's end)."""
    while text[at] in TRANSPARENT:
        at += 1
    return at


def is_word(char: str) -> bool:
    """Whether the character is of a word, a number, or stands for one."""
    return char.isalnum() or char == OBJECT
