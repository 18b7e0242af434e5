from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import computers, overlaps, tallies, tally_photos, texts

patterns: list[URLPattern | URLResolver] = [
    path("dem/", tallies.count, name="count"),
    path("dem/da-ghi/", tallies.list_tallies, name="tallies"),
    path("dem/con-thieu/", tallies.missing, name="missing_counts"),
    path("dem/phieu/", tallies.which_sheet, name="which_sheet"),
    path("dem/phieu/moi/", tallies.new_sheet, name="new_sheet"),
    path("dem/phieu/in/", tallies.empty_sheet, name="empty_sheet"),
    path("dem/<int:pk>/", tallies.show_tally, name="tally"),
    path("dem/<int:pk>/sua/", tallies.correct_tally, name="correct_tally"),
    path("dem/<int:pk>/huy/", tallies.take_tally_back, name="take_tally_back"),
    path("dem/<int:pk>/anh/", tally_photos.send, name="tally_photo"),
    path("dem/<int:pk>/anh/<int:photo>.jpg", tally_photos.show, name="tally_picture"),
    path("dem/may-tinh/", computers.desk, name="computers"),
    path("dem/may-tinh/da-ghi/", computers.sessions, name="computer_sessions"),
    path("dem/may-tinh/<int:pk>/ket-thuc/", computers.end, name="end_computer"),
    path("dem/may-tinh/<int:pk>/huy/", computers.undo, name="undo_computer"),
    path("dem/trung/", overlaps.overlaps, name="overlaps"),
    path("dem/trung/<int:pk>-<str:month>-<slug:measure>/", overlaps.decide, name="decide_overlap"),
    path("dem/lay-so-cua-ai/", overlaps.rules, name="counting_rules"),
    path("dem/lay-so-cua-ai/dat/", overlaps.new_rule, name="new_counting_rule"),
    path("tin-nhan/", texts.paste, name="texts"),
    path("tin-nhan/so-hieu/", texts.numbers, name="sms_numbers"),
    path("tin-nhan/so-hieu/cap/", texts.give, name="give_sms_number"),
    path("tin-nhan/so-hieu/the-<int:pk>/", texts.card, name="sms_card"),
]
