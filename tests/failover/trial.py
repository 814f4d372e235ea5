"""One fault of the primary under a flood of tributes, and what became of each visitor."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from tests.failover.cluster import PROBE_EVERY_SECONDS, WAIT_SECONDS, Cluster
from tests.failover.machines import Machine
from tests.failover.witnesses import DirectWriter, Reader, TimedFlood, looking_on
from tests.faults.browsing import Visitor
from tests.faults.flood import each_on_a_connection, insist
from tests.faults.serving import Site, wait_until

WARM_UP = TOLD_AFTERWARDS = 50  # visitors


@dataclass(frozen=True)
class Fault:
    name: str
    strike: Callable[[Machine], None]
    heal: Callable[[Machine], None]
    of: Callable[[Cluster], Machine] = Cluster.primary


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("killed", Machine.kill, Machine.start),
        Fault("frozen", Machine.freeze, Machine.wake),
        Fault("cut off", Machine.cut_off, Machine.plug_in),
        Fault("standby cut off", Machine.cut_off, Machine.plug_in, Cluster.synchronous_standby),
    )
}


@dataclass(frozen=True)
class Result:
    fault: str
    way: str
    machine: str
    acknowledged: int
    lost: int
    double: int
    split: int  # acknowledged by a machine itself, and not in the cluster
    totals_agree: bool
    seconds_to_writes: float
    seconds_to_whole: float
    pages_read: int
    pages_failed: int
    pages_kept: int
    slowest_page: float
    first_failure: str

    @property
    def is_good(self) -> bool:
        return self.totals_agree and not (self.lost or self.double or self.split or self.pages_failed)


def strike(cluster: Cluster, site: Site, fault: Fault, way: str) -> Result:
    wait_until(cluster.is_whole, WAIT_SECONDS)
    before = site.counted()
    struck_machine, primary = fault.of(cluster), cluster.primary()
    reader = Reader(site)
    writers = [DirectWriter(cluster.direct(machine)) for machine in cluster.machines]
    with looking_on(reader, *writers), TimedFlood(site, clients=4) as flood:
        flood.wait_for(WARM_UP)
        fault.strike(struck_machine)
        struck = time.monotonic()
        if struck_machine is primary:
            wait_until(lambda: is_led_by_another(cluster, primary), WAIT_SECONDS)
        flood.wait_for(TOLD_AFTERWARDS)
        fault.heal(struck_machine)
        wait_until(cluster.is_whole, WAIT_SECONDS)
        whole = time.monotonic() - struck
        flood.wait_for(TOLD_AFTERWARDS)
    lost = asked_again(site, flood.visitors)
    rows, totals_agree = ledger(site)
    return Result(
        fault=fault.name,
        way=way,
        machine=struck_machine.name,
        acknowledged=len(flood.acknowledged),
        lost=lost + max(0, before + len(flood.visitors) - rows),
        double=max(0, rows - before - len(flood.visitors)),
        split=not_in_cluster(cluster, writers),
        totals_agree=totals_agree,
        seconds_to_writes=round(flood.seconds_until_told_again(struck), 1),
        seconds_to_whole=round(whole, 1),
        pages_read=reader.read,
        pages_failed=len(reader.failed),
        pages_kept=reader.kept,
        slowest_page=round(reader.slowest, 2),
        first_failure=next(iter(reader.failed), ""),
    )


def is_led_by_another(cluster: Cluster, former: Machine) -> bool:
    time.sleep(PROBE_EVERY_SECONDS)
    try:
        return cluster.primary() is not former
    except StopIteration:
        return False


def asked_again(site: Site, visitors: list[Visitor]) -> int:
    """Lets each pay again. Returns how many were told that they are counted, and then that they had not been."""
    told = [visitor for visitor in visitors if visitor.answers]
    each_on_a_connection(site, visitors, insist)
    return sum(visitor.answers[-1] for visitor in told)


def ledger(site: Site) -> tuple[int, bool]:
    """Returns its rows, and whether each total agrees with them."""
    try:
        return site.counted(), True
    except AssertionError:
        site.manage("verify_tributes", "--repair")
        return site.counted(), False


def not_in_cluster(cluster: Cluster, writers: list[DirectWriter]) -> int:
    told = {token for writer in writers for token in writer.told}
    with psycopg.connect(cluster.direct(cluster.primary())) as connection:
        return len(told - {token for (token,) in connection.execute("SELECT token FROM direct_writes")})
