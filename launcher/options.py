"""What may be chosen: on the command line, in the environment, in the installation's file.

The first that is given counts: option, environment variable, ``settings.env`` in the data
folder, default. docs/operate/settings.md describes each.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import CannotGoOn
from launcher.language import words

SETTINGS_FILE = "settings.env"

COMMANDS = {
    "start": words("khởi động (mặc định)", "start (what happens without a command)"),
    "stop": words("dừng hẳn, gọn gàng", "stop, cleanly"),
    "status": words("đang chạy hay không, ở đâu", "whether it runs, and where"),
    "backup": words("sao lưu: ./run backup [THƯ MỤC]", "back up: ./run backup [FOLDER]"),
    "restore": words("phục hồi: ./run restore TỆP", "bring back: ./run restore FILE"),
    "upgrade": words("sao lưu rồi nâng cấp dữ liệu", "back up, then bring the data up to date"),
    "doctor": words("nói rõ có gì không ổn", "say in plain words what is wrong"),
    "export": words("xuất mọi thứ ra dạng mở: ./run export THƯ MỤC", "everything in open formats"),
    "service": words(
        "in tệp systemd để tự chạy khi bật máy", "print a systemd unit for this folder"
    ),
    "manage": words("một lệnh quản trị: ./run manage LỆNH", "one of Django's commands"),
    "test": words("chạy mọi phép kiểm (như ./test)", "run every check (as ./test does)"),
}


@dataclass(frozen=True)
class Options:
    command: str
    arguments: tuple[str, ...]
    empty: bool
    demonstration: bool
    background: bool
    keep: int
    copy_to: str
    given: Mapping[str, str]  # TUSACH_… and DATABASE_URL given by option
    line: tuple[str, ...]  # as typed

    def setting(self, name: str, default: str = "", file: Mapping[str, str] | None = None) -> str:
        """The value that counts; "" is the same as not given."""
        return self.given.get(name) or os.environ.get(name) or (file or {}).get(name, "") or default


def parser() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {name:<9} {what}" for name, what in COMMANDS.items())
    found = argparse.ArgumentParser(
        prog="./run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=words(
            "Tủ Sách: khởi động và trông nom. Không có lệnh: khởi động với một tỉnh mẫu.",
            "Tủ Sách: start it, look after it. Without a command: start, with a sample province.",
        )
        + f"\n\n{lines}",
        epilog=words(
            "Mỗi tùy chọn cũng nhận từ biến môi trường hoặc từ settings.env trong thư mục dữ "
            "liệu; xem docs/operate/settings.md.",
            "Every option can also come from the environment or from settings.env in the data "
            "folder; see docs/operate/settings.md.",
        ),
    )
    found.add_argument("command", nargs="?", default="start", choices=COMMANDS, metavar="command")
    found.add_argument("arguments", nargs="*", metavar="…")
    found.add_argument(
        "--empty",
        action="store_true",
        help=words(
            "cài đặt thật: không dữ liệu mẫu, tạo người quản trị ở lần đầu",
            "a real installation: no sample data; an administrator is made at the first start",
        ),
    )
    found.add_argument(
        "--demonstration",
        action="store_true",
        help=words(
            "tỉnh mẫu, dù trên máy này đã có cài đặt thật",
            "the sample province, though this machine has a real installation",
        ),
    )
    found.add_argument(
        "--lan",
        action="store_true",
        help=words(
            "phục vụ máy khác trong mạng bằng HTTPS, với chứng thư của riêng mình",
            "serve others in the network by HTTPS, with a certificate of its own",
        )
        + " [TUSACH_LAN]",
    )
    found.add_argument(
        "--background",
        action="store_true",
        help=words("trả lại dòng lệnh khi đã sẵn sàng", "give the prompt back once it is ready"),
    )
    for option, name, metavar, what in (
        ("--data", "TUSACH_DATA", words("THƯ MỤC", "FOLDER"),
         words("thư mục dữ liệu", "data folder")),
        ("--listen", "TUSACH_LISTEN", "IP",
         words("địa chỉ để nghe (mặc định 127.0.0.1)", "address to listen on (127.0.0.1)")),
        ("--port", "TUSACH_PORT", "N", words("cổng (mặc định 8000)", "port (8000)")),
        ("--address", "TUSACH_ADDRESS", "URL",
         words("địa chỉ mà người dùng gõ", "the address people type")),
        ("--database", "DATABASE_URL", "URL",
         words("PostgreSQL khác, thay cho của ./run", "another PostgreSQL than ./run's own")),
        ("--backups", "TUSACH_BACKUPS", words("THƯ MỤC", "FOLDER"),
         words("nơi để bản sao lưu", "where backups go")),
    ):  # fmt: skip
        found.add_argument(option, dest=name, metavar=metavar, help=f"{what} [{name}]")
    found.add_argument(
        "--keep",
        type=int,
        default=0,
        metavar="N",
        help=words("giữ N bản sao lưu mới nhất (mặc định 14)", "keep the newest N backups (14)")
        + " [TUSACH_BACKUPS_KEEP]",
    )
    found.add_argument(
        "--copy-to",
        default="",
        metavar=words("THƯ MỤC", "FOLDER"),
        help=words(
            "chép thêm bản sao lưu ra đó (ổ USB)", "also copy the backup there (a USB disk)"
        ),
    )
    return found


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; what follows ``manage`` is left as it is."""
    if "manage" in arguments:
        cut = list(arguments).index("manage") + 1
        mine, rest = arguments[:cut], tuple(arguments[cut:])
    else:
        mine, rest = arguments, ()
    found = parser().parse_intermixed_args(mine)
    names = ("TUSACH_DATA", "TUSACH_LISTEN", "TUSACH_PORT", "TUSACH_ADDRESS")
    given = {
        name: value
        for name in (*names, "DATABASE_URL", "TUSACH_BACKUPS")
        if (value := getattr(found, name))
    }
    if found.lan:
        given["TUSACH_LAN"] = "1"
    if found.empty and found.demonstration:
        raise CannotGoOn(
            words(
                "--empty và --demonstration loại trừ nhau.", "--empty or --demonstration, not both."
            ),
            2,
        )
    return Options(
        command=found.command,
        arguments=(*found.arguments, *rest),
        empty=found.empty,
        demonstration=found.demonstration,
        background=found.background,
        keep=found.keep,
        copy_to=found.copy_to,
        given=given,
        line=tuple(arguments),
    )


def read_settings_file(folder: Path) -> dict[str, str]:
    """``NAME=value`` lines; # begins a comment. Refused with the line that is neither."""
    path = folder / SETTINGS_FILE
    found: dict[str, str] = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise CannotGoOn(
                words(
                    f"{path}, dòng {number}: cần dạng TÊN=giá trị, không phải “{text}”.",
                    f"{path}, line {number}: expected NAME=value, not “{text}”.",
                ),
                2,
            )
        found[name.strip()] = value.strip().strip("'\"")
    return found
