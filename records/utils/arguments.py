"""Values that several commands take."""

import argparse
from pathlib import Path


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应不小于 1。")
    return number


def folder(text: str) -> Path:
    """Refuses an empty name, as of a variable that is not set: it would stand for the folder one happens to be in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("请写出文件夹的名称。")
    return Path(text)
