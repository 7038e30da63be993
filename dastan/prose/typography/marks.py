"""Dots, dashes and ranges: close-set as in English, or between spaces as on the Continent.

A text comes in with signs and with its quotes still straight; see `signs`. What an author has typed
as an ellipsis or a dash stays that character: only the spaces and joiners beside it are seen to.
So does a spaced em dash in English, and there a hyphen between spaces, which may be meant as one.
"""

import re

from dastan.prose.typography.signs import (
    HAIR,
    INLINE,
    LINE_ENDS,
    NBSP,
    WJ,
    after,
    before,
    is_word,
)

_QUOTES = "\"'«„“‚"
_ELLIPSIS = re.compile(r"(?:\.(?: ?\.){2,}|…)([ \n]*)")
_DOTS = re.compile(r"\.\.\.+|\. \. \.(?: \.)*")
_HYPHENS = re.compile(r"--(?<!---)-?(?!-)([ \n]*)")
_ANY_HYPHENS = re.compile(r"-(?<!--)-{0,2}(?!-)")
_OBSCURED = re.compile(r"[0-9]{2}|[^\w'’][A-HJ-Z]")
"""What a dash for the rest of a year or a name follows: 19-- or so, Mr. B-- came."""
_CLOSE_DASH = re.compile(rf"—(?<=[^\s{WJ}{LINE_ENDS}]—)")
_SPACE_BEFORE_DASH = re.compile(rf"[ \n](?=[—–])(?<=[^\s{LINE_ENDS}][ \n])")
_FIRST_DASH = re.compile(rf"([{LINE_ENDS}][\n{INLINE}]*[{_QUOTES}]?{INLINE}*[—–])[ \n]+(?=\S)")
_RANGE = re.compile(
    r"([0-9](?<![\w./,–-].)[0-9]{0,3}(?::[0-9]{2})?)-(['’]?)([0-9]{1,4}(?::[0-9]{2})?)"
    r"(?![\w/–-]|[.,:][0-9])"
)


def ellipses(text: str) -> str:
    """Three dots or more, close or spaced, are one ellipsis; the spaces beside it stay."""
    return _DOTS.sub("…", text) if "..." in text or ". ." in text else text


def spaced_ellipses(text: str) -> str:
    """English: a hair space between word and ellipsis, a space between ellipsis and word.

    Four dots close to a word are its full stop and an ellipsis. Source: Standard Ebooks, Manual
    of Style, Ellipses; the four dots: Chicago.
    """
    if "…" not in text and "..." not in text and ". ." not in text:
        return text
    out: list[str] = []
    done = 0
    for match in _ELLIPSIS.finditer(text):
        start = match.start()
        lead = text[done:start]
        word = lead.rstrip(" \n")
        left = before(text, start - len(lead) + len(word))
        behind_word = is_word(text[left]) or (text[left] in "'’" and is_word(text[left - 1]))
        if behind_word and lead == word and match[0].count(".") == 4:
            lead += "."
        elif behind_word:
            lead = word + HAIR
        elif text[left] == "—" and lead == word:
            lead += HAIR
        out += lead, "…", _behind_ellipsis(text, match.end(), match[1])
        done = match.end()
    return "".join(out) + text[done:]


def _behind_ellipsis(text: str, end: int, gap: str) -> str:
    """What parts an ellipsis from what follows it; `gap` is the author's own space."""
    at = after(text, end)
    if text[at] in ".,;:!?":
        return HAIR
    if gap:
        return gap
    # A number behind markup is a note's.
    return " " if is_word(text[at]) and (at == end or text[at].isalpha()) else ""


def ranges(text: str) -> str:
    """A hyphen between numbers is an en dash where they rise: 3-5, 1914-18, '41-'42, 5:30-6:15.

    Telephone numbers (555-1234), dates (2024-05-06), chains (3-4-5) and words with numbers stay.
    """
    return _RANGE.sub(_range, text)


def _range(match: re.Match[str]) -> str:
    first, apostrophe, last = match.groups()
    if ":" in match[0]:
        rises = True
    elif len(last) < len(first):
        rises = len(first) > 2 and first[-len(last) :] < last
    else:
        telephone = (len(first), len(last)) == (3, 4)
        rises = not telephone and "0" not in (first[0], last[0]) and int(first) < int(last)
    return f"{first}–{apostrophe}{last}" if rises else match[0]


def close_dashes(text: str) -> str:
    """English: two hyphens or three are an em dash without spaces; no line begins with a dash.

    Between digits two hyphens are an en dash. Sources: Standard Ebooks, Dashes; Chicago.
    """
    if "--" in text:
        text = _closed(text)
    if "—" in text:
        text = _CLOSE_DASH.sub(WJ + "—", text)
    return unbroken_dashes(text)


def _closed(text: str) -> str:
    out: list[str] = []
    done = 0
    for match in _HYPHENS.finditer(text):
        start, end = match.span()
        lead = text[done:start]
        word = lead.rstrip(" \n")
        if text[before(text, start - len(lead) + len(word))] in LINE_ENDS:
            out += lead, "—", match[1]
        elif text[start - 1].isdigit() and text[end].isdigit() and match[0] == "--":
            out += lead, "–"
        elif _OBSCURED.fullmatch(text, max(start - 2, 0), start):
            out += lead, "—", match[1]
        else:
            out += word, "—"
        done = end
    return "".join(out) + text[done:]


def plain_dashes(text: str) -> str:
    """Two hyphens or three are an em dash, two between digits an en dash; the spaces stay."""
    if "--" not in text:
        return text
    return _HYPHENS.sub(_dash, text)


def _dash(match: re.Match[str]) -> str:
    around = match.string[match.start() - 1] + match.string[match.end()]
    return ("–" if match[0] == "--" and around.isdigit() else "—") + match[1]


def spaced_dashes(text: str, dash: str, first: str = "") -> str:
    """Two hyphens or three, and one behind a space, are a dash between spaces, the first no-break.

    A dash that begins a line (`first`, where it differs) speaks, and its space does not break.
    """
    out: list[str] = []
    done = 0
    for match in _ANY_HYPHENS.finditer(text):
        start, end = match.span()
        lead = text[done:start]
        word = lead.rstrip(" \n")
        left = before(text, start - len(lead) + len(word))
        right = text[after(text, end)]
        begins = text[left] in LINE_ENDS or (
            text[left] in _QUOTES and text[before(text, left)] in LINE_ENDS + " \n("
        )
        if match[0] == "-" and not _stands_apart(text[left], lead != word, right, begins):
            continue
        if match[0] == "--" and text[left].isdigit() and right.isdigit():
            out += lead, "–"
        elif begins:
            out += lead, first or dash
        else:
            out += word, "" if text[start - 1] == NBSP else NBSP, dash
            out.append(" " if is_word(right) else "")
        done = end
    text = "".join(out) + text[done:]
    return _FIRST_DASH.sub(rf"\1{NBSP}", unbroken_dashes(text))


def _stands_apart(left: str, spaced: bool, right: str, begins: bool) -> bool:
    """Whether one hyphen is meant as a dash: он - она, Ich -, and the careless "Да,- сказал"."""
    if spaced:
        return not is_word(right)
    return right in " \n" and (begins or left in ",.!?…")


def unbroken_dashes(text: str) -> str:
    """The space before a dash does not break."""
    if any(dash in text for dash in (" —", " –", "\n—", "\n–")):
        return _SPACE_BEFORE_DASH.sub(NBSP, text)
    return text
