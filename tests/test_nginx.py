"""The nginx configuration that the operator's guide goes with, in a real nginx before a real site."""

import os
import re
import shutil
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from tests.faults.browsing import TRIBUTE, Answer, Connection, Visitor
from tests.faults.serving import Site, free_port, is_listening, prepare, wait_until
from tests.lacking import program
from tests.processes import ROOT

pytestmark = pytest.mark.slow

HOST = "honors.example"
PAGE = "/records/1/"
CONFIGURATION = ROOT / "honors_site" / "deploy" / "nginx.conf"
NGINX_CONF = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    {temporary}
    {configuration}
}}
"""


class Nginx:
    """Runs the operator's configuration; only ports and places in the file system differ."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        self.encrypted, self.plain = free_port(), free_port()
        self.certificate = folder / "fullchain.pem"
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(self.wrapped(), encoding="utf-8")
        self.command = [program("nginx", "nginx"), "-p", str(folder), "-c", str(self.configuration)]
        self.process: subprocess.Popen[bytes] | None = None

    def wrapped(self) -> str:
        """Wraps the configuration as Debian's own nginx.conf does, in a folder of the test's."""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return NGINX_CONF.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=self.folder,
            temporary="\n    ".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds),
            configuration=self.placed(CONFIGURATION.read_text(encoding="utf-8")),
        )

    def placed(self, text: str) -> str:
        text = re.sub(r"listen \[::\]:.*;", "", text)  # not every machine has IPv6
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.encrypted}", text)
        text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.plain}", text)
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.site.port}")
        return re.sub(r"/(?:etc/ssl|var/cache/nginx)/(?:honors[\w.-]*/)?", f"{self.folder}/", text)

    def make_certificate(self) -> None:
        names = f"subjectAltName=DNS:{HOST},IP:127.0.0.1"
        key = self.folder / "privkey.pem"
        made = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        made += ["-subj", f"/CN={HOST}", "-addext", names, "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(made, check=True, capture_output=True)

    def check(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, check=False)

    def start(self) -> None:
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: is_listening(self.encrypted))

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


class Browser(Connection):
    """Speaks TLS to nginx, from an address of its own."""

    def __init__(self, nginx: Nginx, address: str = "127.0.0.1") -> None:
        trusted = ssl.create_default_context(cafile=str(nginx.certificate))
        self.http = HTTPSConnection(
            "127.0.0.1", nginx.encrypted, timeout=30, context=trusted, source_address=(address, 0)
        )

    def ask(self, method: str, address: str, headers: dict[str, str]) -> Answer:
        return super().ask(method, address, {"Host": HOST} | headers)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("prepared") / "var"
    prepare(var)
    return var


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    """Starts the site as in the operator's guide behind nginx, with a limit that an address's second visitor meets."""
    made = Site(
        shutil.copytree(prepared, tmp_path / "var"),
        SITE_URL=f"https://{HOST}",
        PROXY_HOPS="1",
        TRIBUTES_PER_NETWORK="1",
    )
    try:
        made.start()
        yield made
    finally:
        made.end()


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[Nginx]:
    made = Nginx(tmp_path, site)
    made.make_certificate()
    made.start()
    yield made
    made.end()


def test_nginx_accepts_it_without_a_warning(nginx: Nginx) -> None:
    done = nginx.check()
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_page_comes_through_as_the_site_gives_it(nginx: Nginx, site: Site) -> None:
    with Browser(nginx) as browser, Connection(site.port) as behind:
        page = browser.get(PAGE)
        given = behind.get(PAGE, Host=HOST, **{"X-Forwarded-Proto": "https"})
    assert page.status == given.status == 200
    assert page.body == given.body
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "Cache-Control", "ETag"):
        assert name in given.headers
        assert page.headers[name] == given.headers[name]


def test_page_is_compressed(nginx: Nginx) -> None:
    with Browser(nginx) as browser:
        browser.get(PAGE)
        for encoding in ("br", "gzip", "br"):
            page = browser.get(PAGE, **{"Accept-Encoding": encoding})
            assert page.headers["Content-Encoding"] == encoding


def test_unencrypted_visit_is_sent_on(nginx: Nginx) -> None:
    with Connection(nginx.plain) as connection:
        answer = connection.get(PAGE, Host=HOST)
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}{PAGE}"


def test_tributes_pass_and_each_is_told_its_own_answer(nginx: Nginx) -> None:
    one, other = Visitor(), Visitor()
    with Browser(nginx) as browser:
        first = browser.pay(one)
        assert (first.status, first.json) == (201, {"count": 1, "counted": True})
        assert "Secure" in first.headers["Set-Cookie"]
        assert browser.pay(one).json == {"count": 1, "counted": False}
    with Browser(nginx, "127.0.0.2") as browser:
        assert browser.pay(other).json == {"count": 2, "counted": True}
    assert one.cookie != other.cookie


def test_the_site_learns_the_clients_address_and_believes_no_claim_of_another(nginx: Nginx) -> None:
    claim = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    with Browser(nginx) as browser:
        assert browser.pay(Visitor()).status == 201
        assert browser.pay(Visitor()).status == 429
        assert browser.ask("POST", TRIBUTE, Visitor().headers() | claim).status == 429
    with Browser(nginx, "127.0.0.2") as another:
        assert another.pay(Visitor()).status == 201


def test_edit_shows_through_it(nginx: Nginx, site: Site) -> None:
    with Browser(nginx) as browser, closing(sqlite3.connect(site.var / "db.sqlite3")) as elsewhere:
        browser.get(PAGE)
        elsewhere.execute("UPDATE records_record SET title = '别处改过的标题'")
        elsewhere.commit()
        # The site promises a second and nginx adds one; the rest is for a busy machine that runs these tests.
        wait_until(lambda: "别处改过的标题" in browser.get(PAGE).body.decode(), seconds=5)


def test_page_read_before_is_still_served_while_the_site_is_down(nginx: Nginx, site: Site) -> None:
    with Browser(nginx) as browser:
        page, count = browser.get(PAGE), browser.get(TRIBUTE)
        site.stop()
        # Fresh for a second, and so out of date by now or soon.
        for address, read in ((PAGE, page), (TRIBUTE, count)):
            wait_until(lambda address=address: is_stale(browser.get(address)))  # type: ignore[misc]
            assert browser.get(address).body == read.body
        assert browser.pay(Visitor()).status in (502, 503, 504)


def is_stale(answer: Answer) -> bool:
    assert answer.status == 200
    return answer.headers["X-Cache"] == "STALE"


def test_staff_pages_are_never_kept(nginx: Nginx) -> None:
    with Browser(nginx) as browser:
        forms = [browser.get("/admin/login/") for _ in range(2)]
    assert {form.status for form in forms} == {200}
    cookies = [form.headers["Set-Cookie"] for form in forms]
    assert cookies[0] != cookies[1]
