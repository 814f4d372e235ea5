"""Imports rolls (导入名单): handed in, its columns looked at, its doubts settled, saved in one step. And its lines."""

from . import entries, imports

__all__ = ["entries", "imports"]
