"""The desk's folders keep the order of the rooms: each uses only those below it."""

from __future__ import annotations

import re

from tests.desk.proof_page import FRONTEND

DESK = FRONTEND / "src" / "desk"
# From below; those on one line do not know each other.
ORDER = [{"shell"}, {"holdings", "readers"}, {"circulation"}, {"rotation"}]
_IMPORT = re.compile(r"""(?:from|import)\s+"(\.\.?/[^"]+)\"""")


def test_each_folder_uses_only_those_below_it() -> None:
    level = {room: at for at, rooms in enumerate(ORDER) for room in rooms}
    wrong = []
    for path in sorted(DESK.rglob("*.ts*")):
        room = path.relative_to(DESK).parts[0]
        if path.parent == DESK:
            continue  # main, worker and proof see all
        for said in _IMPORT.findall(path.read_text(encoding="utf-8")):
            other = (path.parent / said).resolve().relative_to(DESK.resolve()).parts[0]
            if other != room and level[other] >= level[room]:
                wrong.append(f"{path.relative_to(DESK)} uses {said}")
    assert wrong == []
