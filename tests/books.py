"""Books for tests: the stories that EPUBCheck reads, and a book taken apart."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from xml.etree.ElementTree import Element, fromstring

from sites import files_of
from stories import Files, story

from dastan.features.epub import epub
from dastan.memo import Memo

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}

ONE: Files = {"site_src/chapters/1.md": "# One\n\nA chapter, and a note[^1].\n\n[^1]: This.\n"}

SCRIPTS = {
    "part.yml": "title: العربية و עברית\n",
    "01-arabic.md": "---\ntitle: في البدء\nlanguage: ar\n---\n\nكان يا ما كان.[^1]\n\n## فصل\n\n"
    "[رابط](#فصل)\n\n[^1]: حاشية.\n",
    "02-hebrew.md": "---\ntitle: בראשית\nlanguage: he\n---\n\nשלום, עולם.\n",
    "03-第一章.md": "---\ntitle: 第一章\nlanguage: zh-Hans\n---\n\n很久以前。\n\n## 第二节\n",
    "04-others.md": "---\ntitle: कहानी\nlanguage: hi\n---\n\nएक समय। ไทย, ქართული, አማርኛ, 👩‍👩‍👧.\n",
}
RAW = """# Raw & <ready>

<math><mi>a</mi><mo>=</mo><msup><mi>b</mi><mn>2</mn></msup></math> inline, and
a line with <math display="inline"><mi>c</mi></math> in it.

<svg viewBox="0 0 9 9" onclick="alert(1)"><title>A ring</title><defs><circle id="o" cx="4" cy="4"
r="4"/></defs><use xlink:href="#o" style="fill:red" fill="url(https://example.org/y#z)"/><image href="https://example.org/x.png"/></svg>

<div class="x" onclick="alert(1)" data-x="1">
<p>One<p>Two &nbsp;&mdash; &copy; &#12; &unknown; AT&T <br><b>bold <i>both</i></b> rest
<center>centred</center> <font color=red>red</font>
<ul><li>a<li>b<ul><li>c</ul></ul>
<table><tr><td>1<td>2<tr><td colspan=2>3</table>
<dl><dt>t<dd>d<dt>t2<dd>d2</dl>
</div>

<details><summary>More</summary>

Hidden.

</details>

<script>alert("<p>no</p>")</script>
<style>p { color: red }</style>
<iframe src="https://example.org/"></iframe>
<form action="x"><input name="a"><button>press</button><select><option>o</select></form>
<video src="clip.mp4" controls>Your reader shows no films.</video>

<img src="images/map.png" alt="A road" width="50%" height="3"> again ![A road](images/map.png),
![A new kind](images/new.avif), ![drawn](images/good.svg), ![acts](images/bad.svg),
![misnamed](images/map.jpg)

