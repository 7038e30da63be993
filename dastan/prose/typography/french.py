"""French: « “ ” » and the high punctuation with narrow no-break spaces, dashes of dialogue.

Source: Lexique des règles typographiques en usage à l'Imprimerie nationale; of its two widths of
no-break space before a sign, the narrow one is taken throughout, as screens need.
"""

import re

from dastan.prose.typography.marks import ellipses, ranges, spaced_dashes
from dastan.prose.typography.quotes import Quotes, curl
from dastan.prose.typography.signs import BLOCK, LINE_ENDS, NBSP, NNBSP

QUOTES = Quotes(outer=("«", "»"), inner=("“", "”"), by_depth=True)

_HIGH = r"(?:[;!?»]|:(?![\w/]))"
_SPACE_BEFORE_HIGH = re.compile(rf"[ \n](?={_HIGH})(?<=[^\s{LINE_ENDS}].)", re.DOTALL)
_HIGH_AT_WORD = re.compile(rf"[;!?:](?<=[^\s(\[«;!?:{LINE_ENDS}].)(?![\w/=&#])|»(?<=\S»)")
_GUILLEMET = re.compile(rf"«(?:[ \n]|(?![{NBSP}{NNBSP}]))")
_ASIDE = re.compile(rf"{NBSP}([–—])[ \n{NBSP}]([^–—.!?;:{BLOCK}]+{NBSP}\1)")
_TITLE = re.compile(r"(?:MM?\.|Mmes?|Mlles?|Mgr|Dr|Pr)[ \n](?=[A-ZÀ-ÖØ-Þ])")
_ROMAN = re.compile(r"[ \n](?=[IVX]+(?![\w’]))(?<=[a-zéï].)", re.DOTALL)
_CENTURY = re.compile(r"([IVX]er?)[ \n](?=siècle)")
_THOUSAND = re.compile(r"([0-9](?<![0-9]{4}))[ \n](?=[0-9]{3}(?![0-9]))")
_UNIT = re.compile(
    r"([0-9]|\b1er)[ \n](?=(?:[kcm]?m|k?g|[cm]?l|km/h|h|min|janvier|février|mars|avril|mai|juin"
    r"|juillet|août|septembre|octobre|novembre|décembre)(?!\w)|[%€°])"
)
_NUMBER = re.compile(
    r"([.°§h])[ \n](?=[0-9])(?:(?<=\W[pt]..)|(?<=\Wvol..)|(?<=\Wchap..)|(?<=[nN]°.)|(?<=§.)"
    r"|(?<=[0-9\s]h.))",
    re.DOTALL,
)


def french(text: str) -> str:
    """Sets a French text; see `signs` for what it comes in as."""
    text = curl(ranges(spaced_dashes(ellipses(text), "–", first="—")), QUOTES)
    text = _ASIDE.sub(rf" \1{NBSP}\2", text)
    text = _SPACE_BEFORE_HIGH.sub(NNBSP, text)
    text = _HIGH_AT_WORD.sub(rf"{NNBSP}\g<0>", text)
    text = _GUILLEMET.sub(f"«{NNBSP}", text)
    text = _TITLE.sub(lambda match: match[0][:-1] + NBSP, text)
    text = _THOUSAND.sub(rf"\1{NNBSP}", text)
    for pattern in (_CENTURY, _UNIT, _NUMBER):
        text = pattern.sub(rf"\1{NBSP}", text)
    return _ROMAN.sub(NBSP, text)
