"""Families of Markdown that makes parsers slow: each a text of a given length, about."""

from collections.abc import Callable, Mapping

Family = Callable[[int], str]


def again(unit: str, before: str = "", after: str = "") -> Family:
    """A unit again and again, between two texts."""
    return lambda size: before + unit * (size // len(unit)) + after


def counted(make: Callable[[int], str]) -> Family:
    """Units that differ by a number, until the size is reached."""

    def text(size: int) -> str:
        units: list[str] = []
        length = at = 0
        while length < size:
            units.append(make(at))
            length += len(units[-1])
            at += 1
        return "".join(units)

    return text


def mirrored(opening: str, middle: str, closing: str) -> Family:
    """As many openings as closings: nested, as deep as the size allows."""

    def text(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return opening * depth + middle + closing * depth

    return text


def deeper(unit: str, step: str) -> Family:
    """Lines that are each one step deeper than the one before."""

    def text(size: int) -> str:
        lines: list[str] = []
        length = 0
        while length < size:
            lines.append(step * len(lines) + unit)
            length += len(lines[-1])
        return "".join(lines)

    return text


FAMILIES: Mapping[str, Family] = {
    # brackets and links
    "opening brackets": again("["),
    "closing brackets": again("]"),
    "nested brackets": mirrored("[", "a", "]"),
    "opening brackets, words": again("[a "),
    "bang brackets": again("!["),
    "link beginnings": again("[a]("),
    "link beginnings nested": again("[a](b"),
    "links in links": mirrored("[", "a", "](b)"),
    "images in images": mirrored("![", "a", "](b)"),
    "links with angles": again("[a](<b"),
    "links with titles": again('[a](b "'),
    "links with single titles": again("[a](b 'c "),
    "link with many brackets in target": mirrored("[a](" + "(" * 8, "", ")"),
    "parens in a target": lambda size: "[a](" + "(" * size,
    "quotes in a target": lambda size: "[a](b " + "\"'" * (size // 2),
    "reference links": again("[a][b] "),
    "reference links open": again("[a]["),
    "reference definitions": counted(lambda n: f"[a{n}]: b{n}\n"),
    "one reference again": again("[a]: b\n", after="\n[a]\n"),
    "reference definitions apart": counted(lambda n: f"[a{n}]: b{n}\n\n"),
    "references to many": counted(lambda n: f"[x][a{n}] "),
    "half definitions": again("[a]:\n"),
    "reference definition titles": again('[a]: b "c\n'),
    "wikilinks": again("[[a"),
    "wikilinks closed": again("[[a]] "),
    "links to many": counted(lambda n: f"[a](b{n}.md) "),
    "links to many elsewhere": counted(lambda n: f"[a](https://a.b/{n}) "),
    "images of many": counted(lambda n: f"![](b{n}.png) "),
    "links to nothing": again("[a]() "),
    "links with spaces": lambda size: "[a](" + " " * size + "b)",
    "brackets at the limit": again("a ", before="[" * 50),
    "bang brackets at the limit": again("a ", before="![" * 50),
    "targets at the limit": again("a ", before="[a](b " * 50),
    "backticks at the limit": again("a ", before=" ".join("`" * n for n in range(1, 51))),
    "tags at the limit": again("a ", before="<a " * 100),
    "comments at the limit": again("a ", before="<!--" * 100),
    "scripts at the limit": again("<b>a\n\n", before="<script>" * 100),
    "fences at the limit": again("a ", before="```a\n\n" * 100),
    "brackets with newlines": again("[\n"),
    # notes
    "note mentions": again("[^1] ", after="\n\n[^1]: a\n"),
    "unknown notes": counted(lambda n: f"[^{n}] "),
    "inline notes": again("^[a] "),
    "inline notes open": again("^["),
    "inline notes nested": mirrored("^[", "a", "]"),
    "notes in notes": counted(lambda n: f"[^{n}]: a [^{n + 1}]\n"),
    "notes defined": lambda size: (
        "".join(f"[^{n}]: a\n" for n in range(size // 10))
        + " ".join(f"[^{n}]" for n in range(size // 10))
    ),
    "notes unused": counted(lambda n: f"[^{n}]: a\n\n"),
    "unknown notes among many": counted(lambda n: f"[^a{n}]\n\n[^{n}]: a\n\n"),
    "notes in inline notes": again("^[a ^[b]] "),
    "notes with blank lines": again("\n", before="[^1]: a\n"),
    "note with blank lines and spaces": again("    a\n\n", before="[^1]: a\n\n"),
    "notes with gaps": again("[^1]: a\n\n\n\n"),
    "caret brackets escaped": again("\\^[a"),
    # code
    "backticks": again("`"),
    "backticks apart": again("` "),
    "backtick runs of every length": counted(lambda n: "`" * (n + 1) + " "),
    "backtick runs growing inward": counted(lambda n: "`" * (200 - n % 200) + "a"),
    "double backticks": again("`` ` "),
    "backslashed backticks": again("\\`"),
    "code spans": again("`a` "),
    "backticks behind a slip": again("`", before="[[a]]\n\n"),
    "one fence of many ticks": again("`", after="\n[[a]]\n"),
    "code with brackets": again("`[` "),
    "fences": again("```\n"),
    "open fences": again("```a\n\n"),
    "tildes": again("~"),
    "fences of every length": counted(lambda n: "`" * (n % 300 + 3) + "\n"),
    "fences with attributes": again("``` {"),
    "fence in quotes": again("> ```\n"),
    # emphasis
    "stars": again("*"),
    "stars apart": again("* "),
    "stars before words": again("*a "),
    "stars behind words": again("a* "),
    "star words": again("*a* "),
    "star underscore": again("*a _b "),
    "star underscore closed": mirrored("*a _b ", "c", "_ *"),
    "double stars": again("**a "),
    "double star words": again("**a** "),
    "triple stars": again("***a "),
    "triple stars apart": again("*** "),
    "star runs of every length": counted(lambda n: "*" * (n % 50 + 1) + "a "),
    "nested emphasis": mirrored("*a ", "b", " c*"),
    "nested strong": mirrored("**a ", "b", " c**"),
    "nested both": mirrored("*a **b ", "c", "** *"),
    "underscores": again("_"),
    "underscores apart": again("_a "),
    "underscore words": again("_a_ "),
    "words with underscores": again("a_b"),
    "a star in every word": again("a**b"),
    "uneven emphasis": again("a**b*c* "),
    "emphasis over lines": again("*a\n"),
    # raw HTML
    "tags": again("<a>"),
    "tag beginnings": again("<"),
    "tag names": again("<a "),
    "tags with attributes": again("<a b='"),
    "attributes": again(" a=b", before="<p", after=">"),
    "attributes quoted": again(' a="', before="<p", after=">"),
    "closing tags": again("</a>"),
    "divs": again("<div>"),
    "divs on lines": again("<div>\n"),
    "divs apart": again("<div>\n\n"),
    "nested divs": mirrored("<div>\n", "a", "</div>\n"),
    "nested spans": mirrored("<b>", "a", "</b>"),
    "spans with languages": mirrored('<i lang="kk">', "a", "</i>"),
    "spans with two languages": mirrored('<i lang="kk"><i lang="ru">', "a", "</i></i>"),
    "sibling spans with languages": again('<i lang="kk">a</i> '),
    "open spans with languages": again('<i lang="kk">'),
    "code elements": again("<code>"),
    "code elements closed": again("<code>a</code> "),
    "comments open": again("<!--"),
    "comments": again("<!-- a -->"),
    "comments and one end": again("<!-- a\n", after="--> a\n"),
    "comments behind their ends": lambda size: "-->" * (size // 6) + "<!--" * (size // 8),
    "comments apart": again("<!-- a -->\n\n"),
    "comment ends": again("-->"),
    "comments almost closed": again("<!-- a -- "),
    "marked sections": again("<!["),
    "marked sections with names": again("<![CDATA["),
    "processing instructions": again("<?"),
    "processing instructions, closed": again("<?a?>"),
    "declarations": again("<!a "),
    "scripts": again("<script>"),
    "scripts on lines": again("<script>\n"),
    "styles closed": again("<style></style>"),
    "textareas": again("<textarea>"),
    "script ends": again("</script "),
    "autolinks": again("<http://a"),
    "autolinks closed": again("<http://a> "),
    "mail links": again("<a@b"),
    "mail links closed": again("<a@b.c> "),
    "markup in quotes": again("<a title='>' "),
    "entities": again("&amp;"),
    "ampersands": again("&"),
    "half entities": again("&a"),
    "number signs": again("&#"),
    "long numbers": lambda size: "&#" + "1" * size + ";",
    "many entities": counted(lambda n: f"&#{n};"),
    "slashes": again("<a/"),
    "tables in HTML": mirrored("<table><tr><td>", "a", "</td></tr></table>"),
    "paragraph tags": again("<p>"),
    "closed paragraph tags": again("<p>a</p>\n\n"),
    "images": again("<img src='a.png'>"),
    "elements of many names": counted(lambda n: f"<b{n}>"),
    "style attributes": again("<p style='a'>b</p>\n\n"),
    "handlers": counted(lambda n: f"<b on{n}='a'>b</b> "),
    "a tag of many lines": again("a\n", before="<p ", after=">"),
    "ids of many": counted(lambda n: f"<a id='{n}'></a><a id='{n}'></a>"),
    "ids": again("<a id='a'></a>"),
    # blocks
    "quotes": again(">"),
    "quotes apart": again("> "),
    "quoted lines": again("> a\n"),
    "quotes ever deeper": deeper("a\n", ">"),
    "quotes ever deeper, apart": deeper("a\n\n", "> "),
    "list items": again("- a\n"),
    "list items apart": again("- a\n\n"),
    "list markers": again("- "),
    "number markers": again("1. "),
    "numbered items": counted(lambda n: f"{n + 1}. a\n"),
    "lists ever deeper": deeper("- a\n", "    "),
    "lists ever deeper, apart": deeper("- a\n\n", "    "),
    "lists at one space": deeper("- a\n", " "),
    "lists of two kinds": again("- a\n1. a\n"),
    "lists and quotes": again("> - "),
    "definition items": again("a\n: b\n\n"),
    "nested definition items": again(": "),
    "nested definition items behind a term": again(":   ", before="a\n"),
    "definitions ever deeper": deeper(": a\n", "    "),
    "definitions ever deeper, apart": deeper("a\n: a\n\n", "    "),
    "colons": again(":"),
    "colons on lines": again(":\n"),
    "definitions touching": again("a\n: b\n"),
    "definitions of one term": again(": b\n", before="a\n"),
    "definition terms": again("a\n", after=": b\n"),
    "divisions": again(":::\n"),
    "open divisions": again("::: note\n"),
    "open divisions apart": again("::: note\n\n"),
    "nested divisions": mirrored("::: note\n", "a\n", ":::\n"),
    "nested divisions apart": mirrored("::: note\n\n", "a\n\n", ":::\n\n"),
    "sibling divisions": again("::: note\na\n:::\n\n"),
    "divisions in lists": again("- ::: note\n"),
    "unknown divisions": again("::: a\n"),
    "verse": again("  a\n", before="::: verse\n", after=":::\n"),
    "verse with blank lines": again("\n \n", before="::: verse\n", after=":::\n"),
    "letters signed": again("-- a\n", before="::: letter\n", after=":::\n"),
    "signature hyphens": lambda size: "::: letter\n" + "\n" + "-" * size + " a\n:::\n",
    "letter of blank lines": again("\n ", before="::: letter\na\n\n-- a", after="b\n:::\n"),
    "scene breaks": again("***\n"),
    "scene breaks under words": again("a\n---\n"),
    "scene breaks apart": again("***\n\n"),
    "spaced stars": again("* *\n"),
    "headings": again("# a\n"),
    "headings apart": again("## a\n\n"),
    "hashes": again("#"),
    "hashes apart": again("# "),
    "hashes on lines": again("#\n"),
    "heading with many spaces": lambda size: "# a" + " " * size + "b",
    "heading with many hashes": lambda size: "# " + "#" * size + "b",
    "heading with backslashes": lambda size: "# " + "\\" * size,
    "heading spaces hashes": again(" #", before="# a"),
    "lines": again("a\n"),
    "blank lines": again("\n"),
    "paragraphs": again("a\n\n"),
    "spaces": again(" "),
    "spaces before words": lambda size: " " * size + "a",
    "spaces between words": lambda size: "a" + " " * size + "b",
    "spaces at line ends": again("a  \n"),
    "spaces on lines": again("   \n"),
    "tabs": again("\t"),
    "tabs on lines": again("\ta\n"),
    "backslash lines": again("\\\n"),
    # tables
    "table with many columns": lambda size: (
        "|a" * (size // 6) + "|\n" + "|-" * (size // 6) + "|\n" + "|b" * (size // 6) + "|\n"
    ),
    "table with many rows": again("|a|b|\n", before="|a|b|\n|-|-|\n"),
    "table of short rows": lambda size: (
        "|a" * (size // 10) + "|\n" + "|-" * (size // 10) + "|\n" + "|b|\n" * (size // 10)
    ),
    "pipes": again("|"),
    "pipes and hyphens": again("|-"),
    "pipes on lines": again("|\n"),
    "pipes in code": again("`|", before="a|b\n-|-\n"),
    "pipes escaped": again("\\|", before="a|b\n-|-\n"),
    "table heads": again("a|b\n-|-\n\n"),
    "table with code ticks": again("``|`", before="a|b\n-|-\n"),
    # attribute lists
    "attribute lists": again("{.a}"),
    "attribute lists apart": again("*a*{.a} "),
    "open attribute lists": again("{#"),
    "attribute list keys": again(" a=b", before="# a {#b", after="}"),
    "attribute list quotes": again(" a='", before="# a {#b", after="}"),
    "attribute list words": again("a", before="# a {", after="}"),
    "attribute list spaces": lambda size: "# a" + " " * size + "{.a",
    "attribute lists on lines": again("a\n{: .a}\n\n"),
    "attribute list names": counted(lambda n: f"*a*{{#a{n}}} "),
    "one id again": again("*a*{#a} "),
    # remarks
    "percent signs": again("%%"),
    "percent signs apart": again("%% "),
    "remarks and one end": again("%% a\n\n", after="%% a\n"),
    "brackets between remarks": again("[%%\n\n%% "),
    "open remarks": again("%% a\n"),
    "remarks closed": again("%% a %%\n"),
    "remarks touching words": again("a%% "),
    "remarks on lines": again("%% a\n\n"),
    # characters
    "a long word": again("a"),
    "a long Cyrillic word": again("ы"),
    "backslashes": again("\\"),
    "backslashed words": again("\\a"),
    "escapes": again("\\*"),
    "escaped quotes": again('\\"'),
    "joiners": again("a\u200d"),
    "joiners alone": again("\u200d"),
    "no-break spaces": again("\u00a0"),
    "word joiners": again("\u2060"),
    "soft hyphens": again("a\u00ad"),
    "combining marks": again("\u0301", before="a"),
    "emoji": again("\U0001f469\u200d\U0001f680"),
    "Chinese": again("\u4e2d"),
    "right to left": again("\u202e\u05d0"),
    # typography
    "double quotes": again('"'),
    "single quotes": again("'"),
    "both quotes": again("\"'"),
    "quotes before words": again('"a '),
    "single quotes before words": again("'a "),
    "single quotes behind words": again("a' "),
    "elisions": again("'tis "),
    "perhaps elisions": again("'em "),
    "quotes behind digits": again('5" '),
    "feet": again("5' "),
    "apostrophes in words": again("a'b"),
    "curly quotes": again("“‘"),
    "closing curly quotes": again("’”"),
    "curly quotes open": again("“ "),
    "single curly quotes": again("‘"),
    "single curly opening, closing": again("‘’"),
    "guillemets": again("«"),
    "guillemets closed": again("«a» "),
    "hyphens": again("-"),
    "hyphens apart": again("- "),
    "double hyphens": again("--a"),
    "double hyphens apart": again("-- "),
    "dashes": again("—"),
    "dashes apart": again("— "),
    "spaces before a hyphen": lambda size: "a" + " " * size + "--",
    "spaces before hyphens": again("          --"),
    "dashes and quotes": again("-'"),
    "dots": again("."),
    "dots apart": again(". "),
    "two dots": again(".. "),
    "dots of words": again("a... "),
    "ellipses": again("…"),
    "asking dots": again("?..."),
    "numbers": again("1"),
    "ranges": again("1-"),
    "ranges apart": again("1-2 "),
    "thousands": again("1 "),
    "times": again("1:30-"),
    "initials": again("A. "),
    "titles": again("Mr. "),
    "high punctuation": again("! "),
    "French asides": again("a – b "),
    "emphasised quotes": again('*"*'),
    "quotes between tags": again('"<b>'),
    "tags in a row": again("<b></b>"),
    "hyphens between tags": again("a<b>--</b>"),
    "openings and no text": again("<b>", before='"', after='a"'),
    "invisible markup": again("<b></b>", before='"a', after="'"),
    "templates": again("{{"),
    "dollars": again("$"),
    "at signs": again("@a"),
    "addresses": again("https://a.b/"),
}


REFUSED = """
autolinks; backslashes; backtick runs of every length; bang brackets;
brackets with newlines; caret brackets escaped; comments almost closed; comments open;
definitions of one term; emphasised quotes; fences of every length; half definitions;
hashes on lines; headings; inline notes; inline notes nested; inline notes open;
link beginnings; link beginnings nested; link with many brackets in target; links in links;
links with angles; list markers; lists ever deeper; long numbers; mail links;
marked sections; marked sections with names; markup in quotes; nested brackets;
nested divisions; notes defined; number markers; one id again; open fences;
opening brackets; opening brackets, words; pipes in code; quotes; reference links open;
scene breaks; scene breaks under words; scripts; slashes; spans with two languages;
table of short rows; table with code ticks; tag names; tags with attributes; wikilinks
"""
"""Those that took minutes before they were counted: each is an error at its place."""

MENDED = """
attribute list spaces; both quotes; brackets at the limit; comments and one end;
dashes and quotes; double quotes; heading with many spaces; headings apart; ids;
images of many; links to many; nested definition items; open spans with languages;
quotes before words; quotes in a target; single quotes; spans with languages;
tags at the limit; unknown notes among many
"""
"""Those that took minutes because of some quadratic walk, and are read now."""
