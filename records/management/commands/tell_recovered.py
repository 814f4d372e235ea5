import argparse
from typing import Any

from django.core.management.base import CommandError

from records.audit import Act, record_act
from records.management.site_command import SiteCommand
from records.models import LogLeaf
from records.transparency.log import tell_recovered

MAX_CHARACTERS = 200


class Command(SiteCommand):
    help = (
        "在公开日志里写明：数据库退回过，网站从某一份备份接着走。用虚拟机快照、数据库的时间点恢复（PITR）等别的办法"
        "恢复以后、网站重新启动之前运行一次，核对日志的人才知道序号为什么重新用过；用 restore 恢复的已经自己写了。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("backup", metavar="备份", help="从哪一份恢复的，例如 2026-11-30 的快照；公开")

    def handle(self, *, backup: str, **options: Any) -> None:
        told = " ".join(backup.split())
        if not told or len(told) > MAX_CHARACTERS or not told.isprintable():
            raise CommandError(f"请写明从哪一份备份恢复的，例如日期，最多 {MAX_CHARACTERS} 字。")
        if not LogLeaf.objects.exists():
            raise CommandError("这个网站还没有公开日志，不用写。")
        tell_recovered(told)
        record_act(Act.RESTORED, detail=f"公开日志里写明：从备份恢复，{told}")
        self.stdout.write(
            f"公开日志里已写明：网站从备份“{told}”接着走，之后写入的各条丢失了。网站启动以后几秒之内签署。"
            "那份备份以后因为泄露换过钥匙的，请再换一次：rotate_log_key --stolen。"
        )
