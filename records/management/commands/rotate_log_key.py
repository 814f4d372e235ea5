import argparse
from typing import Any

from django.core.management.base import CommandError

from records.audit import Act, record_act
from records.management.site_command import SiteCommand
from records.models import LogKey
from records.transparency.keys import KeyMissing, verifier
from records.transparency.signing import rotate


class Command(SiteCommand):
    help = (
        "换用新的钥匙签署公开日志。日志里会写明换了钥匙；平时由新旧两把钥匙一同签署，核对的人自动跟上。"
        "钥匙丢失时用 --lost（只由新的签署，请另外公布新的公钥），泄露时用 --stolen。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        why = parser.add_mutually_exclusive_group()
        why.add_argument("--lost", action="store_true", help="旧钥匙的文件没有了")
        why.add_argument("--stolen", action="store_true", help="旧钥匙被别人拿到了")
        parser.add_argument("--reason", default="", help="写进日志的说明，公开")

    def handle(self, *, lost: bool, stolen: bool, reason: str, **options: Any) -> None:
        retired = LogKey.Retired
        why = retired.LOST if lost else retired.STOLEN if stolen else retired.ROTATED
        try:
            key = rotate(why, reason.strip())
        except KeyMissing as error:
            raise CommandError(str(error)) from error
        record_act(Act.LOG_KEY_CHANGED, detail=f"{why.label}：{verifier(key)}")
        self.stdout.write(f"公开日志换用了新的钥匙。请把它的公钥告诉核对日志的人：\n{verifier(key)}")
        if lost:
            self.stdout.write("旧钥匙没有参加签署，核对的人要用 --key 指定这一把，才会接着核对。")
