"""Edits kinds of honors and commendations: the decision, its time in 公示, and what follows from it for the roll."""

from . import categories, pages

__all__ = ["categories", "pages"]
