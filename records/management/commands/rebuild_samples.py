from typing import Any

from records.management.site_command import SiteCommand
from records.transparency.matching.index import rebuild


class Command(SiteCommand):
    help = (
        "重建“核对文字”用的索引，由封存的各个版本重新取样。平时不需要；绕过网站改过数据库，或者取样的规则变了时用。"
        "期间查得到的会少一些。"
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(self.style.SUCCESS(f"已重建：{rebuild()} 条记录。"))
