"""Prose without end, from one seed: what the test books of bench/books.py are written in.

It is our own, free, and means nothing: sentences grow from the little grammar below. It is like
prose where a generator or a browser could tell: blocks in the proportions of a novel, words as
long, and hardly easier to compress (2.4 bytes a word by gzip; Austen's and Tolstoy's take 2.5).
"""

import random
import re

GRAMMAR = {
    "TOLD": (
        *("ONE WENT PLACE", "ONE WENT PLACE", "ONE WENT HOW and MET THING", "ONE MET THING PLACE"),
        *("WHEN ONE WENT PLACE", "IF ONE WENT HOW, ONE MET THING", "PLACE ONE MET THING"),
        *("ONE, who WENT PLACE, MET THING", "ONE MET THING; ONE WENT PLACE", "ONE had MET THING"),
        *("there was THING PLACE", "it was QUALITY and QUALITY", "not one NOUN WENT PLACE"),
        *("ONE MET THING, and THING, and THING", "ONE WENT PLACE, as QUALITY as the NOUN"),
        *("ONE couldn't say why ONE MET THING", "THING -- so it was said -- WENT HOW"),
        *("ONE MET THING---and that was *QUALITY*", "perhaps ONE WENT, or perhaps ONE *MET* THING"),
        *(
            "ONE knew that ONE WENT PLACE",
            "it was too QUALITY for THING",
            "IF ONE WENT, ONE MET THING",
        ),
        *("so ONE WENT TO THING and MET it", "THING WENT PLACE, and HOW ONE MET WHOSE NOUN"),
    ),
    "SAID": (
        *("THING is QUALITY", "I MET THING PLACE", "you've never MET THING", "'tis THING again"),
        *("it's THING", "don't you see THING PLACE?", "who MET THING?", "we WENT HOW..."),
        *("no", "yes, and ONE WENT too", "well, if ONE WENT HOW", "I can't -- I MET THING!"),
        *("NAME told me 'ONE WENT' and no more", "go to THING, NAME", "come at HOUR o'clock"),
        *("I do not know if ONE MET THING", "what is it to you, or to me?", "and so ONE WENT"),
    ),
    "SAYING": ("SPOKE NAME", "SPOKE NAME", "he SPOKE", "she SPOKE", "NAME SPOKE HOW"),
    "SPOKE": "said said said asked answered whispered cried murmured replied called".split(),
    "TITLE": ("THING", "The NOUN PLACE", "NAME", "NAME and THING", "The QUALITY NOUN"),
    "ONE": "NAME NAME he she he she he they I we THING nobody".split(),
    "THING": (
        *("the NOUN", "the NOUN", "the QUALITY NOUN", "WHOSE NOUN", "this NOUN", "some NOUN"),
        *("NAME's NOUN", "the NOUN of the NOUN", "WHOSE QUALITY NOUN", "HOUR NOUN+s"),
    ),
    "PLACE": ("TO THING", "TO THING", "TO the NOUN", "TO WHOSE NOUN", "HOW", "HOW TO THING"),
    "WHEN": (
        *("that WATCH", "in the end", "years later", "at first", "by the COLOUR light", "now"),
        *("at HOUR o'clock", "then", "and yet", "one WATCH in May", "but", "for HOUR days", "and"),
    ),
    "IF": ("when", "while", "because", "though", "before", "as soon as", "until", "after", "if"),
    "HOUR": "two three four five six seven eight nine ten eleven".split(),
    "WATCH": "morning evening night winter autumn spring summer Sunday noon".split(),
    "WHOSE": "his her their his her my our".split(),
    "TO": """across behind beside under to into past beyond through over near on along to in from
        around in on by at with for among opposite out_of up_to as_far_as""".split(),
    "HOW": """slowly quietly again twice alone gladly at_once too_late once_more in_vain by_night
        suddenly for_a_while with_care hardly seldom without_a_word in_silence softly as_ever
        bitterly side_by_side all_day long_ago in_time at_last up down away back out on""".split(),
    "QUALITY": (
        *("ROOT-COLOUR",) * 40,
        *("COLOUR", "COLOUR", "STUFF+en", "FEELING", "FEELING"),
        *"""old narrow empty heavy broken far early foreign lost shallow steep plain vast unfinished
        ancient ragged hollow hidden solemn little great good long new poor last first""".split(),
    ),
    "COLOUR": "grey white pale green gold red dark bright blue amber black silver brown".split(),
    "STUFF": "oak wheat flax silk ash beech lead birch wood earth wool".split(),
    "FEELING": """tired proud afraid hungry gentle curious patient lonely stubborn silent grateful
        restless anxious merciful jealous ashamed cheerful furious homesick doubtful""".split(),
    "NOUN": (
        *("ROOT+END",) * 160,
        *"""door lamp river captain letter window horse street bridge orchard kitchen hill road
        journey question promise silence memory shoulder daughter brother stranger village market
        church candle mirror blanket pocket ticket station harbour passenger engine violin teacher
        soldier lesson quarrel wedding carriage cellar attic balcony umbrella neighbour uncle widow
        shepherd miller merchant clerk servant answer tune chimney garden thunder meadow forest
        valley island ferry compass bottle basket apple cherry loaf pear coat saddle falcon
        swallow heron sparrow wolf needle thread ribbon button collar sleeve feather shadow
        whisper laugh tear anger hope danger rumour secret boat cup hat key map hand eye son day
        year word voice song fire storm star moon tree stone wall gate room bed book page sea ship
        king dog cat cow fish bird egg""".split(),
    ),
    "ROOT": """lamp salt river stone corn moor wolf fern hazel thorn glass iron rope tar wind frost
        moon mill sand reed apple goose bell cloud ember foal gold hay ink kelp lark moss night oat
        pine quill rain smoke turf wax yarn ash barley crow dew elm flint gull heath ivy jay knot
        lime marsh nettle otter peat quartz rook snow tide vine whin yew brass copper dove eel fog
        grain hive jade lint mud nut owl plum rye silk thaw wool zinc""".split(),
    "END": """gate house man field yard bank light keeper path room shore song stair tower wright
        wood ridge water ford box cart bow hook net jar drift well mark fall spur beck hatch weir
        rick loft crest pit ward lock mouth shed""".split(),
    "MET": """crossed carried opened answered remembered followed watched lost found kept left met
        broke mended sold bought counted measured painted buried burned forgot believed doubted
        wanted feared loved hated visited passed heard touched lifted folded dropped pulled hid
        promised refused borrowed praised blamed pitied mocked trusted imagined understood began
        finished abandoned weighed troubled comforted served married outlived saw had took gave
        made put brought held read sent hit cut""".split(),
    "WENT": """went came ran sat stood lay fell rose slept woke waited walked turned looked stayed
        wept laughed lived died sang spoke moved listened knelt swam drifted hurried wandered
        returned trembled dreamed climbed leaned paused grew sank flew hung rode""".split(),
    "NAME": (
        *("FORE+NAMED",) * 30,
        *"""Margit Tobias Ilse Corvin Hester Benedek Aliya Temir Dagny Osric Anna Yusuf Zlata
        Mrs._Harrow Mr._Osei Dr._Vale""".split(),
    ),
    "FORE": """Al Bel Cas Dor Em Fen Gar Hal In Jor Kor Lin Mir Nim Or Pel Quin Rav Sab Tar Ul Var
        Wen Yar Zan Bri Cle Dru Fra Gri Sto Tru""".split(),
    "NAMED": """vin mar el ia dis tun ko ra wen bert ga lo nis ric sa da mund thea beth van ost imir
        una ek ana or is wyn dur quil fa sip""".split(),
}
"""A word in capitals is replaced by one of its choices, until none is left; `_` becomes a space,
and `+` nothing."""

