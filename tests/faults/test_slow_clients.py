"""Clients who hold connections and take their time, more of them than there are threads."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings

from tests.faults import sized
from tests.faults.browsing import FROM_THE_PAGE, TRIBUTE, Connection, Visitor
from tests.faults.serving import Site

SLOW_CLIENTS = settings.SERVER_THREADS + 16
SECONDS_BETWEEN_BYTES = 0.2  # of a client who dawdles
PICTURE_BYTES = 1_500_000  # of a picture, of which few that the site makes have more


@contextmanager
def connections(site: Site, sending: str, receive: int | None = None) -> Iterator[list[socket.socket]]:
    """SLOW_CLIENTS of them, each of which has sent so much. `receive` is the size of their buffer for answers."""
    with ExitStack() as stack:
        made = []
        for _ in range(SLOW_CLIENTS):
            one = stack.enter_context(socket.socket())
            if receive:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
            one.settimeout(10)
            one.connect(("127.0.0.1", site.port))
            one.sendall(sending.encode())
            made.append(one)
        yield made


def head(method: str, address: str, *headers: str) -> str:
    return "\r\n".join([f"{method} {address} HTTP/1.1", "Host: 127.0.0.1", *headers, ""])


def others_are_served(site: Site) -> None:
    with Connection(site.port, timeout=10) as connection:
        for _ in range(sized(10, 200)):
            assert connection.get("/records/1/").status == 200
            assert connection.get("/categories/?page=1").status == 200
            assert connection.pay(Visitor()).status == 201


def dawdle(connections: list[socket.socket], ended: threading.Event) -> None:
    """One byte of an endless header after the other."""
    while not ended.wait(SECONDS_BETWEEN_BYTES):
        for one in connections:
            try:
                one.send(b"x")
            except OSError:
                return  # the server has lost its patience


def test_clients_who_send_headers_byte_by_byte_keep_nobody_waiting(site: Site) -> None:
    ended = threading.Event()
    with connections(site, head("GET", "/records/1/", "X-Endless: x")) as slow:
        dawdler = threading.Thread(target=dawdle, args=(slow, ended))
        dawdler.start()
        try:
            others_are_served(site)
        finally:
            ended.set()
            dawdler.join()


@pytest.mark.parametrize("address", [TRIBUTE, "/admin/login/", "/records/1/", "/nowhere/"])
def test_clients_who_announce_a_body_and_never_send_it_keep_nobody_waiting(site: Site, address: str) -> None:
    form = [*(f"{name}: {value}" for name, value in FROM_THE_PAGE.items()), "Content-Length: 1000"]
    form += ["Content-Type: application/x-www-form-urlencoded", "", ""]
    with connections(site, head("POST", address, *form)):
        others_are_served(site)


@pytest.mark.parametrize("more", [[], ["Range: bytes=0-"]], ids=["the whole", "a part"])
def test_clients_who_do_not_read_their_answers_keep_nobody_waiting(site: Site, more: list[str]) -> None:
    picture = site.var / "media" / "images" / "large.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"0" * PICTURE_BYTES)
    show = "from records.models import ShownPicture as S; S.objects.create(record_id=1, name='large.png')"
    site.manage("shell", "--command", show)
    with connections(site, head("GET", "/media/images/large.png", *more, "", ""), receive=4096) as slow:
        for one in slow:
            one.recv(1)  # the answer has begun
        others_are_served(site)
