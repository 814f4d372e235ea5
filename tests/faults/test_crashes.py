"""The server is killed or told to stop in the middle of a flood."""

import random

from tests.faults import sized
from tests.faults.flood import Flood, nothing_is_lost_or_counted_twice
from tests.faults.serving import Site


def test_killed_server_has_lost_nobody_and_starts_again_without_repair(site: Site) -> None:
    visitors = []
    for _ in range(sized(2, 20)):
        with Flood(site) as flood:
            flood.wait_for(random.randrange(1, 400))
            site.kill()
        visitors += flood.visitors
        site.counted()  # by verify_tributes, before anything could repair it
        site.start()
    nothing_is_lost_or_counted_twice(site, visitors)


def test_server_told_to_stop_answers_whomever_it_has_counted(site: Site) -> None:
    with Flood(site, clients=16) as flood:
        flood.wait_for(300)
        assert site.stop() == 0
    assert site.counted() == len(flood.acknowledged)
    site.start()
    nothing_is_lost_or_counted_twice(site, flood.visitors)
