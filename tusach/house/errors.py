"""What the house refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class NoRoom(Refusal):
    code = "no-room-on-disk"
    sentence = _("Đĩa chứa %(folder)s không đủ chỗ: cần khoảng %(needed)s MB, còn %(free)s MB.")


class FolderIsMissing(Refusal):
    code = "folder-is-missing"
    sentence = _("Không có thư mục %(folder)s. Nếu là ổ USB: đã cắm và gắn chưa?")


class FolderIsNotEmpty(Refusal):
    code = "folder-is-not-empty"
    sentence = _("Thư mục %(folder)s đã có tệp; hãy chọn một thư mục mới.")


class CannotWrite(Refusal):
    code = "cannot-write"
    sentence = _("Không ghi được %(path)s: %(reason)s.")


class DumpFailed(Refusal):
    code = "dump-failed"
    sentence = _("pg_dump không xong: %(reason)s")


class NotABackup(Refusal):
    code = "not-a-backup"
    sentence = _("%(file)s không phải bản sao lưu của Tủ Sách: %(reason)s")


class BackupIsDamaged(Refusal):
    code = "backup-is-damaged"
    sentence = _("Bản sao lưu %(file)s đã hỏng ở phần %(part)s. Hãy dùng bản khác.")
