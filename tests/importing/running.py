"""The import command run as an operator runs it."""

import io
import json
from typing import Any

from django.core.management import call_command

DEEDS = """手机版

样例省样例市样例区样例街道工委先进事迹材料

样例表彰(2011年)

主要事迹

样例街道地处样例区北部，面积12平方公里，有3个社区。近年来，样例街道先后被评为文明样例单位、平安样例单位。

筑牢根基

样例街道重视基础工作。一是建立制度。每月开一次会，写好*1年*的计划。二是联系群众。选派8名干部进社区。

已有Loading人致敬
"""


class Run:
    """One run of the command: its status, its lines, and what it said beside them."""

    def __init__(self, *arguments: Any) -> None:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_records", *map(str, arguments), stdout=out, stderr=err)
            self.status = 0
        except SystemExit as stop:
            self.status = int(stop.code or 0)
        self.out, self.err = out.getvalue(), err.getvalue()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]
