"""A form sent twice acts once."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from tusach.ui.models import SentForm
from tusach.ui.sent_forms import KEPT, forget, once


def _post(token: str) -> object:
    return RequestFactory().post("/", {"once": token})


@pytest.mark.django_db
def test_the_second_sending_is_told_apart():
    token = str(uuid.uuid4())
    assert once(_post(token)) is True
    assert once(_post(token)) is False


@pytest.mark.django_db
def test_a_form_without_a_token_does_not_act():
    assert once(RequestFactory().post("/")) is False
    assert once(_post("not a token")) is False


@pytest.mark.django_db
def test_a_refused_form_can_be_sent_again():
    token = str(uuid.uuid4())
    with transaction.atomic():
        assert once(_post(token)) is True
        transaction.set_rollback(True)  # what a refusal does
    assert once(_post(token)) is True


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_at_once_only_one_acts():
    token = str(uuid.uuid4())
    first_is_in, answers = threading.Event(), []

    def second() -> None:
        first_is_in.wait(5)
        try:
            with transaction.atomic():
                answers.append(once(_post(token)))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    other.start()
    with transaction.atomic():
        answers.append(once(_post(token)))
        first_is_in.set()
        other.join(0.3)  # the second waits for this transaction
        assert other.is_alive()
    other.join(5)
    assert sorted(answers) == [False, True]


@pytest.mark.django_db
def test_old_tokens_are_forgotten():
    now = timezone.now()
    once(_post(str(uuid.uuid4())))
    assert forget(now) == 0
    assert forget(now + KEPT + timedelta(hours=1)) == 1
    assert not SentForm.objects.exists()
