"""Links are followed, but never into a network of somebody's own."""

import http.client
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from records.checks import links
from records.checks.links import NotPublic, fault, find_dead_links, is_public, public_address
from records.checks.texts import texts_of
from tests.factories import make_record


class Answers(BaseHTTPRequestHandler):
    """Answers by its path: /200, /404; /only-get refuses HEAD; /away leads on; /inside into the network."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]
        if self.path in ("/away", "/inside", "/round"):
            self.send_response(302)
            to = {"/away": "/200", "/inside": "http://inside.example/", "/round": "/round"}
            self.send_header("Location", to[self.path])
        elif self.path == "/only-get":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(self.path[1:4]))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server of this machine that the check takes for one of the public internet."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known = links.public_address

    def resolved(host: str, port: int) -> str:
        return "127.0.0.1" if host == "site.example" else known(host, port)

    def looked_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(links, "public_address", resolved)
    monkeypatch.setattr(links.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(links.socket, "create_connection", lambda where, timeout: connect(where))
    server.address = f"http://site.example:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def connect(where: tuple[str, int]) -> socket.socket:
    stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    stream.settimeout(5)
    stream.connect(where)
    return stream


@pytest.mark.parametrize("path", ["/200", "/away", "/only-get", "/403"])
def test_a_link_that_is_answered_is_no_fault(site: Any, path: str) -> None:
    assert fault(site.address + path) == ""


@pytest.mark.parametrize("path", ["/404", "/410", "/500", "/round"])
def test_a_link_that_leads_nowhere_is_told(site: Any, path: str) -> None:
    assert "打不开" in fault(site.address + path)


def test_a_link_that_leads_on_into_the_network_is_not_followed(site: Any) -> None:
    assert "内部网络" in fault(f"{site.address}/inside")
    assert site.asked == ["HEAD /inside"]


def test_get_is_asked_only_where_head_was_refused(site: Any) -> None:
    fault(f"{site.address}/200")
    fault(f"{site.address}/only-get")
    assert site.asked == ["HEAD /200", "HEAD /only-get", "GET /only-get"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *(
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "224.0.0.1",
            "255.255.255.255",
        ),
    ],
)
def test_addresses_of_a_network_of_ones_own_are_refused(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are_taken() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f::1")


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(links.socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotPublic):
        public_address("mixed.example", 80)


@pytest.mark.parametrize("address", ["http://", "https://[::1", "http://a b/", "http://site.example:99999/"])
def test_what_is_no_address_is_a_fault_and_no_error(address: str) -> None:
    assert fault(address)


def test_silence_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: Any) -> Any:
        raise http.client.RemoteDisconnected("no answer")

    monkeypatch.setattr(links, "asked", silent)
    assert "没有回答" in fault("http://site.example/")


@pytest.mark.django_db
def test_each_link_is_asked_once_for_all_records(site: Any) -> None:
    link = f"{site.address}/404"
    known: dict[str, str] = {}
    for _ in range(2):
        record = make_record(introduction=f"见[网页]({link})。", source_link=link)
        found = list(find_dead_links(texts_of(record), known))
        assert [(one.path, one.words) for one in found] == [("introduction", link), ("source_link", link)]
    assert site.asked == ["HEAD /404", "GET /404"]
