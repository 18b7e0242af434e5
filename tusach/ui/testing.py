"""For tests on real connections: several at once, and a worker that is really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

_START = """
import sys
import django
django.setup()
from django.conf import settings
from pathlib import Path
settings.MEDIA_ROOT = Path(sys.argv[1])
"""


def kill_in_the_middle(work: str, *, reached: Callable[[], bool]) -> None:
    """Run the lines of Python ``work`` in a process of its own, on this test's database, and
    kill it (-9) once ``reached`` says so. The process must not have ended before; when this
    returns, PostgreSQL too has let go of what it held."""
    # The server as it was named to this process (a socket or an address), this test's database.
    server = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
        "PGAPPNAME": (name := f"killed-{os.getpid()}-{time.monotonic_ns()}"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _START + work, str(settings.MEDIA_ROOT)], env=environment
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not reached():
        assert process.poll() is None, "the worker ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE application_name = %s", [name])
            if cursor.fetchone() is None:
                break
            time.sleep(0.01)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun at once on connections of their own."""
    results: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(at: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait(10)
            results[at] = act()
        except Exception as error:
            results[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
