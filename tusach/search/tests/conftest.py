from tusach.search.tests.shelf import shelf

__all__ = ["shelf"]
