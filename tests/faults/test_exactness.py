"""N is the number of visitors, however often and however impatiently each of them tried."""

import socket
from threading import Barrier

import pytest

from tests.faults import sized
from tests.faults.browsing import TRIBUTE, Connection, Visitor
from tests.faults.flood import each_on_a_connection, insist
from tests.faults.serving import Site, wait_until

CLIENTS = 50


def four_times(connection: Connection, visitor: Visitor) -> None:
    """The first answer lost, then twice as a browser that has its cookie, the last time on a page opened anew."""
    insist(connection, visitor)
    visitor.cookie = ""
    insist(connection, visitor)
    insist(connection, visitor)
    visitor.attempt = Visitor().attempt
    insist(connection, visitor)


def test_fifty_clients_whose_visitors_each_try_four_times_count_each_visitor_once(site: Site) -> None:
    visitors = [Visitor() for _ in range(CLIENTS * sized(20, 1000))]
    each_on_a_connection(site, visitors, four_times, CLIENTS)
    # A refusal on the way may have hidden that the first try was counted, but nothing counts twice.
    assert [visitor for visitor in visitors if sum(visitor.answers) > 1 or any(visitor.answers[1:])] == []
    assert site.counted() == len(visitors)


@pytest.mark.parametrize("known_by", ["cookie", "attempt"])
def test_one_visitor_in_fifty_requests_at_once_counts_one(site: Site, known_by: str) -> None:
    visitor = Visitor()
    if known_by == "cookie":
        with Connection(site.port) as connection:
            connection.pay(visitor)
            taken_back = connection.ask("POST", f"{TRIBUTE}withdraw/", visitor.headers())
        assert taken_back.json == {"count": 0, "withdrawn": True}
    fingers = [Visitor(visitor.attempt, visitor.cookie) for _ in range(CLIENTS)]
    together = Barrier(CLIENTS)

    def pay(connection: Connection, finger: Visitor) -> None:
        connection.get("/livez")  # the connection stands before all of them start
        together.wait()
        insist(connection, finger)

    each_on_a_connection(site, fingers, pay, CLIENTS)
    assert sum(finger.answers.count(True) for finger in fingers) == 1
    assert site.counted() == 1


def send_and_go_away(site: Site, visitor: Visitor) -> socket.socket:
    """Nobody reads the answer on the socket that is returned."""
    headers = {"Host": f"127.0.0.1:{site.port}"} | visitor.headers()
    lines = [f"POST {TRIBUTE} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    sent = socket.create_connection(("127.0.0.1", site.port))
    sent.sendall("\r\n".join(lines).encode())
    return sent


def test_an_answer_lost_on_the_way_and_the_tribute_tried_again_counts_one(site: Site) -> None:
    visitor = Visitor()
    with Connection(site.port) as connection:
        with send_and_go_away(site, visitor):
            wait_until(lambda: connection.get(TRIBUTE).json["count"] == 1)
        assert connection.pay(visitor).json == {"count": 1, "counted": False}


def test_visitors_who_hang_up_as_soon_as_they_have_asked_count_one_each(site: Site) -> None:
    visitors = [Visitor() for _ in range(sized(50, 1000))]
    for visitor in visitors:
        send_and_go_away(site, visitor).close()
    each_on_a_connection(site, visitors, insist)
    assert site.counted() == len(visitors)
