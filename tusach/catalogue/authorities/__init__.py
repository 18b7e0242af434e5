"""Authorities: one form for each name and subject, the others lead to it."""
