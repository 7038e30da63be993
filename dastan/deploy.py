"""`deploy`: a site to the branch that a host shows, as one more commit on top of what is there.

It stands behind the walk: a plan comes in, a commit goes out, and what is said goes through `say`.
ghp-import makes the commit in a repository of its own, which borrows the story's store of objects;
from the story's repository it is pushed by its name. So nothing there moves: no branch, no index,
no file. Nothing is forced: where the branch has moved meanwhile, the commit is made again.

The branch is treated as an output folder is: the manifest in it says what an earlier deploy put
there, and only that is replaced and removed.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os.path import join, normpath
from pathlib import Path
from tempfile import TemporaryDirectory

from dastan.git import GitError, ghp_import, git, told
from dastan.hosts import Host, host
from dastan.model import Plan
from dastan.write import is_safe, write
from dastan.write.folder import MANIFEST, manifest_of
from dastan.write.survey import parents

REMOTE = "origin"
_NAMED = 3
"""How many files are named one by one."""
_STATUSES = {"A": "new", "M": "changed", "D": "removed"}
"""Git's letters for what happens to a file."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story is published from, and where to."""

    story: Path
    commit: str
    """What is checked out."""
    remote: str
    """Its address."""
    host: Host

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.host.branch}"

    @property
    def message(self) -> str:
        """Of the commit."""
        return f"The site of {self.commit}"


@dataclass(frozen=True, slots=True)
class Commit:
    """What is to be pushed."""

    name: str
    parent: str
    """Empty where the branch begins."""
    files: Mapping[str, int]
    """How many by what happens to them: `A`, `M`, `D`."""
    kept: Sequence[str]
    """Files of the branch that are not ours."""


class DeployError(Exception):
    """Why nothing is published, and how to go on."""


def deploy(
    story: Path,
    build: Callable[[str], tuple[Plan, str] | None],
    *,
    ignore: Callable[[Path], bool],
    agreed: Callable[[], bool],
    say: Callable[[str], None],
) -> int:
    """Publishes a story's site; the exit status.

    `build` takes the address that the host will give the site, empty where that is not known; it
    gives the site and the address that it names, or None where it is not fit to be seen. `ignore`
    tells what is no part of the story, such as `_site`; `agreed` is asked before anything leaves
    this machine.
    """
    try:
        place = _place(story, ignore)
        site = build(place.host.url)
        return _publish(place, *site, agreed, say) if site else 1
    except DeployError as error:
        say(f"nothing was published: {error}")
    except GitError as error:
        say(f"nothing was published. {_git_said(error)}")
    return 1


# --- before


