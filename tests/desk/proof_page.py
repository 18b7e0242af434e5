"""The desk's own code, built apart, in a page of a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from launcher.environment import Environment
from launcher.frontend import _npm

PROJECT = Path(__file__).resolve().parents[2]
FRONTEND = PROJECT / "frontend"
# WebCrypto is there on a secure origin alone; nothing is asked of this one.
ORIGIN = "http://localhost:1"


@contextmanager
def proof_page(built: Path) -> Iterator[Page]:
    """A page with ``proof`` in it (frontend/src/desk/proof.ts), built into an empty folder."""
    _command, programs = _npm(Environment(Path(sys.executable)))
    node = shutil.which("node", path=programs) or "node"
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    done = subprocess.run(
        [node, str(vite), "build", "--config", "vite.proof.config.js", "--outDir", str(built)],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()

        def empty(route: Route) -> None:
            route.fulfill(content_type="text/html", body="<!doctype html><title>proof</title>")

        page.route("**/*", empty)
        page.goto(ORIGIN)
        page.add_script_tag(path=built / "proof.js", type="module")
        page.wait_for_function("() => 'proof' in globalThis")
        yield page
        browser.close()
