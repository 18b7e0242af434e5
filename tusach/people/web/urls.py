from django.urls import URLPattern, URLResolver, path

from tusach.people.web import accounts, me, roles, sign_in

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("dang-nhap/xac-thuc/", sign_in.second_step, name="second_step"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("toi/", me.me, name="me"),
    path("toi/vi-tri/", me.act_as, name="act_as"),
    path("toi/mat-khau/", me.choose_password, name="choose_password"),
    path("toi/xac-thuc-hai-buoc/", me.second_factor_page, name="second_factor"),
    path("toi/xac-thuc-hai-buoc/ma-du-phong/", me.renew_recovery_codes, name="recovery_codes"),
    path(
        "toi/xac-thuc-hai-buoc/tat/",
        me.switch_off_second_factor,
        name="switch_off_second_factor",
    ),
    path("toi/phien/dong-het/", me.end_sessions, name="end_sessions"),
    path("toi/phien/<int:pk>/dong/", me.end_session, name="end_session"),
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/moi/", accounts.new_account, name="new_account"),
    path("tai-khoan/noi/", accounts.places, name="places"),
    path("tai-khoan/vai-tro/", roles.roles, name="roles"),
    path("tai-khoan/<int:pk>/", accounts.account, name="account"),
    path("tai-khoan/<int:pk>/giao/", accounts.grant, name="grant"),
    path("tai-khoan/<int:pk>/ma/", accounts.make_code, name="make_code"),
    path("tai-khoan/<int:pk>/khoa/", accounts.close, name="close"),
    path("tai-khoan/<int:pk>/mo/", accounts.reopen, name="reopen"),
    path("tai-khoan/<int:pk>/ten/", accounts.rename, name="rename"),
    path("tai-khoan/vi-tri/<int:pk>/thoi/", accounts.end_post, name="end_post"),
    path("tai-khoan/tai-diem/<int:pk>/", accounts.at_point_panel, name="at_point_panel"),
]
