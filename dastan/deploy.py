"""`deploy`: a site to the branch that a host shows, as one more commit on top of what is there.

It stands behind the walk: a plan comes in, a commit goes out, and what is said goes through `say`.
The commit is made by ghp-import in a repository of its own that only lends the story's store of
objects, and is pushed by its name. So nothing of the story's repository moves: no branch, no index,
no file. It is never forced: where the branch has moved meanwhile, the commit is made anew.

A branch is treated as an output folder is: the manifest in it says what an earlier deploy put
there, and only that is replaced and removed.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from os.path import join
from pathlib import Path
from tempfile import TemporaryDirectory

from dastan.git import GitError, ghp_import, git, told
from dastan.model import Plan
from dastan.write import is_safe, write
from dastan.write.folder import MANIFEST, manifest_of
from dastan.write.survey import parents

REMOTE = "origin"
_NAMED = 3
"""How many files are named one by one."""


@dataclass(frozen=True, slots=True)
class Host:
    """Who shows a branch as a website."""

    domain: str
    branch: str
    once: str
    """What a person has to do there, one time."""


_HOSTS = {
    "github.com": Host(
        "github.io",
        "gh-pages",
        "once, on GitHub: Settings, Pages, Deploy from a branch, gh-pages, / (root)",
    ),
    "codeberg.org": Host(
        "codeberg.page", "pages", "once, on Codeberg: what docs.codeberg.org/codeberg-pages says"
    ),
}
_ELSEWHERE = Host("", "gh-pages", "")
_ADDRESS = re.compile(
    r"(?:[a-z+]+://)?(?:[^/@]*@)?(?:ssh\.)?(github\.com|codeberg\.org)(?::\d+)?"
    r"[:/]/*([^/:]+)/([^/]+?)(?:\.git)?/*"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story is published from, and where to."""

    folder: Path
    """The story's."""
    commit: str
    """What is checked out."""
    address: str
    """The remote's."""
    host: Host

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.host.branch}"


@dataclass(frozen=True, slots=True)
class Commit:
    """What is to be pushed."""

    name: str
    parent: str
    """Empty where the branch begins."""
    kept: tuple[str, ...]
    """Files of the branch that are not ours."""


class Refusal(Exception):
    """Why nothing is published, and how to go on."""


def deploy(
    story: Path,
    build: Callable[[str], Plan | None],
    *,
    ignore: Callable[[Path], bool],
    agreed: Callable[[], bool],
    say: Callable[[str], None],
) -> int:
    """Publishes a story's site; the exit status.

    `build` takes the address that the host will give the site, empty where that is not known, and
    gives None where the site is not fit to be seen. `ignore` tells what is no part of the story,
    such as its `_site`; `agreed` is asked before anything leaves this machine.
    """
    try:
        place = _place(story, ignore)
        plan = build(site_address(place.address))
        if plan is None:
            return 1
        return _publish(place, plan, agreed, say)
    except Refusal as refusal:
        say(str(refusal))
        return 1


def site_address(remote: str) -> str:
    """Where the host of a remote will show the site; empty where that is not known.

    >>> site_address("git@github.com:Bakhyt/story.git")
    'https://bakhyt.github.io/story'
    """
    found = _ADDRESS.fullmatch(remote)
    if not found:
        return ""
    owner, name, host = found[2].lower(), found[3], _HOSTS[found[1]]
    own = f"{owner}.{host.domain}"
    return f"https://{own}" if name.lower() == own else f"https://{own}/{name}"


# --- before


