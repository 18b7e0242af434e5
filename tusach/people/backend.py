"""Answers Django's question whether a person may do an act at a place."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend


class PostBackend(ModelBackend):
    pass
