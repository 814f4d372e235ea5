import argparse
from typing import Any

from django.core.management.base import CommandError

from records.audit import Act, record_act
from records.management.site_command import SiteCommand
from records.transparency.badges import replace_key
from records.transparency.keys import KeyMissing


class Command(SiteCommand):
    help = (
        "换用新的钥匙签署 Open Badges 凭证。以前签的照样验得过；钥匙泄露时用 --stolen，以前签的就都验不过了，"
        "受表彰者重新下载一次即可。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--stolen", action="store_true", help="旧钥匙被别人拿到了")

    def handle(self, *, stolen: bool, **options: Any) -> None:
        try:
            method = replace_key(is_stolen=stolen).method
        except KeyMissing as error:
            raise CommandError(str(error)) from error
        why = "泄露" if stolen else "换用新的"
        record_act(Act.BADGE_KEY_CHANGED, detail=f"{why}：{method}")
        self.stdout.write(f"凭证换用了新的钥匙：{method}")
        if stolen:
            self.stdout.write("以前签署的凭证不再有效。请告诉受表彰者到各自的网页重新下载。")
