"""Kazakh: Russian's marks, and Kazakh's own abbreviations and particles.

Sources: «Қазақ тілінің пунктуациялық ережелері» (тырнақша, сызықша: a quotation in «», speech
and its author parted by a dash). No rule is published for line breaks beside the particles ма/ме,
да/де: they stand apart from their word and lean on it, so they are kept with it, as Russian's are.
"""

import re

from dastan.prose.typography.russian import cyrillic
from dastan.prose.typography.signs import NBSP

_ABBREVIATION = re.compile(
    # т. б., т. с. с.
    r"\.[ \n](?:(?<=\W[Тт]..)(?=[бс]\.)|(?<=\Wс..)(?=с\.)"
    # қ. Алматы, акад. Сәтбаев, проф. Жұбанов
    r"|(?=[А-ЯЁӘҒҚҢӨҰҮҺІ])(?:(?<=\Wқ..)|(?<=\W(?:[Аа]кад|[Пп]роф)..))"
    # 12-б., 2 т.: before a number
    r"|(?=[0-9])(?<=\W[бт]..))",
    re.DOTALL,
)
_UNIT = re.compile(
    r"([0-9IVXLC])[ \n](?=(?:жж?\.|ғғ?\.|мың|млн|млрд|тг|[кмц]?г|[ксм]?м|т|м?л|га|сағ\.|мин"
    r"|км/сағ)(?!\w)|°|%)"
)
_PARTICLE = re.compile(r"[ \n](?=(?:[мбпдт][ае]|ғой|ше)(?!\w))")


def kazakh(text: str) -> str:
    """Sets a Kazakh text; see `signs` for what it comes in as."""
    text = cyrillic(text)
    text = _ABBREVIATION.sub("." + NBSP, text)
    text = _UNIT.sub(rf"\1{NBSP}", text)
    return _PARTICLE.sub(NBSP, text)
