"""Visitors and the connections of their browsers."""

import json
import secrets
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

TRIBUTE = "/records/1/tribute/"
FROM_THE_PAGE = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
LOST = (OSError, HTTPException)  # what a browser sees of a server that went away


class Answer(NamedTuple):
    status: int
    headers: Any  # by name, whatever its case
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def is_kept_and_says_so(self) -> bool:
        """A page from memory that nobody could ask the database about."""
        return self.status == 200 and "Cache-Status" in self.headers


@dataclass
class Visitor:
    attempt: str = field(default_factory=lambda: secrets.token_hex(16))
    cookie: str = ""
    answers: list[bool] = field(default_factory=list)  # what each said of `counted`, in their order

    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"visitor={self.cookie}"} if self.cookie else {}
        return FROM_THE_PAGE | {"X-Attempt": self.attempt} | cookie

    def hear(self, answer: Answer) -> None:
        # The only one that it sets: over https its name is another.
        for cookie in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            self.cookie = cookie.value
        if answer.status in (200, 201):
            self.answers.append(answer.json["counted"])


class Connection:
    """Kept alive, and opened again where it was lost."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask("GET", address, headers)

    def pay(self, visitor: Visitor) -> Answer:
        answer = self.ask("POST", TRIBUTE, visitor.headers())
        visitor.hear(answer)
        return answer

    def ask(self, method: str, address: str, headers: dict[str, str]) -> Answer:
        """Raises one of LOST where no answer came."""
        try:
            self.http.request(method, address, headers=headers)
            response = self.http.getresponse()
            return Answer(response.status, response.headers, response.read())
        except LOST:
            self.http.close()
            raise
