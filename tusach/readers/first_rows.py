"""The classes of readers and the purposes of consent that every installation begins with, put
there after each migration. A house adds its own rows and ends these; they never come back."""

from __future__ import annotations

from typing import Any

# code, name, English, audience of the figures
_CLASSES = [
    ("child", "Thiếu nhi", "Child", "children"),
    ("pupil", "Học sinh", "Pupil", "pupils"),
    ("student", "Sinh viên, người học nghề", "Student", "adults"),
    ("adult", "Người lớn", "Adult", "adults"),
    ("teacher", "Giáo viên, nhân viên trường", "Teacher, school staff", "adults"),
    ("official", "Cán bộ, công chức, viên chức", "Official", "adults"),
    ("farmer", "Nông dân", "Farmer", "adults"),
    ("researcher", "Người nghiên cứu, sản xuất kinh doanh", "Researcher, business", "adults"),
    ("elderly", "Người cao tuổi", "Older person", "elderly"),
]

# code, name, English, what is agreed to, the same in English, whether it is shown to others
_PURPOSES = [
    (
        "history",
        "Giữ lịch sử mượn",
        "Keep my reading history",
        (
            "Thư viện giữ danh sách sách tôi đã mượn để tôi xem lại. Không đồng ý thì sau khi trả "
            "sách và hết hạn khiếu nại, danh sách được gỡ khỏi tên tôi."
        ),
        (
            "The library keeps the list of books I borrowed so that I can look them up. "
            "Otherwise it is unlinked from my name after return and the time for disputes."
        ),
        False,
    ),
    (
        "messages",
        "Nhắn tin, gửi thư điện tử",
        "Text messages and e-mail",
        "Thư viện nhắn tin hoặc gửi thư điện tử báo hạn trả sách, sách đặt đã về.",
        "The library sends text messages or e-mail about due dates and requested books.",
        False,
    ),
    (
        "invitations",
        "Mời dự hoạt động",
        "Invitations to activities",
        "Thư viện báo cho tôi biết về ngày sách, cuộc thi, buổi đọc sách.",
        "The library tells me about book days, contests and readings.",
        False,
    ),
    (
        "publishing",
        "Tên, ảnh trong tin bài",
        "Name and photo in news",
        "Thư viện đưa tên, ảnh của tôi trong tin bài, bảng bạn đọc tiêu biểu.",
        "The library shows my name and photo in its news and lists of outstanding readers.",
        True,
    ),
]


def ensure_rows(**_signal: Any) -> None:
    """Add the rows that are missing; touches nothing else."""
    from tusach.readers.models import ConsentPurpose, ReaderClass

    there = set(ReaderClass.objects.values_list("code", flat=True))
    ReaderClass.objects.bulk_create(
        ReaderClass(code=code, name=name, name_en=english, audience=audience, position=10 * place)
        for place, (code, name, english, audience) in enumerate(_CLASSES, 1)
        if code not in there
    )
    known = set(ConsentPurpose.objects.values_list("code", flat=True))
    ConsentPurpose.objects.bulk_create(
        ConsentPurpose(
            code=code,
            name=name,
            name_en=english,
            text=text,
            text_en=text_en,
            publishes=publishes,
            position=10 * place,
        )
        for place, (code, name, english, text, text_en, publishes) in enumerate(_PURPOSES, 1)
        if code not in known
    )
