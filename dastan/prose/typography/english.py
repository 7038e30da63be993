"""English: American marks by kind, apostrophes that know their words, close-set dashes.

Sources: the Standard Ebooks Manual of Style (Typography), the Chicago Manual of Style (chapter 6).
"""

import re

from dastan.prose.typography.marks import close_dashes, ranges, spaced_ellipses
from dastan.prose.typography.quotes import Quotes, curl
from dastan.prose.typography.signs import AMPERSAND, INLINE, NBSP

QUOTES = Quotes(
    outer=("“", "”"),
    inner=("‘", "’"),
    elided=frozenset(
        # 'tis and its kin,
        "tis tisn tain tother twas twasn tween twere tweren twill twixt twon twould twouldn "
        # what a drawl drops,
        "cept ceptin coz cuz deed dout em fo fraid frisco gainst kase kay lection mongst n neath "
        "nother nough nuff pon scuse spec spect specially splain spose sturb thout til tude um un "
        "uns uz vantage xcept xcepting zactly "
        # and an h that is not sounded.
        "aven alf allo appen appened appy arf arry ave eaven eavy eed elp eard ead ello erself im "
        "imself ome oo ope orrible orse ospital ouse owever ullo undred ungry urry usband".split()
    ),
    perhaps_elided=frozenset(
        "ad alt ard arm bout bus cause cello coon cos course cross d e ee ell em er ere f fess flu "
        "fore gator gin is ll long low lowed m member mid nam nd ow phone plane possum prentice re "
        "round s scape shroom shrooms stead sup t tater taters ud ull ve ware way".split()
    ),
)

_TITLE = re.compile(
    r"(?:Adm|Capt|Cmdr|Col|Cpl|Det|Dr|Fr|Ft|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mgr|Mlle|Mme|Mr|Mrs|Ms"
    r"|Msgr|Mt|Mx|Pres|Prof|Pvt|Rep|Rev|Sen|Sgt|St|Ste|Supt)"
    rf"(?:\.|(?<=Mr|Ms|Mx|Dr|St)|(?<=Mrs)){INLINE}*[ \n](?={INLINE}*[\"'“‘]?[A-Z])"
)
_INITIAL = re.compile(r"\.[ \n](?<=\W[A-Z]..)(?=[A-Z]\.)", re.DOTALL)
_UNIT = re.compile(
    rf"([0-9]{INLINE}*)[ \n](?={INLINE}*(?:(?:[ap]\.?m|[AP]\.?M|[ckm]?m|k?g|km/h|lbs?|oz|ft"
    r"|mi|mph|min|ml|[MG]B|k?W|k?Hz|°[CF]|BCE?|CE|AD|B\.C|A\.D)(?![\w’'])|[°%]))"
)
_NUMBER = re.compile(
    r"([.§¶№D])[ \n](?=[0-9])(?:(?<=[§¶№].)|(?<=\b[Nn]o\..)|(?<=\b[Nn]os\..)|(?<=\b[Vv]ol\..)"
    r"|(?<=\bp\..)|(?<=\bpp\..)|(?<=\b[Cc]h\..)|(?<=\b[Ff]ig\..)|(?<=\bc\..)|(?<=\bAD.))",
    re.DOTALL,
)
_SPACE_BEFORE_AND = re.compile(rf"[ \n](?=[&{AMPERSAND}][ \n])")


def english(text: str) -> str:
    """Sets an English text; see `signs` for what it comes in as."""
    text = ranges(spaced_ellipses(close_dashes(text)))
    return spaces(curl(text, QUOTES))


def spaces(text: str) -> str:
    """No line breaks after Mr., between initials, in "5 p.m." and "No. 5", before an ampersand."""
    text = _TITLE.sub(lambda match: match[0][:-1] + NBSP, text)
    text = _INITIAL.sub("." + NBSP, text)
    text = _UNIT.sub(rf"\1{NBSP}", text)
    text = _NUMBER.sub(rf"\1{NBSP}", text)
    if "&" in text or AMPERSAND in text:
        text = _SPACE_BEFORE_AND.sub(NBSP, text)
    return text
