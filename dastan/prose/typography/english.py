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
        # 'tis and its kin; contractions that stand alone; what a drawl drops
        "tis tisn’t tain’t tother twas twasn’t tween twere tweren’t twill twixt twon’t twould "
        "twouldn’t d ll m n nd re s t ud ve "
        "allo appen arf ave aven’t ead eard ello em ere’s erself igh im imself oo ome ope orse "
        "ouse ullo undred "
        "cept cos coz cuz fraid gainst kay mongst neath nother nough nuff pon scuse spect "
        "specially spose til tude un uns zactly".split()
    ),
    perhaps_elided=frozenset(
        "ad alf ard at bout bus cause cello coon course ell er ere fess flu fore gator gin is it "
        "long low lowed member mid nam ow phone plane possum prentice round scape shroom shrooms "
        "stead sup tater taters way".split()
    ),
)

_TITLE = re.compile(
    r"(?:Adm|Capt|Cmdr|Col|Cpl|Det|Dr|Fr|Ft|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mgr|Mlle|Mme|Mr|Mrs|Ms"
    r"|Msgr|Mt|Mx|Pres|Prof|Pvt|Rep|Rev|Sen|Sgt|St|Ste|Supt)"
    rf"(?:\.|(?<=Mr|Ms|Mx|Dr|St)|(?<=Mrs))[ \n](?={INLINE}*[\"'“‘]?[A-Z])"
)
_INITIAL = re.compile(r"\.[ \n](?<=\W[A-Z]..)(?=[A-Z]\.)", re.DOTALL)
_UNIT = re.compile(
    r"([0-9])[ \n](?=(?:[ap]\.?m|[AP]\.?M|[ckm]?m|k?g|km/h|lbs?|oz|ft|mi|mph|min|ml|[MG]B|k?W"
    r"|k?Hz|°[CF]|BCE?|CE|AD|B\.C|A\.D)(?![\w’'])|°|%)"
)
_NUMBER = re.compile(
    r"([.§¶№D])[ \n](?=[0-9])(?:(?<=[§¶№].)|(?<=\b[Nn]o\..)|(?<=\b[Nn]os\..)|(?<=\b[Vv]ol\..)"
    r"|(?<=\bp\..)|(?<=\bpp\..)|(?<=\b[Cc]h\..)|(?<=\b[Ff]ig\..)|(?<=\bc\..)|(?<=\bAD.))",
    re.DOTALL,
)
_AMPERSAND = re.compile(rf"[ \n]([&{AMPERSAND}])[ \n]")


def english(text: str) -> str:
    """Sets an English text; see `signs` for what it comes in as."""
    text = spaced_ellipses(close_dashes(ranges(text)))
    return spaces(curl(text, QUOTES))


def spaces(text: str) -> str:
    """No line breaks after Mr., between initials, in "5 p.m." and "No. 5", round an ampersand."""
    text = _TITLE.sub(lambda match: match[0][:-1] + NBSP, text)
    text = _INITIAL.sub("." + NBSP, text)
    text = _UNIT.sub(rf"\1{NBSP}", text)
    text = _NUMBER.sub(rf"\1{NBSP}", text)
    if "&" in text or AMPERSAND in text:
        text = _AMPERSAND.sub(rf"{NBSP}\1{NBSP}", text)
    return text
