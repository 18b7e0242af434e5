"""First and later start of ``./run``, measured on a copy of the project in a new folder.

    python bench/start.py [--empty] [--later N]

The first start has nothing: no packages, no front end, no cluster, no data. pip's and npm's own
caches are left as they are; the table says how large the packages were. The comparison in the
same run: what a bare Python needs to start on this machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.ground import House, copy_project, folder  # noqa: E402


def seconds(action: object, *arguments: str) -> float:
    began = time.monotonic()
    action(*arguments)  # type: ignore[operator]
    return time.monotonic() - began


def megabytes(path: Path) -> int:
    return sum(p.lstat().st_size for p in path.rglob("*") if not p.is_dir()) // 1_000_000


def bare_python() -> float:
    began = time.monotonic()
    subprocess.run([Path(sys.base_prefix) / "bin" / "python3", "-c", ""], check=True)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--empty", action="store_true", help="without the sample province")
    parser.add_argument("--later", type=int, default=3, help="how many later starts")
    options = parser.parse_args()
    with folder() as place:
        # Not the Python of an environment that has all packages: nothing would be fetched.
        bare = Path(sys.base_prefix) / "bin" / "python3"
        house = House(copy_project(place / "tusach"), place / "data", python=str(bare))
        house.kind = "--empty" if options.empty else ""
        rows: list[tuple[str, str]] = []
        try:
            load = os.getloadavg()[0]
            rows.append(("first start, from nothing", f"{seconds(house.start):.1f} s"))
            steps = house.log().splitlines()
            rows += [("  " + s.strip(" ✓").split(" (")[0], s.rsplit("(", 1)[-1].rstrip(")"))
                     for s in steps if s.strip().startswith("✓")]  # fmt: skip
            parts = (house.project / "var", house.project / "frontend/node_modules", house.data)
            sizes = " + ".join(str(megabytes(part)) for part in parts)
            rows.append(("packages, front end, data on disk", f"{sizes} MB"))
            rows.append(("stop", f"{seconds(house.stop):.1f} s"))
            later = []
            for _ in range(options.later):
                later.append(seconds(house.start))
                house.stop()
            rows.append(("later start (median)", f"{statistics.median(later):.1f} s"))
            rows.append(("a bare Python, for comparison", f"{bare_python():.2f} s"))
            rows.append(("load of the machine at the beginning", f"{load:.1f}"))
        finally:
            house.stop()
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value:>24}")


if __name__ == "__main__":
    main()