def _place(story: Path, ignore: Callable[[Path], bool]) -> Place:
    """Where to publish; refuses where it should not be tried."""
    try:
        up = told(story, "rev-parse", "--show-cdup")
    except GitError as error:
        raise DeployError(
            f"there is no git repository to publish from. {_git_said(error)}\n"
            "Begin one with `git init`, `git add -A` and `git commit`."
        ) from None
    status = git(story, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal")
    paths = [entry[3:] for entry in status.decode(errors="replace").split("\0") if entry]
    if paths := [path for path in paths if not ignore(Path(normpath(join(story, up, path))))]:
        raise DeployError(
            f"not everything is committed ({_listed(paths)}), and what the world sees should be\n"
            "what git keeps. Run `git add -A` and `git commit`, or put it aside with `git stash "
            "-u`; then deploy."
        )
    try:
        commit = told(story, "rev-parse", "--verify", "--short", "HEAD")
    except GitError:
        raise DeployError("nothing is committed yet. Run `git add -A` and `git commit`.") from None
    try:
        remote = told(story, "remote", "get-url", REMOTE)
    except GitError:
        raise DeployError(
            f"this repository has no remote called {REMOTE}, where the site would go. Add it, with "
            f"your own address:\n`git remote add {REMOTE} git@github.com:NAME/STORY.git`"
        ) from None
    return Place(story, commit, remote, host(remote))


# --- publishing


def _publish(
    place: Place, plan: Plan, url: str, agreed: Callable[[], bool], say: Callable[[str], None]
) -> int:
    commit = _commit(place, plan)
    if not commit.files:
        say(f"the branch {place.host.branch} of {REMOTE} holds just this site already")
        return 0
    say(_preview(place, plan, url, commit))
    if not agreed():
        say("nothing was published")
        return 1
    try:
        _push(place, commit)
    except GitError:
        say(f"{REMOTE} did not take it: once more, on top of what is there now")
        commit = _commit(place, plan)
        if commit.files:
            _push(place, commit)
    say("published" if commit.parent else f"published; now, this once, {place.host.once}")
    return 0


def _push(place: Place, commit: Commit) -> None:
    git(place.story, "push", "--quiet", REMOTE, f"{commit.name}:{place.ref}")


def _tip(place: Place) -> str:
    """The newest commit of the branch at the remote, fetched; empty where there is no branch."""
    try:
        listed = told(place.story, "ls-remote", REMOTE, place.ref)
        if listed:
            git(place.story, "fetch", "--quiet", "--no-tags", REMOTE, place.ref)
    except GitError as error:
        raise DeployError(
            f"{REMOTE} cannot be reached, or wants to know who you are. {_git_said(error)}\n"
            f"Once `git ls-remote {REMOTE}` works without a question, so does this."
        ) from None
    return listed.partition("\t")[0]


def _commit(place: Place, plan: Plan) -> Commit:
    """The site, and what is not ours there, as a commit on top of the branch as it is now."""
    tip = _tip(place)
    kept = _theirs(place, plan, tip) if tip else {}
    try:
        with TemporaryDirectory(prefix="dastan-") as scratch:
            site = Path(scratch, "site")
            if trouble := write(plan, site, place.story).diagnostics:
                raise DeployError(trouble[0].message)
            for path, blob in kept.items():
                (site / path).parent.mkdir(parents=True, exist_ok=True)
                (site / path).write_bytes(git(place.story, "cat-file", "blob", blob))
            name = _imported(place, site, Path(scratch, "git"), tip)
    except OSError as problem:
        raise DeployError(f"a copy of the site cannot be written: {problem.strerror}") from None
    command = ["diff-tree", "-r", "--no-renames", "--name-status", "--no-commit-id"]
    changes = told(place.story, *command, *([tip, name] if tip else ["--root", name]))
    files = [line[0] for line in changes.splitlines() if not line.endswith(f"\t{MANIFEST}")]
    return Commit(name, tip, Counter(files), [*kept])


def _imported(place: Place, site: Path, own: Path, tip: str) -> str:
    """ghp-import's commit, by its name, made in a repository that is nobody's."""
    kind = told(place.story, "rev-parse", "--show-object-format")
    objects = told(place.story, "rev-parse", "--git-path", "objects")
    who, _, when = told(place.story, "var", "GIT_COMMITTER_IDENT").rpartition("> ")
    name, _, mail = who.partition(" <")
    env = {
        "GIT_DIR": str(own),
        "GIT_OBJECT_DIRECTORY": join(place.story, objects),
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": mail,
        "GIT_COMMITTER_DATE": when,
    }
    git(place.story, "init", "--quiet", "--template=", f"--object-format={kind}", **env)
    if tip:
        git(place.story, "update-ref", place.ref, tip, **env)
    ghp_import(own, site, place.host.branch, place.message, **env)
    return git(place.story, "rev-parse", place.ref, **env).decode().strip()


def _theirs(place: Place, plan: Plan, tip: str) -> dict[str, str]:
    """The files of the branch that no deploy put there, each with its object's name.

    Where there is no manifest, another program published there: its site makes room for ours, and
    stays in the branch's history.
    """
    files: dict[str, str] = {}
    listing = git(place.story, "ls-tree", "-r", "-z", tip).decode("utf-8", "surrogateescape")
    for entry in listing.split("\0")[:-1]:
        about, _, path = entry.partition("\t")
        mode, _, blob = about.split(" ")
        if mode.startswith("100"):  # a site has neither links nor submodules
            files[path] = blob
    if any("site_src" in path.split("/") for path in files):
        raise DeployError(
            f"the branch {place.host.branch} of {REMOTE} holds a story (site_src/), and the site "
            "would take its place.\nThe story needs a branch of its own, such as main."
        )
    manifest = None
    if MANIFEST in files:
        manifest = manifest_of(git(place.story, "cat-file", "blob", files[MANIFEST]))
    ours = (manifest.files if manifest else files.keys()) | plan.files.keys()
    folders = parents(plan.files)
    return {
        path: blob
        for path, blob in files.items()
        if path not in ours and is_safe(path)
        if path not in folders and parents([path]).isdisjoint(plan.files)
    }


# --- what is said


def _preview(place: Place, plan: Plan, url: str, commit: Commit) -> str:
    whence = "as the remote tells" if url == place.host.url else "as you said"
    counts = [f"{commit.files.get(key, 0)} {word}" for key, word in _STATUSES.items()]
    remote = re.sub(r"(?<=//)[^/@]*@", "", place.remote)  # it may hold a password
    lines = [
        f"branch   {place.host.branch}{'' if commit.parent else ' (it begins now)'}",
        f"remote   {REMOTE}, {remote}",
        f"address  {url}/, {whence}" if url else "address  not known: story.yml has no `url:`",
        f"files    {len(plan.files)}: {', '.join(counts)}",
        f"message  {place.message}",
    ]
    if commit.kept:
        lines.insert(4, f"         and what Dastan did not put there stays: {_listed(commit.kept)}")
    return "\n".join(lines)


def _listed(paths: Sequence[str]) -> str:
    """Such as `a.md, b.md, c.md and 4 more`."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more


def _git_said(error: GitError) -> str:
    return f"git says: {error}"
