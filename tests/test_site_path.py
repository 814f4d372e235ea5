"""A site whose SITE_URL carries a path, as an operator runs it: a real process, found by its own links alone."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.faults.browsing import FROM_THE_PAGE, Answer, Connection
from tests.faults.serving import Site, free_port, prepare
from tests.nginx import DEPLOY, HOST, Nginx
from tests.processes import run
from tests.test_nginx import Browser

pytestmark = pytest.mark.slow

BELOW = "/honors"
LINK = re.compile(r'(?:href|src|action|data-suggest|data-aloud|srcset|content)="([^"\s]+)"')
IN_XML = re.compile(r"<(?:loc|id)>([^<]+)</|href=\"([^\"]+)\"|template=\"([^\"]+)")
IN_JSON = re.compile(r'"(https?://[^"]+)"')


# A text with a picture and links as an editor writes them, wherever the site lies.
WRITE_A_TEXT = """
from io import BytesIO
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from records.admin.images import store_picture
from records.models import Measure, Record
from records.publishing import correct
from records.publishing.versions import begin_version
drawn = BytesIO()
Image.new("RGB", (40, 30)).save(drawn, "PNG")
picture = store_picture(SimpleUploadedFile("drawn.png", drawn.getvalue())).in_texts
record = Record.objects.get(pk=1)
begin_version(record)
first = Measure.objects.filter(section__version=record.working, section__number=1, number=1)
first.update(text=f"![图]({picture}) [本页](/records/1/) [门户](/news/)")
correct(record, by=None)
print(picture)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("prepared") / "var"
    prepare(var)
    written = run(var, "manage.py", "shell", "-c", WRITE_A_TEXT)
    assert "\n/media/images/" in written.stdout, written.stderr
    return var


@pytest.fixture(scope="module")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(shutil.copytree(prepared, tmp_path_factory.mktemp("below") / "var"))
    made.chosen["SITE_URL"] = f"{made.address}{BELOW}"
    yield from started(made)


def started(made: Site) -> Iterator[Site]:
    try:
        made.start()
        yield made
    finally:
        made.end()


def get(site: Site, address: str, **headers: str) -> Answer:
    with Connection(site.port) as connection:
        return connection.get(in_ascii(address), **headers)


def in_ascii(address: str) -> str:
    return quote(address, safe="/?&=%+~:,-._")


def links_of(answer: Answer) -> set[str]:
    """Returns what the answer names as an address, by the form that it has."""
    kind, text = answer.headers.get("Content-Type", ""), answer.body.decode("utf-8", "replace")
    if "html" in kind:
        return {unescape(link) for link in LINK.findall(text) if link.startswith(("/", "http", "?"))}
    if "xml" in kind:
        links = {
            unescape(link) for found in IN_XML.findall(text) for link in found if link.startswith("http")
        }
        return {link.replace("{searchTerms}", "彭李") for link in links}
    if "json" in kind and b'"openapi"' not in answer.body:  # which names none, but how they are made
        return set(IN_JSON.findall(text))
    return set(re.findall(r"https?://\S+", text)) if text.startswith("User-agent") else set()


def crawl(ask: Callable[[str], Answer], origin: str) -> dict[str, Answer]:
    """Returns every answer that is found from the home page on, by its path and query."""
    home = f"{BELOW}/"
    waiting = [home, *(home + other for other in ("sitemap.xml", "robots.txt", "api/v1/openapi.json"))]
    met, answers = set(waiting), {}
    while waiting:
        address = waiting.pop()
        answers[address] = answer = ask(in_ascii(address))
        for link in links_of(answer):
            there = urlsplit(urljoin(f"{origin}{address}", link))
            target = there.path + (f"?{there.query}" if there.query else "")
            # Other hosts are the registers of the police and the ministry, schema.org.
            if f"{there.scheme}://{there.netloc}" == origin and target not in met:
                met.add(target)
                waiting.append(target)
    return answers


@pytest.fixture(scope="module")
def crawled(site: Site) -> dict[str, Answer]:
    return crawl(lambda address: get(site, address), site.address)


# Forms that are not sent blank, or not by GET.
ONLY_SENT = re.compile(r"/honors/(records/\d+/tribute/(withdraw/)?(\?.*)?|api/v1/search/)")


