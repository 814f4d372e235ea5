"""Compares a site, or the archive of one, with its public log: the same as the file that strangers run."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from records.transparency.verify import add_arguments, run


class Command(BaseCommand):
    help = (
        "对照公开日志，核对一个荣誉录网站或它的存档：签名、日志只增不改、每一版的文字、网页、致敬数。"
        "退出码：0 相符，1 不符，2 无法核对。不用安装本网站也能核对：records/transparency/verify.py 一个文件就够。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, **options: Any) -> None:
        names = ("address", "state", "key", "full", "keep")
        status = run(say=self.stdout.write, **{name: options[name] for name in names})
        if status:
            sys.exit(status)
