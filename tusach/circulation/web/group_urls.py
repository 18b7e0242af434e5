from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import groups

patterns: list[URLPattern | URLResolver] = [
    path("nhom/", groups.group_loans, name="group_loans"),
    path("nhom/<int:pk>/", groups.group_loan, name="group_loan"),
    path("nhom/<int:pk>/quet/", groups.scan, name="group_scan"),
    path("nhom/<int:pk>/ket-thuc/", groups.close, name="close_group"),
    path("nhom/<int:pk>/phieu/", groups.paper, name="group_paper"),
]