def test_every_link_leads_below_the_path(crawled: dict[str, Answer]) -> None:
    assert len(crawled) > 60
    # The portal's own page, which an editor has named.
    assert {address for address in crawled if not address.startswith(f"{BELOW}/")} == {"/news/"}


def test_every_link_is_answered(crawled: dict[str, Answer]) -> None:
    assert unanswered(crawled) == {"/news/": 404}


def unanswered(crawled: dict[str, Answer]) -> dict[str, int]:
    failed = {address: answer.status for address, answer in crawled.items() if answer.status != 200}
    return {address: status for address, status in failed.items() if not ONLY_SENT.fullmatch(address)}


def test_picture_in_a_text_is_shown(crawled: dict[str, Answer]) -> None:
    (picture,) = re.findall(
        r'src="(/honors/media/images/\w+\.webp)"', crawled["/honors/records/1/"].body.decode()
    )
    assert crawled[picture].headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    "address",
    [
        "/honors/zh-hant/elder/records/1/",
        "/honors/records/1.jsonld",
        "/honors/feed/",
        "/honors/sitemap-records.xml",
        "/honors/api/v1/records/1/",
        "/honors/search/suggest/",
        "/honors/opensearch.xml",
        "/honors/categories/1/feed/",
    ],
)
def test_each_kind_of_address_is_found_by_links(crawled: dict[str, Answer], address: str) -> None:
    assert address in crawled


def test_addresses_beside_the_path_are_not_the_sites(site: Site) -> None:
    answer = get(site, "/records/1/")
    assert answer.status == 404
    assert f"{site.address}{BELOW}/" in answer.body.decode()


def test_path_without_its_last_slash_leads_on(site: Site) -> None:
    answer = get(site, BELOW)
    assert (answer.status, answer.headers["Location"]) == (301, "/honors/")


def test_machine_asks_for_its_health_without_the_path(site: Site) -> None:
    assert get(site, "/livez").status == 200
    assert get(site, "/honors/readyz").status == 200


def test_page_comes_from_memory_under_its_address_with_the_path(site: Site) -> None:
    first = get(site, "/honors/records/1/")
    tag = first.headers["ETag"]
    assert get(site, "/honors/records/1/", **{"If-None-Match": tag}).status == 304
    redirected = get(site, "/honors/records/1/", Accept="application/json")
    assert (redirected.status, redirected.headers["Location"]) == (303, "/honors/records/1.json")


def test_missing_slash_is_added_below_the_path(site: Site) -> None:
    answer = get(site, "/honors/records/1")
    assert (answer.status, answer.headers["Location"]) == (301, "/honors/records/1/")


def test_cookie_of_a_tribute_stays_below_the_path(site: Site) -> None:
    with Connection(site.port) as connection:
        answer = connection.ask("POST", "/honors/records/1/tribute/", FROM_THE_PAGE)
    assert answer.status == 201
    assert "Path=/honors/;" in answer.headers["Set-Cookie"]


def test_description_of_the_interface_names_addresses_that_answer(site: Site) -> None:
    described = json.loads(get(site, "/honors/api/v1/openapi.json").body)
    (server,) = described["servers"]
    for path in described["paths"]:
        address = server["url"] + path.format(record_id=1, recipient_id=1, commendation_id=1) + "?q=彭李"
        assert get(site, address.removeprefix(site.address)).status == 200, address


def test_copy_of_the_pages_opens_from_a_disk(site: Site, tmp_path: Path) -> None:
    done = site.manage("export_archive", str(tmp_path / "archive"))
    assert done.returncode == 0, done.stderr
    copy = tmp_path / "archive" / "site"
    award = (copy / "records" / "1" / "index.html").read_text(encoding="utf-8")
    (sheet,) = re.findall(r'rel="stylesheet" href="([^"]+)"', award)
    assert (copy / "records" / "1" / sheet).resolve().is_file()
    assert f'action="{site.address}{BELOW}/records/1/tribute/"' in award


def test_site_says_where_it_is_when_it_starts(site: Site) -> None:
    assert f"网站已启动：{site.address}{BELOW}/" in site.log.read_text(encoding="utf-8")


# --- Behind nginx -----------------------------------------------------------------------------------

