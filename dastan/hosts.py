"""Who shows a branch as a website, and at which address, by what a remote is called. Pure."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"(?:[a-z+]+://)?(?:[^/@]*@)?(?:ssh\.)?(github\.com|codeberg\.org)(?::\d+)?"
    r"[:/]/*([^/:]+)/([^/]+?)(?:\.git)?/*"
)


@dataclass(frozen=True, slots=True)
class Host:
    """What is known of a remote."""

    branch: str
    """The branch that it shows."""
    url: str
    """Where a site on that branch stands, without a slash at its end; empty where nobody knows."""
    once: str
    """What a person does there, the first time."""


def host(remote: str) -> Host:
    """What the address of a remote says, in any of the forms that git takes.

    >>> host("git@github.com:Bakhyt/story.git").url
    'https://bakhyt.github.io/story'
    """
    found = _ADDRESS.fullmatch(remote)
    if not found:
        return Host("gh-pages", "", "tell your host to show the branch gh-pages")
    owner, name = found[2].lower(), found[3]
    if found[1] == "codeberg.org":
        once = "set up what https://docs.codeberg.org/codeberg-pages/ asks for"
        return Host("pages", f"https://{owner}.codeberg.page/{name}", once)
    once = "choose in the repository's Settings > Pages: Deploy from a branch, gh-pages, / (root)"
    own = f"{owner}.github.io"
    return Host(
        "gh-pages", f"https://{own}" if name.lower() == own else f"https://{own}/{name}", once
    )
