"""The nginx configuration that the operator's guide goes with, in a real nginx before a real site."""

import os
import pwd
import secrets
import shutil
import socket
import sqlite3
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from records.http.purging import CachesInFront, sweep
from tests.faults.browsing import LOST, TRIBUTE, Answer, Connection, Visitor
from tests.faults.serving import Site, free_port, prepare, wait_until
from tests.nginx import DEPLOY, HOST, Nginx

pytestmark = pytest.mark.slow

PAGE = "/records/1/"
TITLE = "彭李街道工委先进事迹材料"
SHOWING_IT = [
    PAGE,
    "/zh-hant/records/1/",
    "/zh-hant/elder/records/1/",
    "/records/1.json",
    "/records/1.md",
    "/api/v1/records/1/",
    "/api/v1/records/",
    "/",
    "/years/2011/",
    "/feed/",
]
ENCODINGS = ("identity", "gzip", "br")
BEHIND_NGINX = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.1"}


class TLSConnection(HTTPSConnection):
    """Names the site's host to nginx, wherever that listens."""

    def __init__(self, port: int, context: ssl.SSLContext, address: str, name: str) -> None:
        super().__init__("127.0.0.1", port, timeout=60, context=context)
        self.tls, self.address, self.name = context, address, name

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), 60, (self.address, 0))
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.name)