[spaces](https://example.org/a b|c"d^{x}?q=100%) <a href="javascript:alert(1)">js</a>
<a href="//example.org/x">slashes</a> <a href="http://">nothing</a> <a href="ftp://e.org/">ftp</a>
<a href="https://қазақ.example/жол?а=б#в">names</a> <a href="https://e.org:99999/">port</a>

<p id="a b">id</p><p lang="no such">lang</p><p dir=RTL>dir</p><p id=x1 title='q "x" &amp; y'>ok</p>
<ol reversed start=5 type=a><li value=3>x</ol>
<custom-thing>custom</custom-thing> <?php echo 1 ?> <a:b>colon</a:b>

A[^a] link [with a note[^b]](01-raw.md).

[^a]: > A quotation begins this one.
[^b]: - a list
"""
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
)


YEAR, MONTHS = 365, 12
IN_A_YEAR = (
    ("en", '"What came of it," she *said* -- on day {day} -- "nobody knows."'),
    ("kk", "«{day}-күні не болғанын ешкім білмейді», -- деді ол."),
    ("ru", "«Что было на {day}-й день, -- сказала *она*, -- никто не знает»."),
    ("zh", "第{day}天发生了什么，谁也不知道。"),
    ("ar", "لا أحد يعلم ما حدث في اليوم {day}."),
)


def year() -> Files:
    """A chapter a day, month by month a part, in five languages by turns, with a cover."""
    picture = files_of("hard")["site_src/chapters/1-steppe/images/map.png"]
    files: dict[str, str | bytes] = {
        "site_src/story.yml": "title: A year\nauthor: Әсел\nurl: https://example.org/year\n"
        "description: Day by day & night by night.\nepub: [book, parts]\n"
        "cover: cover.png\n",
        "site_src/cover.png": picture,
        "site_src/people/anna.md": "---\nname: Anna\nsummary: She counts.\n---\n",
    }
    for n in range(YEAR):
        month, day = n * MONTHS // YEAR + 1, n + 1
        language, words = IN_A_YEAR[n % len(IN_A_YEAR)]
        head = f"title: Day {day}\nlanguage: {language}\n"
        head += f"date: {date(2024, 1, 1) + timedelta(n)}\nsummary: Day & night {day}.\n"
        if day % 25 == 0:
            head += f"events:\n- {{id: e{day}, title: Day {day}, when: 1917, phrase: Then}}\n"
        text = f"{words.format(day=day)}[^1]\n\nThen [Anna](../../people/anna.md) slept.\n\n"
        text += f"***\n\n[Before]({_day(max(0, n - 1))})\n\n[^1]: Of {day}.\n"
        files[f"site_src/chapters/{_day(n).removeprefix('../')}"] = f"---\n{head}---\n\n{text}"
        folder = f"site_src/chapters/{month:02}-month-{month}"
        files[f"{folder}/part.yml"] = f"title: Month {month}\n"
    return files


def _day(number: int) -> str:
    """The file of a day, from another month."""
    month, day = number * MONTHS // YEAR + 1, number + 1
    return f"../{month:02}-month-{month}/{day:03}-day-{day}.md"


def with_parts(files: Files) -> Files:
    """The same story, with a book for each of its parts as well."""
    path = "site_src/story.yml"
    story_yml = files.get(path, b"title: A test\n")
    text = story_yml if isinstance(story_yml, str) else story_yml.decode()
    return {**files, path: f"{text}epub: [book, parts]\n"}


def in_every_script() -> Files:
    """The hard story of golden/, and further scripts."""
    folder = "site_src/chapters/3-scripts"
    return dict(files_of("hard")) | {f"{folder}/{name}": text for name, text in SCRIPTS.items()}


def hard() -> Files:
    """All that, and HTML as authors write it, with every fault."""
    files = in_every_script()
    chapters = "site_src/chapters"
    picture = files[f"{chapters}/1-steppe/images/map.png"]
    return files | {
        f"{chapters}/4-raw/01-raw.md": RAW,
        f"{chapters}/4-raw/clip.mp4": b"no film",
        f"{chapters}/4-raw/images/bad.svg": DRAWING.replace(b"<rect", b"<script/><rect"),
        f"{chapters}/4-raw/images/good.svg": DRAWING,
        f"{chapters}/4-raw/images/map.jpg": picture,
        f"{chapters}/4-raw/images/map.png": picture,
        f"{chapters}/4-raw/images/new.avif": b"\0\0\0\x1cftypavif",
    }


STORIES: Mapping[str, Callable[[], Files]] = {
    "seed": lambda: files_of("seed"),
    "hard": hard,
    "no chapters": dict,
    "one chapter": lambda: ONE,
    "year": year,
    "hard, its part of raw HTML": hard,
    "year, its second month": year,
}
PARTS = {"hard, its part of raw HTML": "raw", "year, its second month": "month-2"}


@cache
def bytes_of(name: str) -> bytes:
    return made(STORIES[name](), PARTS.get(name, ""))


def made(files: Files, part: str = "", memo: Memo | None = None) -> bytes:
    """The EPUB of a story, which has no errors, or of the part of that slug."""
    report = story(files, features=[epub], memo=memo)
    assert not report.failed, report.diagnostics
    book, *parts = sorted(report.plan.files, key=len)
    return report.plan.files[
        next(x for x in parts if x.endswith(f"-{part}.epub")) if part else book
    ]


def opened(body: bytes) -> dict[str, bytes]:
    """The files of the book's own folder."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = (name for name in archive.namelist() if name.startswith("EPUB/"))
        return {name.removeprefix("EPUB/"): archive.read(name) for name in names}


def chapter(text: str, **files: str | bytes) -> Element:
    """The body of a chapter of that text; `files` lie beside it."""
    beside = {f"site_src/chapters/{name.replace('_', '.')}": body for name, body in files.items()}
    book = opened(made({"site_src/chapters/1.md": f"# One\n\n{text}", **beside}))
    body = fromstring(book["chapter-1.xhtml"]).find(f"{XHTML}body")
    assert body is not None
    return body


def meta(body: bytes, name: str) -> list[str | None]:
    """The values of a property of the package's metadata."""
    package = fromstring(opened(body)["package.opf"])
    return [found.text for found in package.findall(f".//meta[@property='{name}']", OPF)]
