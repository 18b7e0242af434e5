"""What the public pages cost and how accessible they are, in a real browser.

    python bench/public_page.py http://127.0.0.1:8000 [--lighthouse] [--save report.json]

Against a running installation with books in it (`./run`). Each page is opened cold, on a phone's
screen, with an empty cache: every byte that came over the wire counts, headers and fonts too.
axe-core comes with the front end (`frontend/node_modules`); with ``--lighthouse`` the npm
package is fetched into a temporary folder. Ends with 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
# The limits: 100 KB on the wire, nothing for axe to say, Lighthouse 100 and 95.
# Of so many runs the median speed counts; a run without a trace is tried so often.
RUNS, TRIES = 3, 4
MOST_BYTES, MOST_FAULTS, ACCESSIBILITY, SPEED = 100_000, 0, 100, 95
# SLiMS 9's record page by the same Lighthouse, for comparison (dossier of peers).
SLIMS_ACCESSIBILITY, SLIMS_SPEED = 83, 57


@dataclass
class Page:
    name: str
    path: str
    bytes: int = 0
    requests: int = 0
    milliseconds: int = 0
    faults: list[str] = field(default_factory=list)
    accessibility: int | None = None
    speed: int | None = None
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return (
            self.bytes <= MOST_BYTES
            and len(self.faults) <= MOST_FAULTS
            and (self.accessibility is None or self.accessibility >= ACCESSIBILITY)
            and (self.speed is None or self.speed >= SPEED)
        )


def browser_path() -> str:
    for name in ("chromium", "google-chrome", "chromium-browser"):
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium: apt-get install chromium")


def measure(browser: Browser, address: str, page: Page) -> None:
    """Open the page cold and add up what came over the wire."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", device_scale_factor=2)
    tab = context.new_page()
    wire = context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        page.bytes += size
        page.requests += 1
        kind = kinds.get(event["requestId"], "Other")
        page.parts[kind] = page.parts.get(kind, 0) + size

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    started = time.perf_counter()
    tab.goto(urljoin(address, page.path))
    tab.wait_for_load_state("networkidle")
    # networkidle waits half a second of silence; it is not the page's.
    page.milliseconds = round((time.perf_counter() - started - 0.5) * 1000)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("() => axe.run(document)")
    page.faults = [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]
    context.close()


def first_record(browser: Browser, address: str) -> str:
    tab = browser.new_page()
    tab.goto(urljoin(address, "/tim/?q=&sort=title"))
    link = tab.locator(".p-entry a").first.get_attribute("href")
    tab.close()
    if not link:
        sys.exit("there are no books in this installation")
    return link


def lighthouse(address: str, page: Page, folder: Path) -> None:
    tool = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not tool.exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "lighthouse"]
        subprocess.run(command, cwd=folder, check=True)
    runs = [one_lighthouse(tool, urljoin(address, page.path), folder) for _ in range(RUNS)]
    page.accessibility = min(accessibility for accessibility, _speed in runs)
    page.speed = round(statistics.median(speed for _accessibility, speed in runs))


def one_lighthouse(tool: Path, address: str, folder: Path) -> tuple[int, int]:
    """Accessibility and speed of 100; tried again when the browser recorded no trace."""
    out = folder / "report.json"
    command = [
        "node", str(tool), address, "--quiet", "--output=json",
        f"--output-path={out}", "--only-categories=accessibility,performance",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    for _ in range(TRIES):
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": browser_path()})
        if done.returncode == 0:
            scores = json.loads(out.read_text(encoding="utf-8"))["categories"]
            accessibility, speed = scores["accessibility"], scores["performance"]
            return round((accessibility["score"] or 0) * 100), round((speed["score"] or 0) * 100)
    sys.exit(f"Lighthouse failed {TRIES} times on {address}")


def table(pages: list[Page]) -> None:
    print(f"{'page':<22}{'bytes':>9}{'req':>5}{'ms':>7}{'axe':>5}{'a11y':>6}{'speed':>7}")
    for page in pages:
        a11y = "-" if page.accessibility is None else page.accessibility
        speed = "-" if page.speed is None else page.speed
        sign = "" if page.passed else "  over a limit"
        print(
            f"{page.name:<22}{page.bytes:>9,}{page.requests:>5}{page.milliseconds:>7}"
            f"{len(page.faults):>5}{a11y:>6}{speed:>7}{sign}"
        )
    print(f"{'limit':<22}{MOST_BYTES:>9,}{'':>12}{MOST_FAULTS:>5}{ACCESSIBILITY:>6}{SPEED:>7}")
    print(f"{'SLiMS 9 (record)':<22}{'':>26}{SLIMS_ACCESSIBILITY:>6}{SLIMS_SPEED:>7}")
    for page in pages:
        parts = ", ".join(f"{kind} {size:,}" for kind, size in sorted(page.parts.items()))
        print(f"  {page.name}: {parts}")
        for fault in page.faults:
            print(f"    axe: {fault}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("address")
    arguments.add_argument("--lighthouse", action="store_true")
    arguments.add_argument("--tools", type=Path, help="keep Lighthouse here between runs")
    arguments.add_argument("--save", type=Path)
    asked = arguments.parse_args()
    if not AXE.exists():
        sys.exit(f"no {AXE}: build the front end first (npm ci in frontend)")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        pages = [
            Page("front page", "/"),
            Page("results", "/tim/?q=viet+nam"),
            Page("record", first_record(browser, asked.address)),
            Page("libraries", "/thu-vien/"),
        ]
        for page in pages:
            measure(browser, asked.address, page)
        browser.close()
        if asked.lighthouse:
            folder = asked.tools or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            for page in pages:
                lighthouse(asked.address, page, folder)
    table(pages)
    if asked.save:
        asked.save.write_text(json.dumps([asdict(page) for page in pages], indent=1))
    return 0 if all(page.passed for page in pages) else 1


if __name__ == "__main__":
    sys.exit(main())
