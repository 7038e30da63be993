"""When things were, in the reader's words: what `dastan.time` found, through gettext and Babel.

Between a story's time and the features, which all say it alike. Counts of a unit stand in the case
that "later" wants: so they have a context of their own in the catalogues.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dastan.model import Entry
from dastan.time import Amount, Dates, Gap, Placed, Point, Recurring, Years
from dastan.words import catalogue, clock, date, date_order, number, weekday


def time_words(language: str, people: Iterable[Entry]) -> "TimeWords":
    """The words of a story in that language, about these people."""
    return TimeWords(language, {person.id: person.name for person in people})


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Says when things were."""

    language: str
    names: Mapping[str, str]
    """Of people, by id."""

    def starts(self, placed: Placed) -> str:
        """When an event starts: "June 1998", "Bakhyt is 3 to 12"; empty where nothing is known."""
        found = [self._recurring(said) for said in placed.recurring]
        match placed.when:
            case Years() as years:
                found.insert(0, self._years(years))
            case Dates() as dates:
                found.insert(0, self._dates(dates))
        return "; ".join(found)

    def later(self, gap: Gap | None) -> str:
        """How long after something else: "at least 2 years later"; empty where nothing is known."""
        gettext = catalogue(self.language).gettext
        if gap is None or not gap.is_known:
            return ""
        if gap.same_day:
            return gettext("later the same day")
        least = "" if gap.least is None else self._amount(gap.least)
        most = "" if gap.most is None else self._amount(gap.most)
        if not most:
            return gettext("at least %(time)s later") % {"time": least}
        if not least:
            return gettext("at most %(time)s later") % {"time": most}
        if least == most:
            return gettext("%(time)s later") % {"time": most}
        if gap.least and gap.most and gap.least.unit == gap.most.unit:
            least = self._count(gap.least.value)
        return gettext("%(least)s to %(time)s later") % {"least": least, "time": most}

    def _amount(self, amount: Amount) -> str:
        """So many of a unit; two and a half take the plural of two, and so does one and a half."""
        count = int(amount.value)
        plural = count if count == amount.value else max(2, count)
        npgettext = catalogue(self.language).npgettext
        match amount.unit:
            case "year":
                words = npgettext("later", "%(count)s year", "%(count)s years", plural)
            case "month":
                words = npgettext("later", "%(count)s month", "%(count)s months", plural)
            case "day":
                words = npgettext("later", "%(count)s day", "%(count)s days", plural)
            case "hour":
                words = npgettext("later", "%(count)s hour", "%(count)s hours", plural)
            case "minute":
                words = npgettext("later", "%(count)s minute", "%(count)s minutes", plural)
        return words % {"count": self._count(amount.value)}

    def _count(self, value: float) -> str:
        whole = int(value)
        shown = number(whole, self.language) if whole or not value else ""
        return shown if whole == value else f"{shown}½"

    def _years(self, years: Years) -> str:
        ngettext = catalogue(self.language).ngettext
        name, low, high = self.names.get(years.person, years.person), years.low, years.high
        if high is None:
            said = ngettext("%(name)s is at least %(age)s", "%(name)s is at least %(age)s", low)
            return said % {"name": name, "age": low}
        if low == high:
            said = ngettext("%(name)s is %(age)s", "%(name)s is %(age)s", low)
            return said % {"name": name, "age": low}
        said = ngettext("%(name)s is %(low)s to %(high)s", "%(name)s is %(low)s to %(high)s", high)
        return said % {"name": name, "low": low, "high": high}

    def _dates(self, dates: Dates) -> str:
        gettext = catalogue(self.language).gettext
        first, last = dates.first, dates.last
        if last is None:
            shown = gettext("%(date)s or later") % {"date": self._point(first)}
        elif first is None:
            shown = gettext("%(date)s or earlier") % {"date": self._point(last)}
        elif first == last:
            shown = self._point(first)
        else:
            one, other = self._apart(first, last)
            shown = gettext("%(first)s to %(last)s") % {"first": one, "last": other}
        if dates.approximate:
            shown = gettext("about %(date)s") % {"date": shown}
        return f"{shown}?" if dates.uncertain else shown

    def _apart(self, first: Point, last: Point) -> tuple[str, str]:
        """Two dates; what they share is said once."""
        order, one, other = date_order(self.language), self._point(first), self._point(last)
        plain = all(p.month and not p.season and p.minute is None for p in (first, last))
        if not plain or first.year != last.year or first.year < 1:
            return one, other
        if order[0] == "y":
            return one, date(self.language, None, last.month, last.day)
        same = first.month == last.month and bool(first.day) and order == "dMy"
        return date(self.language, None, 0 if same else first.month, first.day), other

    def _point(self, point: Point | None) -> str:
        gettext = catalogue(self.language).gettext
        if point is None:
            return ""
        shown = date(self.language, point.year, 0 if point.season else point.month, point.day)
        if point.season:
            if point.month == 12 and point.year > 0:
                shown += f"/{(point.year + 1) % 100:02}"
            return self._season(point.season) % {"year": shown}
        if point.decade:
            return gettext("%(year)ss") % {"year": shown}
        if point.minute is not None:
            time = clock(self.language, point.minute)
            return gettext("%(date)s, %(time)s") % {"date": shown, "time": time}
        return shown

    def _season(self, season: int) -> str:
        gettext = catalogue(self.language).gettext
        return (
            gettext("spring %(year)s"),
            gettext("summer %(year)s"),
            gettext("autumn %(year)s"),
            gettext("winter %(year)s"),
        )[season - 21]

    def _recurring(self, said: Recurring) -> str:
        """Days that come round, by their names."""
        gettext, language = catalogue(self.language).gettext, self.language
        seasons = gettext("spring"), gettext("summer"), gettext("autumn"), gettext("winter")
        *others, last = (
            *(seasons[n - 21] if n > 12 else date(language, None, n) for n in said.named),
            *(date(language, None, *day) for day in sorted(said.days)),
            *(weekday(language, day) for day in sorted(said.weekdays)),
        )
        words = gettext("%(one)s or %(other)s") % {"one": ", ".join(others), "other": last}
        return words if others else last
