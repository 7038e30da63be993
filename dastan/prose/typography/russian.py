"""Russian, and what Kazakh shares with it: «„“», a dash between spaces, short words kept in place.

Sources: Правила русской орфографии и пунктуации (1956), §§ 195-199; А. Э. Мильчин, Л. К. Чельцова,
«Справочник издателя и автора» (line breaks after initials, short prepositions, in abbreviations).
A dash between the digits of a range is an en dash, the custom of the web.
"""

import re

from dastan.prose.typography.marks import ellipses, ranges, spaced_dashes
from dastan.prose.typography.quotes import Quotes, curl
from dastan.prose.typography.signs import NBSP

QUOTES = Quotes(outer=("«", "»"), inner=("„", "“"), by_depth=True)

_ASKING_DOTS = re.compile(r"(?<=[?!])\.{3,}")
_INITIAL = re.compile(r"\.[ \n](?<=\W[А-ЯЁӘҒҚҢӨҰҮҺІ]..)(?=[А-ЯЁӘҒҚҢӨҰҮҺІ])", re.DOTALL)
_NUMBER_SIGN = re.compile(r"([№§])[ \n](?=[0-9])")
_ABBREVIATION = re.compile(
    r"\.[ \n](?:"
    # т. е., и т. д., до н. э.
    r"(?<=\W[Тт]..)(?=[едкнпч]\.)|(?<=\Wн..)(?=э\.)"
    # г. Верный, ул. Абая, проф. Ауэзов
    r"|(?=[А-ЯЁ])(?:(?<=\W[Ггдос]..)|(?<=\W(?:гр|им|оз|пр|св|[Уу]л)..)|(?<=\W(?:пер|пос)..)"
    r"|(?<=\W(?:[Аа]кад|[Пп]роф)..))"
    # с. 12, т. 2, гл. 3
    r"|(?=[0-9])(?:(?<=\W[гдпст]..)|(?<=\W(?:гл|кв|кн)..)|(?<=\W(?:рис|стр)..)))",
    re.DOTALL,
)
_UNIT = re.compile(
    r"([0-9IVXLC])[ \n](?=(?:вв?\.|гг?\.|тыс\.|млн|млрд|руб\.|коп\.|[кмц]?г|[ксм]?м|т|м?л|га|ч|мин"
    r"|км/ч|до н|н\. э)(?!\w)|°|%)"
)
_SHORT_WORD = re.compile(
    r"[ \n](?:(?=(?:бы?|же?|л[иь])(?!\w))|(?<=\Wг-[нж].)|(?<=\Wг-жа.)"
    r"|(?=[^\s—–])(?:(?<=\W[авикосуАВИКОСУ].)"
    r"|(?<=\W(?:во|до|за|из|ко|на|не|ни|но|об|от|по|со).)"
    r"|(?<=\W(?:Во|До|За|Из|Ко|На|Не|Ни|Но|Об|От|По|Со).)))",
    re.DOTALL,
)


def russian(text: str) -> str:
    """Sets a Russian text; see `signs` for what it comes in as."""
    text = cyrillic(text)
    text = _ABBREVIATION.sub("." + NBSP, text)
    text = _UNIT.sub(rf"\1{NBSP}", text)
    return _SHORT_WORD.sub(NBSP, text)


def cyrillic(text: str) -> str:
    """What the two languages share: dots, dashes, quotes, initials, the signs of numbers.

    After ? and ! the dots are two, because the mark's own is the third.
    """
    if "?..." in text or "!..." in text:
        text = _ASKING_DOTS.sub("..", text)
    text = curl(ranges(spaced_dashes(ellipses(text), "—")), QUOTES)
    text = _INITIAL.sub("." + NBSP, text)
    return _NUMBER_SIGN.sub(rf"\1{NBSP}", text)
