"""Counts how a run went, kept small however many documents it had."""

from collections import Counter
from dataclasses import dataclass, field

from records.deeds import Message

from .saving import Result

# Also the order in which they are shown.
OUTCOMES = {
    "read": "读出",
    "created": "新录入",
    "filled": "补入事迹",
    "replaced": "替换",
    "unchanged": "未变",
    "uncertain": "有待核对",
    "failed": "失败",
    "skipped": "略过（不是材料）",
}
# So many names with their reasons are kept of each kind; the report has them all.
MAX_NAMED = {"failed": 100, "uncertain": 20, "skipped": 20}


@dataclass
class ImportTally:
    """`times` by the keys of OUTCOMES: a document that was read counts as such and as what became of it."""

    times: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {key: [] for key in MAX_NAMED})

    @property
    def documents(self) -> int:
        return self.times["read"] + self.unreadable

    @property
    def unreadable(self) -> int:
        return self.times["unreadable"]

    def add(self, result: Result) -> None:
        if result.outcome != "skipped":
            self.times["read" if result.deeds else "unreadable"] += 1
        if result.outcome != "read":
            self.count(result.outcome, result)
        if result.is_uncertain:
            self.count("uncertain", result)

    def count(self, key: str, result: Result) -> None:
        self.times[key] += 1
        if key in MAX_NAMED and len(self.named[key]) < MAX_NAMED[key]:
            self.named[key].append((result.label, reason(key, result)))


def reason(key: str, result: Result) -> str:
    """Returns the error that stopped it, which comes last; or all that is to be looked at."""
    if key == "uncertain":
        return "\n".join(placed(message) for message in result.messages if message.level == "warning")
    return placed(result.messages[-1])


def placed(message: Message) -> str:
    return f"第 {message.line} 行：{message.text}" if message.line else message.text
