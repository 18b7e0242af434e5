"""What the launcher says when it cannot go on."""

from __future__ import annotations


class CannotGoOn(Exception):
    """A sentence for the person at the machine: what is wrong, where, what to do.

    ``status`` is the exit code: 2 for a wrong use or a machine that does not fit, 1 for a
    step that failed, 3 when it runs already, 4 when the data is of another PostgreSQL.
    """

    def __init__(self, sentence: str, status: int = 1) -> None:
        self.status = status
        super().__init__(sentence)
