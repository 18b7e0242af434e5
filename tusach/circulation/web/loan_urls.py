from django.urls import path

from tusach.circulation.web import counter, lending_rules, loans, papers, waiting

patterns = [
    path("quay/", counter.counter, name="counter"),
    path("quay/ghi/", counter.act, name="counter_act"),
    path("cho-lam/<int:pk>/", waiting.waiting, name="waiting"),
    path("dang-muon/", loans.loans, name="loans"),
    path("qua-han/", loans.overdue, name="overdue"),
    path("qua-han/giay-bao/", papers.notices, name="notices"),
    path("qua-han/loi-nhan/", papers.texts, name="texts_due"),
    path("phieu/<int:pk>/", papers.slip, name="slip"),
    path("ban-doc/<int:pk>/", loans.reader_panel, name="reader_panel"),
    path("ban-sach/<int:pk>/", loans.copy_panel, name="copy_panel"),
    path("da-giai-quyet/", loans.settled, name="settled"),
    path("da-giai-quyet/da-xem/", loans.seen, name="seen"),
    path("da-giai-quyet/<int:pk>/khep/", loans.close_loan, name="close_loan"),
    path("quy-dinh/", lending_rules.rules, name="rules"),
    path("quy-dinh/moi/", lending_rules.new, name="new_rule"),
    path("quy-dinh/<int:pk>/", lending_rules.rule, name="rule"),
    path("quy-dinh/<int:pk>/het-hieu-luc/", lending_rules.end, name="end_rule"),
    path("quy-dinh/<int:pk>/rut/", lending_rules.withdraw, name="withdraw_rule"),
    path("ngay-nghi/", lending_rules.days, name="days"),
    path("ngay-nghi/<slug:kind>/<int:pk>/bo/", lending_rules.drop_days, name="drop_days"),
]