_SLOT = re.compile("[A-Z]{2,}")
_JOINTS = str.maketrans({"_": " ", "+": ""})


class Prose:
    """Words without end, from one seed."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def grow(self, symbol: str) -> str:
        chosen = self.chance.choice(GRAMMAR[symbol])
        return _SLOT.sub(lambda found: self.grow(found[0]), chosen)

    def phrase(self, symbol: str) -> str:
        return self.grow(symbol).translate(_JOINTS)

    def sentence(self, symbol: str = "TOLD", end: str = "") -> str:
        """One that begins with a capital and ends with a mark, `end` where it has none."""
        words = self.phrase(symbol)
        start = 1 if words[0] == "'" else 0
        words = words[:start] + words[start].upper() + words[start + 1 :]
        return words if words[-1] in ".?!" else words + (end or self.chance.choice("........?!"))

    def title(self) -> str:
        words = self.phrase("TITLE")
        return words[0].upper() + words[1:]

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def dialogue(self) -> str:
        more = f' "{self.sentence("SAID")}"' if self.chance.random() < 0.5 else ""
        return f'"{self.sentence("SAID", ",")}" {self.phrase("SAYING")}.{more}'

    def block(self, left: int) -> str:
        """What stands between two blank lines, where a chapter has so many words left."""
        roll = self.chance.random()
        if roll < 0.44:
            return self.dialogue()
        if roll < 0.98:
            return self.paragraph(max(1, min(self.chance.randint(1, 8), left // 9)))
        return self.chance.choice(
            (
                f"> {self.paragraph(2)}",
                f"> {self.sentence(end=',')}  \n> {self.sentence()}",
                f"## {self.title()}",
                f"![{self.title()}](images/map.png)",
                "\n".join(f"- {self.sentence()}" for _ in range(3)),
            )
        )
