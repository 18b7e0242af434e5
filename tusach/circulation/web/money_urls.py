from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import money

patterns: list[URLPattern | URLResolver] = [
    path("tien/ban-doc/<int:pk>/", money.account, name="account"),
    path("tien/ban-doc/<int:pk>/tom-tat/", money.account_panel, name="account_panel"),
    path("tien/phieu/<int:pk>/", money.receipt, name="receipt"),
    path("tien/ngay/", money.cash_day, name="cash_day"),
    path("tien/ngay/khoa/", money.close_day, name="close_cash_day"),
    path("tien/ngay/in/", money.cash_paper, name="cash_paper"),
]
