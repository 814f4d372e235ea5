"""Keeps watch on another site's public log: cosigns its head if it follows the one that was cosigned before."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.transparency.verify import BadNote, Broken, CannotCheck, Report, key_of
from records.transparency.witnessing import Secret, cosigned_head, keep, new_secret, read_secret, verifier
from records.utils.files import reason


class Command(BaseCommand):
    help = (
        "为另一个网站的公开日志作见证：它与上一次见到的相连，就签名证明看到过；日志被退回或改写，就拒绝签名并说明。"
        "请定时运行。退出码：0 签了名，1 日志有问题，2 无法核对。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("address", metavar="网址", help="被见证的网站")
        parser.add_argument("--key-file", type=Path, required=True, metavar="文件", help="见证用的私钥")
        parser.add_argument(
            "--new-key", metavar="名称", help="先生成私钥；名称写见证者的网址，如 other.example/witness"
        )
        parser.add_argument("--key", metavar="公钥", help="被见证的日志的公钥，或者存有它的文件")
        parser.add_argument(
            "--state", type=Path, metavar="文件", help="记住见到过的日志（私钥文件名后加 .seen.json）"
        )
        parser.add_argument("--folder", type=Path, metavar="文件夹", help="签好的写在这里，不写就显示出来")

    def handle(self, *, address: str, key_file: Path, folder: Path | None, **options: Any) -> None:
        secret = self.secret(key_file, options["new_key"])
        state = options["state"] or key_file.with_name(f"{key_file.name}.seen.json")
        report = Report()
        try:
            origin, note = cosigned_head(address, state, secret, key_of(options["key"]), report)
            written = keep(folder, origin, note) if folder else None
        except Broken as error:
            raise CommandError(f"没有签名：{error}") from error
        except CannotCheck as error:
            raise CommandError(f"无法核对，没有签名：{error}。", returncode=2) from error
        except OSError as error:
            raise CommandError(f"写不了 {error.filename}：{reason(error)}。", returncode=2) from error
        for line in report.notes:
            self.stderr.write(f"注意：{line}")
        if written:
            self.stdout.write(f"已签名：{written}")
        else:
            self.stdout.write(note.decode(), ending="")

    def secret(self, path: Path, name: str | None) -> Secret:
        try:
            secret = new_secret(path, name) if name else read_secret(path)
        except BadNote as error:
            raise CommandError(f"{path}：{error}。", returncode=2) from error
        except FileExistsError as error:
            raise CommandError(
                f"{path} 已经有了，没有动它。去掉 --new-key 就用它签名；要新的私钥，请换一个文件名。",
                returncode=2,
            ) from error
        except OSError as error:
            hint = "" if name else "还没有私钥的，请加上 --new-key 名称。"
            raise CommandError(f"{path}：{reason(error)}。{hint}", returncode=2) from error
        if name:
            self.stderr.write(f"请把见证用的公钥告诉别人：{verifier(secret)}")
        return secret
