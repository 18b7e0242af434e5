from django.urls import path

from tusach.readers.web import accounts, acts, counting, merging, printing, privacy, readers

app_name = "readers"
urlpatterns = [
    path("", readers.readers, name="readers"),
    path("dang-ky/", readers.new_reader, name="new_reader"),
    path("thieu-giam-ho/", readers.without_guardian, name="without_guardian"),
    path("trung/", merging.doubles, name="doubles"),
    path("so-lieu/", counting.counts, name="counts"),
    path("yeu-cau/", privacy.requests, name="requests"),
    path("yeu-cau/<int:pk>/", privacy.privacy_request, name="request"),
    path("yeu-cau/<int:pk>/tra-loi/", privacy.answer, name="answer_request"),
    path("yeu-cau/<int:pk>/ban-sao/", privacy.copy_of_data, name="copy_of_data"),
    path("in-the/", printing.cards, name="cards"),
    path("in-the/da-chon/", printing.cards_of_ticked, name="cards_of_ticked"),
    path("in-the/cap/", printing.issue_lacking, name="issue_lacking"),
    path("in-the/tep/", printing.cards_file, name="cards_file"),
    path("in-the/the-trang/", printing.blanks, name="blank_cards"),
    path("the/<int:pk>/hoan-tac/", acts.undo_card_act, name="undo_card_act"),
    path("khoa/<int:pk>/mo/", acts.unbar, name="unbar"),
    path("dong-y/<int:pk>/rut/", acts.withdraw, name="withdraw"),
    path("gop/<int:pk>/tach/", merging.part, name="part"),
    path("<int:pk>/", readers.reader, name="reader"),
    path("<int:pk>/sua/", readers.edit_reader, name="edit_reader"),
    path("<int:pk>/the/", acts.card, name="card"),
    path("<int:pk>/khoa/", acts.bar, name="bar"),
    path("<int:pk>/dong-y/", acts.consent, name="consent"),
    path("<int:pk>/tiep-can/", acts.accessible, name="accessible"),
    path("<int:pk>/gop/", merging.merge, name="merge"),
    path("<int:pk>/tai-khoan/", accounts.panel, name="account_panel"),
    path("<int:pk>/tai-khoan/ma/", accounts.give_code, name="account_code"),
    path("<int:pk>/tai-khoan/dong/", accounts.close, name="account_close"),
    path("<int:pk>/tai-khoan/con/", accounts.show, name="account_show"),
    path("<int:pk>/tai-khoan/thoi/", accounts.hide, name="account_hide"),
    path("<int:pk>/yeu-cau/", privacy.new_request, name="new_request"),
]
