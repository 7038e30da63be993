"""German: „ “ ‚ ‘, an en dash between spaces, abbreviations kept together.

Sources: Duden, Textverarbeitung und Schriftsatz; DIN 5008.
"""

import re

from dastan.prose.typography.marks import ellipses, ranges, spaced_dashes
from dastan.prose.typography.quotes import Quotes, curl
from dastan.prose.typography.signs import LINE_ENDS, NBSP

QUOTES = Quotes(
    outer=("„", "“"),
    inner=("‚", "‘"),
    elided=frozenset("n ne nem nen ner nes s tschuldigung".split()),
    perhaps_elided=frozenset("mal nauf naus ran rauf raus rein rin rüber rum runter".split()),
)

_SPACE_BEFORE_ELLIPSIS = re.compile(rf"[ \n](?=…)(?<=[^\s{LINE_ENDS}][ \n])")
_ABBREVIATION = re.compile(
    r"\.[ \n](?:"
    # z. B., d. h., i. d. R., v. Chr., J. S. Bach
    r"(?<=\W[^\W\d_]..)(?=(?:[^\W\d_]|Chr)\.)|(?<=\W[A-ZÄÖÜ]..)(?=[A-ZÄÖÜ][a-zäöüß])"
    # Dr. Faust, St. Gallen; Nr. 5, S. 12
    r"|(?=[A-ZÄÖÜ])(?:(?<=\W(?:Dr|Fr|Hr|St)..)|(?<=\WProf..))"
    r"|(?=[0-9])(?:(?<=\WS..)|(?<=\W(?:Bd|Nr)..)|(?<=\W(?:Abb|Art|Kap)..))"
    # 3. Mai, 19. Jahrhundert
    r"|(?<=[0-9]..)(?=(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober"
    r"|November|Dezember|Jahrhunderts?|Jh)\b))",
    re.DOTALL,
)
_UNIT = re.compile(
    rf"([0-9])[ \n](?=(?:[kcm]?m|k?g|m?l|km/h|Min|Uhr|Std|°C|[vn]\.{NBSP}Chr)(?!\w)|[°%€])"
)
_PARAGRAPH_SIGN = re.compile(r"§[ \n](?=[0-9])")


def german(text: str) -> str:
    """Sets a German text; see `signs` for what it comes in as."""
    text = curl(ranges(spaced_dashes(ellipses(text), "–")), QUOTES)
    if "…" in text:
        text = _SPACE_BEFORE_ELLIPSIS.sub(NBSP, text)
    text = _ABBREVIATION.sub("." + NBSP, text)
    text = _UNIT.sub(rf"\1{NBSP}", text)
    return _PARAGRAPH_SIGN.sub("§" + NBSP, text)