def _place(story: Path, ignore: Callable[[Path], bool]) -> Place:
    """Where to publish; refuses where it should not be tried."""
    try:
        top = Path(told(story, "rev-parse", "--show-toplevel"))
    except GitError as error:
        raise Refusal(
            f"there is no git repository to publish from. {_git_said(error)}\n"
            "Begin one with `git init`, `git add -A` and `git commit`; or copy _site/ yourself."
        ) from None
    status = git(story, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal")
    changed = [line[3:] for line in status.decode(errors="replace").split("\0") if line]
    if changed := [path for path in changed if not ignore(top / path)]:
        raise Refusal(
            f"not everything is committed: {_listed(changed)}. What the world sees should be what "
            "git keeps:\n`git add -A` and `git commit`; or put it aside with `git stash -u`. Then "
            "deploy again."
        )
    try:
        commit = told(story, "rev-parse", "--verify", "--short", "HEAD")
    except GitError:
        raise Refusal("nothing is committed yet: `git add -A`, then `git commit`.") from None
    try:
        address = told(story, "remote", "get-url", REMOTE)
    except GitError:
        raise Refusal(
            f"this repository has no remote called {REMOTE}, so nobody knows where to publish:\n"
            f"`git remote add {REMOTE} git@github.com:YOU/STORY.git`, with the address of yours."
        ) from None
    found = _ADDRESS.fullmatch(address)
    return Place(story, commit, address, _HOSTS[found[1]] if found else _ELSEWHERE)


# --- the commit


def _publish(
    place: Place, plan: Plan, agreed: Callable[[], bool], say: Callable[[str], None]
) -> int:
    for is_last in (False, True):
        commit = _commit(place, plan, _tip(place))
        counts = _counts(place, commit)
        if not counts:
            say(f"{place.host.branch} of {REMOTE} holds just this site already.")
            return 0
        say(_told(place, plan, commit, counts))
        if not is_last and not agreed():
            say("Nothing was published.")
            return 1
        try:
            git(place.folder, "push", "--quiet", REMOTE, f"{commit.name}:{place.ref}")
        except GitError as error:
            if is_last:
                raise Refusal(f"{REMOTE} did not take it. {_git_said(error)}") from None
            say(f"{REMOTE} did not take it; once more, on top of what is there now.")
        else:
            break
    say("Published." + (f"\n({place.host.once})" if not commit.parent and place.host.once else ""))
    return 0


def _tip(place: Place) -> str:
    """The newest commit of the branch at the remote, fetched; empty where there is no branch."""
    try:
        listed = told(place.folder, "ls-remote", REMOTE, place.ref)
        if listed:
            git(place.folder, "fetch", "--quiet", "--no-tags", REMOTE, place.ref)
    except GitError as error:
        raise Refusal(
            f"{REMOTE} cannot be reached, or does not know you. {_git_said(error)}\n"
            f"Where `git fetch {REMOTE}` works, this does; git must not have to ask you."
        ) from None
    return listed.partition("\t")[0]


def _commit(place: Place, plan: Plan, tip: str) -> Commit:
    """The site, and what is not ours there, as a commit on top of the branch."""
    kept = _theirs(place, plan, tip) if tip else {}
    with TemporaryDirectory(prefix="dastan-") as scratch:
        site, own = Path(scratch, "site"), Path(scratch, "git")
        for trouble in write(plan, site, place.folder).diagnostics:
            raise Refusal(f"the site cannot be laid ready: {trouble.message}.")
        for path, blob in kept.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(git(place.folder, "cat-file", "blob", blob))
        try:
            name = _imported(place, site, own, tip)
        except GitError as error:
            raise Refusal(f"the commit cannot be made. {_git_said(error)}") from None
    return Commit(name, tip, tuple(kept))


def _imported(place: Place, site: Path, own: Path, tip: str) -> str:
    """ghp-import's commit, made in a repository of its own, in the story's store of objects."""
    kind = told(place.folder, "rev-parse", "--show-object-format")
    objects = join(place.folder, told(place.folder, "rev-parse", "--git-path", "objects"))
    who, _, when = told(place.folder, "var", "GIT_COMMITTER_IDENT").rpartition("> ")
    name, _, mail = who.partition(" <")
    env = {
        "GIT_OBJECT_DIRECTORY": objects,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": mail,
        "GIT_COMMITTER_DATE": when,
    }
    init = ["init", "--quiet", "--bare", "--template=", f"--object-format={kind}"]
    git(place.folder, *init, str(own))
    if tip:
        git(own, "update-ref", place.ref, tip, **env)
    ghp_import(site, place.host.branch, _message(place), own, **env)
    return git(own, "rev-parse", place.ref, **env).decode().strip()


def _theirs(place: Place, plan: Plan, tip: str) -> dict[str, str]:
    """The files of the branch that no deploy put there, and their objects' names.

    Where there is no manifest, another program published there: its site makes room for ours, and
    stays in the branch's history.
    """
    files: dict[str, str] = {}
    listing = git(place.folder, "ls-tree", "-r", "-z", tip).decode("utf-8", "surrogateescape")
    for entry in listing.split("\0")[:-1]:
        what, _, path = entry.partition("\t")
        mode, _, blob = what.split(" ")
        if mode.startswith("100"):  # neither links nor submodules: a site has none
            files[path] = blob
    if any("site_src/" in path for path in files):
        raise Refusal(
            f"the branch {place.host.branch} of {REMOTE} holds a story (site_src/), where only the "
            "site should stand.\nGive the story a branch of its own, such as main, and remove that "
            "one."
        )
    manifest = None
    if MANIFEST in files:
        manifest = manifest_of(git(place.folder, "cat-file", "blob", files[MANIFEST]))
    ours = (manifest.files if manifest else files.keys()) | plan.files.keys()
    folders = parents(plan.files)
    return {
        path: blob
        for path, blob in files.items()
        if path not in ours and is_safe(path)
        if path not in folders and parents([path]).isdisjoint(plan.files)
    }


# --- what is said


def _counts(place: Place, commit: Commit) -> Counter[str]:
    """How many files the commit adds (`A`), changes (`M`) and removes (`D`)."""
    command = ["diff-tree", "-r", "--no-renames", "--name-status", "--no-commit-id"]
    trees = [commit.parent, commit.name] if commit.parent else ["--root", commit.name]
    return Counter(line[:1] for line in told(place.folder, *command, *trees).splitlines())


def _told(place: Place, plan: Plan, commit: Commit, counts: Counter[str]) -> str:
    branch, beside = place.host.branch, "" if commit.parent else " (it begins now)"
    files = f"{len(plan.files)} files: {counts['A']} new, {counts['M']} changed"
    lines = [
        f"branch     {branch}{beside} of {REMOTE}, {_shown(place.address)}",
        f"files      {files}, {counts['D']} removed",
        f"message    {_message(place)}",
    ]
    if commit.kept:
        lines.insert(2, f"           {_listed([*commit.kept])} of other hands stays")
    return "\n".join(lines)


def _message(place: Place) -> str:
    return f"The site of {place.commit}"


def _listed(paths: list[str]) -> str:
    """Such as `a.md, b.md, c.md and 4 more`."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more


def _shown(address: str) -> str:
    """A remote's address without what it may hold of a password."""
    return re.sub(r"(?<=//)[^/@]*@", "", address)


def _git_said(error: GitError) -> str:
    return f"git says: {error}"
