"""Bounds what refused sign-ins write: a flood of them must not fill the disk with lines.

The first of a minute are lines of their own. The rest, and all that the lock refuses unheard, are counted in memory
and told in one line afterwards, with the names and addresses tried most often. Each process counts for itself, so
one writes SINGLE_LINES + 1 lines a minute at most: about 20 MB a day. What a process has counted and not yet told is
lost when it is killed.
"""

import threading
import time
from collections import Counter

from records.models.audit import Act

from .actors import Actor
from .recording import add_lines, new_line, record_act

SINGLE_LINES = 20
WINDOW_SECONDS = 60
# Of different names with their addresses, those beyond are counted together.
MAX_COUNTED = 1_000
MAX_NAMED = 20
MAX_NAME_CHARACTERS = 50

Tried = tuple[str, str]


class FailedSignIns:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.written = 0
        self.counted: Counter[Tried] = Counter()
        self.others = 0

    def add(self, name: str, address: str, *, is_locked: bool) -> None:
        """Writes a refused sign-in, or counts it; `is_locked` says that its password was not even looked at."""
        self.tell_due()
        with self.lock:
            is_single = not is_locked and self.written < SINGLE_LINES
            if is_single:
                self.written += 1
            else:
                self.count((name[:MAX_NAME_CHARACTERS], address))
        if is_single:
            record_act(Act.SIGN_IN_FAILED, who=name)

    def count(self, tried: Tried) -> None:
        if tried in self.counted or len(self.counted) < MAX_COUNTED:
            self.counted[tried] += 1
        else:
            self.others += 1

    def tell_due(self) -> None:
        """Writes what was counted in a minute that is over. Asked at every sign-in, and every ten minutes."""
        with self.lock:
            if time.monotonic() - self.began < WINDOW_SECONDS:
                return
            counted, others = self.counted, self.others
            self.began, self.written = time.monotonic(), 0
            self.counted, self.others = Counter(), 0
        if counted:
            # Nobody's act: whoever asks at this moment has nothing to do with it.
            add_lines(
                [new_line(Act.SIGN_IN_FAILURES_COUNTED, detail=summary(counted, others), actor=Actor())]
            )


def summary(counted: Counter[Tried], others: int) -> str:
    named = [f"{name}（{address}）{times} 次" for (name, address), times in counted.most_common(MAX_NAMED)]
    rest = len(counted) - MAX_NAMED
    more = f"；其余 {rest} 个名字不逐一列出" if rest > 0 else ""
    return f"另有 {counted.total() + others} 次登录失败没有逐次记下：{'；'.join(named)}{more}。"


failed_sign_ins = FailedSignIns()
