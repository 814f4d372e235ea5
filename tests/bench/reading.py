"""Measures a first visit as a reader has it: a slow phone on a slow network, with nothing kept from before."""

import re
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench import servers
from tests.bench.figures import Figure
from tests.bench.plan import Plan
from tests.conftest import CHROMIUM_FLAGS, chromium_path

PART = "reading"
AWARD_PAGE = "/records/1/"
SLOWER = 4  # times, the processor of a cheap phone
BITS_PER_SECOND, LATENCY_MS = 1_600_000, 150
# Notes the largest paint, and each task of more than 50 ms: the time beyond those counts once something is seen.
WATCH = """
  window.painted = 0; window.tasks = []; window.seen = Infinity;
  new PerformanceObserver((list) => { for (const { name, startTime } of list.getEntries())
      if (name === "first-contentful-paint") window.seen = startTime; })
    .observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => { for (const { startTime } of list.getEntries()) window.painted = startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries()))
    .observe({ type: "longtask", buffered: true });
"""
BLOCKED = """window.tasks.filter(({ startTime }) => startTime >= window.seen)
  .reduce((sum, { duration }) => sum + duration - 50, 0)"""
FIRST_FILES = re.compile(r'<(?:link rel="(?:icon|stylesheet)" href|script src|img src)="([^"]+)"')


def measure(plan: Plan) -> Iterator[Figure]:
    var = plan.folder / "reading"
    var.mkdir()
    servers.prepare(var)
    servers.manage(var, "seed")
    with servers.site(var) as ours, sync_playwright() as playwright:
        yield weight(ours)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        visits = [visit(browser, ours + AWARD_PAGE) for _ in range(plan.runs)]
        browser.close()
    painted, blocked = zip(*visits, strict=True)
    slow = f"处理器慢 {SLOWER} 倍，1.6 Mbit/s，往返 {LATENCY_MS} 毫秒"
    told = f"{slow}；{plan.runs} 次的中位数，最慢 {max(painted):.0f} 毫秒"
    yield Figure(PART, "初次打开表彰记录页，最大内容画出", median(painted) / 1000, " s", told, most=1.2)
    yield Figure(PART, "同时，脚本占住页面的时间", max(blocked), " ms", "各次中最长的一次", most=0)


def weight(site: str) -> Figure:
    """Returns the bytes that a first visit fetches, as sent."""
    _, html = servers.get(site + AWARD_PAGE)
    files = dict.fromkeys(FIRST_FILES.findall(html.decode()))
    sizes = [len(servers.get(site + address, Accept_Encoding="br")[1]) for address in [AWARD_PAGE, *files]]
    told = f"{len(sizes)} 次请求；网页 {sizes[0]:,} 字节，样式、脚本和图标 {sum(sizes[1:]):,}（br 压缩后）"
    return Figure(PART, "初次打开表彰记录页，全部内容", sum(sizes) / 1000, " KB", told, most=14.6)


def visit(browser: Browser, address: str) -> tuple[float, float]:
    """Returns milliseconds to the largest paint, and how long scripts held the page up; nothing kept from before."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    rate = BITS_PER_SECOND / 8
    network = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    painted, blocked = page.evaluate("window.painted"), page.evaluate(BLOCKED)
    context.close()
    return painted, blocked