PORTAL = """
server {{
    listen 127.0.0.1:{port};
    server_name {host};
    {location}
}}
"""


class Portal(Nginx):
    """The site's own nginx, and in front of it that of a portal, which hands a path of its host on."""

    def __init__(self, folder: Path, site_port: int) -> None:
        self.port = free_port()
        super().__init__(folder, site_port)
        shutil.copy(DEPLOY / "nginx-path.conf", folder / "honors-path.conf")

    def placed(self, text: str) -> str:
        location = (DEPLOY / "nginx-portal.conf").read_text(encoding="utf-8")
        location = location.replace("203.0.113.8", f"127.0.0.1:{self.encrypted}")
        return super().placed(text) + PORTAL.format(port=self.port, host=HOST, location=location)


@pytest.fixture(scope="module")
def portal(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    made = Site(shutil.copytree(prepared, folder / "var"), SITE_URL=f"https://{HOST}{BELOW}", PROXY_HOPS="1")
    for site in started(made):
        nginx = Portal(folder, site.port)
        nginx.make_certificate()
        nginx.start()
        yield nginx
        nginx.end()


def test_nginx_hands_every_page_on_below_the_path(portal: Portal) -> None:
    with Browser(portal) as browser:
        found = crawl(browser.get, f"https://{HOST}")
    assert len(found) > 60
    assert unanswered(found) == {"/news/": 404}


def test_portal_hands_the_path_on_as_it_is(portal: Portal) -> None:
    with Connection(portal.port) as visitor:
        page = visitor.get("/honors/records/1/", Host=HOST)
        assert visitor.get("/honors", Host=HOST).headers["Location"].endswith("/honors/")
    assert page.status == 200
    assert "Strict-Transport-Security" not in page.headers


def test_tribute_over_https_is_kept_in_a_cookie_below_the_path(portal: Portal) -> None:
    with Browser(portal) as browser:
        answer = browser.ask("POST", "/honors/records/1/tribute/", FROM_THE_PAGE)
    assert answer.status == 201
    assert answer.headers["Set-Cookie"].startswith("__Secure-visitor=")
    assert "Path=/honors/;" in answer.headers["Set-Cookie"]


def test_nginxs_own_page_leads_below_the_path(portal: Portal) -> None:
    with Browser(portal) as browser:
        refused = browser.ask("POST", "/honors/admin/", {"Content-Length": str(200 * 1024**2)})
        (sheet,) = re.findall(r'rel="stylesheet" href="([^"]+)"', refused.body.decode())
        assert refused.status == 413
        assert sheet == "/honors/errors/errors.css"
        assert browser.get(sheet).status == 200


# --- In a browser -----------------------------------------------------------------------------------


@pytest.fixture
def reader(browser: Chromium, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert refused == []


def test_tribute_is_paid_and_taken_back(reader: Page) -> None:
    reader.goto("/honors/records/1/")
    reader.get_by_role("button", name="致敬", exact=True).click()
    expect(reader.locator(".tribute-status")).to_contain_text("感谢您的致敬")
    reader.get_by_role("button", name="撤回").click()
    expect(reader.locator(".tribute-status")).to_contain_text("已撤回您的致敬")


def test_search_completes_what_is_typed(reader: Page) -> None:
    reader.goto("/honors/search/")
    with reader.expect_response(lambda answer: "/honors/search/suggest/" in answer.url) as answered:
        reader.locator("[name=q]").press_sequentially("彭李")
    assert answered.value.json()["suggestions"]


def test_staff_sign_in_and_open_a_record(reader: Page, site: Site) -> None:
    made = site.manage(
        "shell",
        "-c",
        "from django.contrib.auth.models import User; "
        "User.objects.create_superuser('operator', password='a-long-passphrase-of-ours')",
    )
    assert made.returncode == 0, made.stderr
    reader.goto("/honors/admin/")
    reader.get_by_label("用户名").fill("operator")
    reader.get_by_label("密码").fill("a-long-passphrase-of-ours")
    reader.get_by_role("button", name="登录").click()
    reader.goto("/honors/admin/records/record/1/change/")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    assert {cookie["path"] for cookie in reader.context.cookies()} == {"/honors/"}