class Browser(Connection):
    """Speaks TLS to nginx, from an address of its own."""

    def __init__(self, nginx: Nginx, address: str = "127.0.0.1", name: str = HOST) -> None:
        trusted = ssl.create_default_context(cafile=str(nginx.certificate))
        self.http = TLSConnection(nginx.encrypted, trusted, address, name)

    def ask(self, method: str, address: str, headers: dict[str, str]) -> Answer:
        return super().ask(method, address, {"Host": HOST} | headers)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("prepared") / "var"
    prepare(var)
    return var


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    with serving(prepared, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves the tests that change nothing."""
    with serving(prepared, tmp_path_factory.mktemp("shared")) as made:
        yield made


@contextmanager
def serving(prepared: Path, folder: Path) -> Iterator[Site]:
    """Starts the site as in the operator's guide behind nginx, with a limit that an address's second visitor meets."""
    var = shutil.copytree(prepared, folder / "var")
    # As after any earlier run: nothing is swept again, once it has started.
    CachesInFront(folder / "kept", "", var / "purged_edition").write_note(edition(var))
    made = Site(
        var,
        SITE_URL=f"https://{HOST}",
        PROXY_HOPS="1",
        TRIBUTES_PER_NETWORK="1",
        NGINX_CACHE=str(folder / "kept"),
    )
    (folder / "kept").mkdir()
    try:
        made.start()
        yield made
    finally:
        made.end()


def edition(var: Path) -> int:
    with closing(sqlite3.connect(var / "db.sqlite3")) as rows:
        return int(rows.execute("SELECT number FROM records_edition").fetchone()[0])


def is_settled(site: Site) -> bool:
    """Tells whether the site says that nothing of before the last change is kept, and nothing will be swept again."""
    with Connection(site.port) as connection:
        report = connection.get("/readyz", Host=HOST).body.decode()
    return "前面的缓存：已清空\n" in report


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[Nginx]:
    yield from started(Nginx(tmp_path, site.port))


@pytest.fixture(scope="module")
def shared(shared_site: Site) -> Iterator[Nginx]:
    """Stands before the shared site."""
    yield from started(Nginx(shared_site.var.parent, shared_site.port))


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Nginx]:
    """Starts it before a site that is down."""
    yield from started(Nginx(tmp_path, free_port()))


def started(made: Nginx) -> Iterator[Nginx]:
    made.make_certificate()
    made.start()
    yield made
    made.end()


def test_nginx_accepts_it_without_a_warning(shared: Nginx) -> None:
    done = shared.check()
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_page_comes_through_as_the_site_gives_it(shared: Nginx, shared_site: Site) -> None:
    with Browser(shared) as browser, Connection(shared_site.port) as behind:
        page = browser.get(PAGE)
        given = behind.get(PAGE, **BEHIND_NGINX)
    assert page.status == given.status == 200
    assert page.body == given.body
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "Cache-Control", "ETag"):
        assert name in given.headers
        assert page.headers[name] == given.headers[name]


@pytest.mark.parametrize(
    "address",
    ["/search/?q=" + "%E5%BD%AD" * 330, f"{PAGE}?x={'a' * 3_000}", f"{PAGE}?x={'a' * 7_900}"],
    ids=["search", "long", "longest"],
)
def test_long_address_is_answered(shared: Nginx, address: str) -> None:
    with Browser(shared) as browser:
        assert browser.get(address).status == 200


def test_page_is_compressed(shared: Nginx) -> None:
    with Browser(shared) as browser:
        browser.get(PAGE)
        for encoding in ("br", "gzip", "br"):
            page = browser.get(PAGE, **{"Accept-Encoding": encoding})
            assert page.headers["Content-Encoding"] == encoding


def test_unencrypted_visit_is_sent_on(shared: Nginx) -> None:
    with Connection(shared.plain) as connection:
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
        elsewhere.execute("UPDATE records_recipient SET name = '别处改过的标题'")
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


def test_staff_pages_are_never_kept(shared: Nginx) -> None:
    with Browser(shared) as browser:
        forms = [browser.get("/admin/login/") for _ in range(2)]
    assert {form.status for form in forms} == {200}
    cookies = [form.headers["Set-Cookie"] for form in forms]
    assert cookies[0] != cookies[1]


def test_two_members_of_staff_do_not_wait_for_each_others_pages(shared: Nginx) -> None:
    with Browser(shared) as browser:
        assert "X-Cache" not in browser.get("/admin/login/").headers


# --- What is gone stays gone ----------------------------------------------------------------------


def read_all(nginx: Nginx) -> dict[tuple[str, str], bytes]:
    """Reads everything that shows the record, in each encoding, until nginx keeps it."""
    with Browser(nginx) as browser:
        for address in SHOWING_IT:
            assert TITLE[:4] in browser.get(address).body.decode(), address
        return {
            (address, encoding): browser.get(address, **{"Accept-Encoding": encoding}).body
            for address in SHOWING_IT
            for encoding in ENCODINGS
        }


def still_shown(nginx: Nginx, before: dict[tuple[str, str], bytes]) -> list[tuple[str, str]]:
    with Browser(nginx) as browser:
        return [
            (address, encoding)
            for (address, encoding), body in before.items()
            if browser.get(address, **{"Accept-Encoding": encoding}).body == body
        ]


def assert_gone(nginx: Nginx, before: dict[tuple[str, str], bytes]) -> None:
    """Asserts that nothing read before is shown any longer: within the second of an open file, and after a restart."""
    wait_until(lambda: not still_shown(nginx, before))
    nginx.end()
    nginx.start()
    assert still_shown(nginx, before) == []


def withdraw(site: Site) -> None:
    """Withdraws the record in the admin, as an editor does."""
    made = site.manage(
        "shell",
        "-c",
        "from django.contrib.auth import get_user_model\n"
        "from django.test import Client\n"
        "browser = Client()\n"
        "browser.force_login(get_user_model().objects.create_superuser('editor'))\n"
        "print('session', browser.cookies['__Host-staff_session'].value)",
    )
    assert made.returncode == 0, made.stderr
    session, token = made.stdout.split("session ")[1].strip(), secrets.token_hex(16)
    headers = BEHIND_NGINX | {
        "Cookie": f"__Host-staff_session={session}; __Host-csrftoken={token}",
        "X-CSRFToken": token,
        "Origin": f"https://{HOST}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with Connection(site.port) as editor, closing(sqlite3.connect(site.var / "db.sqlite3")) as rows:
        (revision,) = rows.execute("SELECT revision FROM records_record WHERE id = 1").fetchone()
        form = f"revision={revision}&reason=test".encode()
        editor.http.request("POST", "/admin/records/record/1/withdraw/", body=form, headers=headers)
        answer = editor.http.getresponse()
        assert answer.status == 302, answer.read().decode()
        answer.read()


def correct(site: Site) -> None:
    """Corrects the record by a command."""
    done = site.manage(
        "shell",
        "-c",
        "from records.models import Record\n"
        "from records.publishing import correct\n"
        "from records.publishing.versions import begin_version\n"
        "record = Record.objects.get(pk=1)\n"
        "begin_version(record)\n"
        "record.working.title = '改正后的标题'\n"
        "record.working.save()\n"
        "correct(record, by=None)",
    )
    assert done.returncode == 0, done.stderr


def test_withdrawn_record_is_gone_though_the_site_is_killed_at_once(nginx: Nginx, site: Site) -> None:
    before = read_all(nginx)
    withdraw(site)
    site.kill()
    assert_gone(nginx, before)


def test_withdrawn_record_is_gone_while_the_site_is_up(nginx: Nginx, site: Site) -> None:
    before = read_all(nginx)
    withdraw(site)
    wait_until(lambda: not still_shown(nginx, before))
    wait_until(lambda: is_settled(site))  # not swept again
    with Browser(nginx) as browser:
        assert browser.get(PAGE).status == 410
        site.kill()
        wait_until(lambda: browser.get(PAGE).headers.get("X-Cache") == "STALE")
        assert browser.get(PAGE).status == 410, "nginx keeps what the site last said"


def test_corrected_text_is_gone_though_the_site_is_killed_at_once(nginx: Nginx, site: Site) -> None:
    before = read_all(nginx)
    correct(site)
    site.kill()
    assert_gone(nginx, before)


def test_text_corrected_while_the_site_is_down_is_gone(nginx: Nginx, site: Site) -> None:
    before = read_all(nginx)
    site.stop()
    correct(site)
    assert_gone(nginx, before)


def test_name_changed_by_hand_while_the_site_is_down_is_gone_as_it_starts(nginx: Nginx, site: Site) -> None:
    read = read_all(nginx)
    # A list may name the record by its recipient: then it stays as it was.
    before = {key: body for key, body in read.items() if TITLE in read[key[0], "identity"].decode()}
    assert {address for address, _ in before} >= {PAGE, "/records/1.json", "/records/1.md"}
    site.stop()
    with closing(sqlite3.connect(site.var / "db.sqlite3")) as by_hand:
        by_hand.execute("UPDATE records_recipient SET name = '手工改正的名称', short_name = '手工改正'")
        by_hand.commit()
    site.start()
    assert_gone(nginx, before)


@contextmanager
def acting_as(user: pwd.struct_passwd) -> Iterator[None]:
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(user.pw_gid)
    os.seteuid(user.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def test_sites_user_may_sweep_what_nginx_keeps_as_another_user(site: Site) -> None:
    """Tries the folder as the guide has it made: nginx's own, and its group the site's."""
    if os.geteuid() != 0:
        pytest.skip("runs as root, who may become either user")
    nginx_user, sites_user = pwd.getpwnam("www-data"), pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Nginx(folder, site.port, user=nginx_user.pw_name)
        made.kept.chmod(0o2770)
        os.chown(made.kept, nginx_user.pw_uid, sites_user.pw_gid)
        running = started(made)
        nginx = next(running)
        with Browser(nginx) as browser:
            browser.get(PAGE)
        wait_until(lambda: any(made.kept.iterdir()))
        assert {file.stat().st_uid for file in made.kept.iterdir()} == {nginx_user.pw_uid}
        with acting_as(sites_user):
            sweep(made.kept)
        assert list(made.kept.iterdir()) == []
        next(running, None)


# --- One copy for all -----------------------------------------------------------------------------


def test_browsers_that_name_encodings_differently_share_one_copy(nginx: Nginx, site: Site) -> None:
    with Browser(nginx) as browser:
        browser.get(PAGE, **{"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"})
        site.kill()
        for accepted in ("br", "gzip;q=0.8,br;q=1.0"):
            answer = browser.get(PAGE, **{"Accept-Encoding": accepted, "Accept": "*/*"})
            assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
        assert browser.get(PAGE, **{"Accept-Encoding": "gzip, br;q=0"}).status == 502


def test_program_that_wants_a_file_is_sent_to_it_though_the_page_is_kept(shared: Nginx) -> None:
    with Browser(shared) as browser:
        browser.get(PAGE)
        for accepted in ("application/ld+json", "text/markdown"):
            assert browser.get(PAGE, Accept=accepted).status == 303
        assert browser.get(PAGE).status == 200


def test_everything_public_comes_compressed_from_the_site(shared: Nginx) -> None:
    others = [
        "/sitemap.xml",
        "/sitemap-records.xml",
        "/search/?q=%E5%BD%AD%E6%9D%8E",
        "/nowhere/",
    ]
    with Browser(shared) as browser:
        for address in [*SHOWING_IT, *others]:
            for encoding in ("br", "gzip"):
                answer = browser.get(address, **{"Accept-Encoding": encoding})
                assert len(answer.body) < 500 or answer.headers["Content-Encoding"] == encoding, address


def test_page_with_secrets_goes_out_uncompressed(shared: Nginx) -> None:
    with Browser(shared) as browser:
        form = browser.get("/admin/login/", **{"Accept-Encoding": "gzip, br"})
    assert "csrfmiddlewaretoken" in form.body.decode()


# --- nginx's own answers --------------------------------------------------------------------------


def test_page_never_read_before_says_in_chinese_that_the_site_is_down(nginx: Nginx, site: Site) -> None:
    with Connection(site.port) as behind:
        of_the_site = behind.get("/livez", **BEHIND_NGINX).headers
    site.kill()
    with Browser(nginx) as browser:
        answer = browser.get(PAGE)
        stylesheet = browser.get("/errors/errors.css")
    assert answer.status == 502
    assert "网站暂时打不开" in answer.body.decode()
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert stylesheet.headers["Content-Type"] == "text/css; charset=utf-8"
    of_each_answer = {"content-length", "content-type", "date", "server", "expires", "cache-control", "vary"}
    for name in {name.lower() for name in of_the_site} - of_each_answer:
        assert answer.headers[name] == of_the_site[name], name


def test_script_is_told_in_its_own_form_that_the_site_is_down(alone: Nginx) -> None:
    with Browser(alone) as browser:
        answer = browser.pay(Visitor())
    assert answer.status == 502
    assert "请稍后再试" in answer.json["error"]


def test_upload_that_is_too_large_is_refused_in_chinese(alone: Nginx) -> None:
    with Browser(alone) as browser:
        answer = browser.ask("POST", "/admin/records/import/", {"Content-Length": str(200 * 1024**2)})
    assert answer.status == 413
    assert "文件太大" in answer.body.decode()


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "words"),
    [
        ("TRACE", PAGE, {}, 405, "看不懂这个请求"),
        ("CONNECT", PAGE, {}, 405, "看不懂这个请求"),
        ("POST", PAGE, {"Transfer-Encoding": "foo"}, 501, "看不懂这个请求"),
        ("POST", "/errors/errors.css", {"Content-Length": "0"}, 405, "看不懂这个请求"),
        ("GET", "/errors/", {}, 403, "没有这一页"),
        ("GET", "/errors/nope", {}, 404, "没有这一页"),
    ],
)
def test_what_nginx_itself_refuses_is_refused_in_chinese_with_the_sites_headers(
    alone: Nginx, method: str, address: str, headers: dict[str, str], status: int, words: str
) -> None:
    with Browser(alone) as browser:
        answer = browser.ask(method, address, headers)
    assert answer.status == status
    assert words in answer.body.decode()
    assert "Content-Security-Policy" in answer.headers
    assert "Strict-Transport-Security" in answer.headers


def test_what_the_site_refuses_keeps_its_own_page(shared: Nginx, shared_site: Site) -> None:
    with Browser(shared) as browser, Connection(shared_site.port) as behind:
        for method, address in (("GET", "/nowhere/"), ("PUT", "/search/"), ("GET", "/records/1/tribute/x")):
            through = browser.ask(method, address, {"Content-Length": "0"})
            given = behind.ask(method, address, BEHIND_NGINX | {"Content-Length": "0"})
            assert (through.status, through.body) == (given.status, given.body)
            assert through.status in (403, 404, 405)


def test_nobody_learns_the_version_of_nginx(alone: Nginx) -> None:
    with Browser(alone) as browser:
        assert browser.get(PAGE).headers["Server"] == "nginx"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_refused(alone: Nginx) -> None:
    browser = Browser(alone)
    old = browser.http.tls  # type: ignore[attr-defined]
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        browser.get(PAGE)


def test_unknown_host_gets_no_answer(alone: Nginx) -> None:
    with Connection(alone.plain) as plain, pytest.raises(LOST):
        plain.get(PAGE, Host="elsewhere.example")
    with Browser(alone, name="elsewhere.example") as encrypted, pytest.raises(ssl.SSLError):
        encrypted.get(PAGE)
    with Browser(alone) as smuggling, pytest.raises(LOST):
        smuggling.get(PAGE, Host="elsewhere.example")


# --- Bounds ---------------------------------------------------------------------------------------


def statuses(browser: Connection, address: str, times: int) -> list[int]:
    return [browser.ask("POST", address, {"Content-Length": "0"}).status for _ in range(times)]


def test_guessing_of_passwords_is_slowed_down_for_one_address(alone: Nginx) -> None:
    """The site is down, so that each request is as quick as can be: those that pass get a 502."""
    with Browser(alone) as browser, Browser(alone, "127.0.0.2") as another:
        assert statuses(browser, "/admin/login/", 20) == [502] * 20, "a whole office may sign in"
        wait_until(lambda: statuses(browser, "/admin/login/", 1) == [429])
        refused = browser.ask("POST", "/admin/login/", {"Content-Length": "0"})
        assert "请稍等再试" in refused.body.decode()
        assert refused.headers["Retry-After"] == "10"
        assert another.ask("POST", "/admin/login/", {"Content-Length": "0"}).status == 502
        assert browser.get("/admin/login/").status == 502, "reading is not bounded"


def test_tributes_and_other_posts_have_wider_limits_of_their_own(alone: Nginx) -> None:
    with Browser(alone) as browser:
        for address, times in ((TRIBUTE, 300), ("/admin/records/record/1/change/", 150)):
            assert set(statuses(browser, address, times)) == {502}


# --- Behind a CDN ---------------------------------------------------------------------------------

CDN = "127.0.0.5"


@pytest.fixture
def behind_cdn(nginx: Nginx) -> Nginx:
    """Puts the guide's file in place, with the CDN's address in it."""
    text = (DEPLOY / "nginx-cdn.conf").read_text(encoding="utf-8")
    (nginx.folder / "honors-cdn.conf").write_text(text.replace("203.0.113.0/24", CDN), encoding="utf-8")
    nginx.end()
    nginx.start()
    return nginx


def test_visitors_behind_the_cdn_are_told_apart(behind_cdn: Nginx) -> None:
    def paid_from(address: str) -> int:
        with Browser(behind_cdn, CDN) as cdn:
            claimed = {"X-Forwarded-For": f"198.51.100.7, {address}"}
            return cdn.ask("POST", TRIBUTE, Visitor().headers() | claimed).status

    assert [paid_from(f"203.0.113.{last}") for last in (1, 1, 2)] == [201, 429, 201]


def test_nobody_comes_around_the_cdn(behind_cdn: Nginx) -> None:
    with Browser(behind_cdn) as browser, pytest.raises(LOST):
        browser.get(PAGE, **{"X-Forwarded-For": "203.0.113.1"})
