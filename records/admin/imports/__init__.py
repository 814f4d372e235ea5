"""Imports deeds (导入事迹材料): documents handed in, reviewed beside what was recognized, saved as drafts."""

from . import batch_pages

__all__ = ["batch_pages"]
