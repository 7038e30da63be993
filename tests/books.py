"""Books for tests: the stories that EPUBCheck reads, and a book taken apart."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from xml.etree.ElementTree import Element, fromstring

from sites import files_of
from stories import Files, story

from dastan.features.epub import epub

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}

ONE: Files = {"site_src/chapters/1.md": "# One\n\nA chapter, and a note[^1].\n\n[^1]: This.\n"}

# Beside the hard story of golden/: further scripts, and HTML as authors write it.
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


def hard() -> Files:
    files = dict(files_of("hard"))
    chapters = "site_src/chapters"
    files |= {f"{chapters}/3-scripts/{name}": text for name, text in SCRIPTS.items()}
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
}


@cache
def bytes_of(name: str) -> bytes:
    return made(STORIES[name]())


def made(files: Files) -> bytes:
    """The EPUB of a story, which has no errors."""
    report = story(files, features=[epub])
    assert not report.failed, report.diagnostics
    (body,) = report.plan.files.values()
    return body


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
