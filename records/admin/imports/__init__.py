"""导入事迹材料: documents handed in, reviewed beside what was recognized in them, and saved as drafts."""

from . import pages

__all__ = ["pages"]
