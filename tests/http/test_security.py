"""Rules for every request: headers, hosts, NULs, failures, the key, the client's address."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.templatetags.static import static
from django.test import Client, RequestFactory

from records.http.client_address import client_address
from tests.factories import make_record
from tests.processes import run, start
from tests.urls_failing import DETAIL

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def client(settings: Any) -> Client:
    """A visitor who is answered 500 instead of seeing the exception, on a site with one failing view."""
    settings.ROOT_URLCONF = "tests.urls_failing"
    return Client(raise_request_exception=False)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The output of the site's own log handler, in its own format."""
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    written = io.StringIO()
    # Not by setStream, which flushes the stream of before: another test may have closed it.
    before, handler.stream = handler.stream, written
    yield written
    handler.stream = before


# --- Headers --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/livez",
        "/readyz",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-records.xml",
        "/feed/",
        "/opensearch.xml",
        "/records/{record}.md",
        "{picture}",
        "{stylesheet}",
        "/admin/login/",
        "/no-such-page/",
    ],
)
def test_text_and_xml_say_that_they_are_utf_8(client: Client, address: str) -> None:
    names = {"record": make_record().pk, "picture": static("favicon.svg"), "stylesheet": static("site.css")}
    response = client.get(address.format(**names))
    assert re.fullmatch(r"[\w/+.-]+; charset=\"?utf-8\"?", response["Content-Type"])
    response.close()


def test_signing_out_empties_the_browsers_copies(admin_client: Client) -> None:
    assert admin_client.post("/admin/logout/")["Clear-Site-Data"] == '"cache"'


def test_what_staff_are_told_waits_in_no_cookie_and_on_no_public_page(
    admin_client: Client, admin_user: User, settings: Any
) -> None:
    chosen = {"action": "unlock", "_selected_action": [admin_user.pk]}
    assert admin_client.post("/admin/auth/user/", chosen).status_code == 302
    assert set(admin_client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    public = admin_client.get("/")
    assert not public.cookies
    assert "Cookie" not in public.headers.get("Vary", "")
    assert "已解除锁定" in admin_client.get("/admin/auth/user/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/records/1/tribute/", "/api/v1/records/", "/admin/"])
def test_nobody_is_shown_what_he_sent(client: Client, address: str) -> None:
    """TRACE would repeat headers that a script may not read."""
    assert client.trace(address).status_code in {302, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
@pytest.mark.parametrize(
    "address", ["/", "/records/{}/", "/records/{}.json", "/feed/", "/robots.txt", "/search/"]
)
def test_what_is_only_read_refuses_other_methods_by_name(address: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, address.format(make_record().pk))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/.git/config", "/var/secret_key", "/static/", "/media/", "/static/../manage.py"]
)
def test_neither_source_nor_state_nor_lists_of_files_are_served(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/opensearch.xml", 200),
        ("/robots.txt", 200),
        ("/livez", 200),
        ("/records/{record}/tribute/", 200),
        ("{stylesheet}", 200),
        ("/admin/login/", 200),
        ("/admin/", 302),
        ("/categories", 301),
        ("/?x=%00", 400),
        ("/no-such-page/", 404),
        ("/static/no-such-file.css", 404),
        ("/fail/", 500),
        ("/fail/for-want-of-a-database/", 503),
    ],
)
def test_every_kind_of_answer_carries_the_security_headers(client: Client, address: str, status: int) -> None:
    response = client.get(address.format(record=make_record().pk, stylesheet=static("site.css")))
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/fail/", "/fail/400/", "/fail/403/", "/no-such-page/"])
def test_the_source_of_a_refusal_is_as_tidy_as_any(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert page.startswith("<!DOCTYPE html>\n<html ")
    assert "\n\n" not in page
    assert "\n " not in page


@pytest.mark.django_db
def test_a_refused_form_carries_the_security_headers(settings: Any) -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "刷新后再提交一次" in response.content.decode()
    assert "<style" not in response.content.decode()
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


ASK = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
asked = [("plain", "/robots.txt", False), ("probe", "/livez", False), ("encrypted", "/livez", True)]
answers = {
    name: Client(headers={"host": "honors.example"}).get(address, secure=secure) for name, address, secure in asked
}
print(json.dumps({
    "answers": {name: [answer.status_code, dict(answer.headers)] for name, answer in answers.items()},
    "cookies": [
        [getattr(settings, f"{kind}_COOKIE_{part}") for part in ("NAME", "SECURE", "HTTPONLY", "PATH", "DOMAIN")]
        for kind in ("SESSION", "CSRF")
    ],
}))
"""


def test_an_encrypted_site_sends_visitors_there_and_keeps_them_there(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    done = run(tmp_path, "-c", ASK, SITE_URL="https://honors.example")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    status, headers = told["answers"]["plain"]
    assert (status, headers["Location"]) == (301, "https://honors.example/robots.txt")
    assert told["answers"]["probe"][0] == 200
    status, headers = told["answers"]["encrypted"]
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000; includeSubDomains")
    # Browsers take a __Host- cookie only with Secure, for the path / and without a domain.
    rest = [True, True, "/", None]
    assert told["cookies"] == [["__Host-staff_session", *rest], ["__Host-csrftoken", *rest]]


def test_site_below_a_path_leaves_the_rest_of_the_host_alone(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    done = run(tmp_path, "-c", ASK, SITE_URL="https://honors.example/a/b")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    status, headers = told["answers"]["plain"]
    assert (status, headers["Location"]) == (301, "https://honors.example/a/b/robots.txt")
    assert told["answers"]["probe"][0] == 200
    assert told["answers"]["encrypted"][1]["Strict-Transport-Security"] == "max-age=31536000"
    rest = [True, True, "/a/b/", None]
    assert told["cookies"] == [["__Secure-staff_session", *rest], ["__Secure-csrftoken", *rest]]


@pytest.mark.parametrize(
    "wrong",
    [
        "honors.example",
        "ftp://honors.example",
        "https://honors.example/a b",
        "https://honors.example/../a",
        "https://honors.example/a?b",
    ],
)
def test_a_site_address_that_is_none_stops_the_start(tmp_path: Path, wrong: str) -> None:
    done = run(tmp_path, "manage.py", "check", SITE_URL=wrong)
    assert done.returncode != 0
    assert "SITE_URL 应写成" in done.stderr


# --- Hosts ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/admin/login/", "/no-such-page/"])
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(client: Client, address: str) -> None:
    response = client.get(address, headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "看不懂这个请求" in response.content.decode()
    assert "elsewhere" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("hops", [0, 1])
def test_a_forwarded_host_is_ignored(client: Client, settings: Any, hops: int) -> None:
    settings.PROXY_HOPS = hops
    response = client.get("/", headers={"x-forwarded-host": "elsewhere.example"})
    assert response.status_code == 200
    assert "elsewhere" not in response.content.decode()


# --- Clients' faults ------------------------------------------------------------------------------

CLIENTS_FAULTS: dict[str, dict[str, Any]] = {
    "a Host that is not ours": {"path": "/", "method": "GET", "headers": {"host": "elsewhere.example" * 500}},
    "a Host that is none": {"path": "/admin/login/", "method": "GET", "headers": {"host": "["}},
    "a form that is none": {"path": "/admin/login/", "method": "POST", "broken": "multipart/form-data"},
    "a form without end": {"path": "/admin/login/", "method": "POST", "data": {"a" * 10: ["1"] * 10_001}},
    "a text without end": {"path": "/admin/login/", "method": "POST", "data": {"a": "1" * 3_000_000}},
    "a NUL": {"path": "/?x=%00", "method": "GET"},
    "a form without its token": {"path": "/admin/login/", "method": "POST", "data": {"a": "1"}},
    "a path of lines": {"path": "/x%0Ay%0D%0A" + "z" * 2000, "method": "GET"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", CLIENTS_FAULTS)
def test_a_clients_fault_is_one_short_warning_in_the_log(log: io.StringIO, fault: str) -> None:
    asked = dict(CLIENTS_FAULTS[fault])
    path, method, broken = asked.pop("path"), asked.pop("method"), asked.pop("broken", None)
    client = Client(enforce_csrf_checks=True)
    if broken:
        response = client.generic(method, path, b"x" * 5, content_type=broken)
    else:
        encoded: Any = {"content_type": "application/x-www-form-urlencoded"} if "data" in asked else {}
        if encoded:
            asked["data"] = urlencode(asked["data"], doseq=True)
        response = client.generic(method, path, **asked, **encoded)
    assert 400 <= response.status_code < 500
    (line,) = log.getvalue().splitlines()
    assert " WARNING " in line
    assert len(line) < 400


@pytest.mark.django_db
def test_a_body_that_broke_off_is_its_senders_fault(log: io.StringIO) -> None:
    class BrokenOff(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise ConnectionResetError

    staff = User.objects.create_superuser("staff")
    client = Client()
    client.force_login(staff)
    sent: Any = {"wsgi.input": BrokenOff()}
    answers = [
        client.generic("POST", address, b"0123456789", content_type=kind, **sent)
        for address in ("/admin/records/importbatch/add/", "/admin/markdown/preview/", "/admin/login/")
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded")
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert "Traceback" not in log.getvalue()
    assert len(log.getvalue().splitlines()) == len(answers)


# --- NUL ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/%00", "/records/%00/", "/admin/%00/", "/?page=%00", "/admin/login/?x=%00"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nul_in_an_address_is_refused(client: Client, method: str, address: str) -> None:
    assert getattr(client, method)(address).status_code == 400


@pytest.mark.django_db
def test_nul_in_a_login_is_refused_as_a_wrong_login(client: Client) -> None:
    response = client.post("/admin/login/", {"username": "staff\0", "password": "\0"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


# --- Failures -------------------------------------------------------------------------------------


def test_a_failure_shows_its_number_and_logs_it_with_the_error(client: Client, log: io.StringIO) -> None:
    response = client.get("/fail/")
    page = response.content.decode()
    number = response.headers["X-Request-Id"]
    assert response.status_code == 500
    assert number in page
    assert DETAIL not in page
    assert "Traceback" not in page
    assert f"[{number}]" in log.getvalue()
    assert DETAIL in log.getvalue()


def test_a_failure_has_a_page_even_where_its_template_fails(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("records.views.errors.render_to_string", fail)
    response = client.get("/fail/")
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in response.content.decode()
    assert "Content-Security-Policy" in response.headers
    assert "Missing staticfiles" in log.getvalue()


def test_without_a_database_the_same_page_says_that_it_will_pass(client: Client, log: io.StringIO) -> None:
    response = client.get("/fail/for-want-of-a-database/")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    page = response.content.decode()
    assert "503" in page
    assert response.headers["X-Request-Id"] in page
    assert DETAIL not in page
    assert DETAIL in log.getvalue()


def test_a_fault_of_the_sites_own_is_not_told_to_pass(client: Client) -> None:
    assert "Retry-After" not in client.get("/fail/").headers


def test_a_client_cannot_choose_the_number_that_is_logged(client: Client, log: io.StringIO) -> None:
    client.get("/fail/", headers={"x-request-id": "chosen\r\nforged line"})
    assert "chosen" not in log.getvalue()


@pytest.mark.django_db
def test_a_refusal_is_logged_with_its_number(client: Client, log: io.StringIO) -> None:
    client.get("/no-such-page/")
    assert re.search(r"\[[0-9a-f]{16}\] Not Found: /no-such-page/", log.getvalue())


@pytest.mark.django_db
def test_a_page_that_succeeds_carries_no_number(client: Client) -> None:
    assert "X-Request-Id" not in client.get("/").headers


# --- The secret key -------------------------------------------------------------------------------

SHOW_KEY = "from honors_site import settings; print(settings.SECRET_KEY)"


def test_processes_that_start_together_share_one_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    started = [start(tmp_path, "-c", SHOW_KEY) for _ in range(6)]
    keys = {process.communicate(timeout=60)[0] for process in started}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("secret_key*")] == ["secret_key"]


def test_a_new_var_is_closed_to_other_users_of_the_machine(tmp_path: Path) -> None:
    run(tmp_path / "new", "-c", SHOW_KEY)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_key_from_the_environment_is_used_and_not_kept(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", SHOW_KEY, SECRET_KEY="given")
    assert done.stdout == "given\n"
    assert not (tmp_path / "secret_key").exists()


# --- The client's address -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hops", "forwarded", "believed"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.5", "198.51.100.7"),
        (1, " 2001:db8::7 ", "2001:db8::7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "198.51.100.7,", "192.0.2.1"),
        (1, "198.51.100.7:5678", "198.51.100.7"),
        (1, "203.0.113.9:1, [2001:db8::7]:443", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "198.51.100.7:5678:9", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_added_is_believed(
    settings: Any, hops: int, forwarded: str, believed: str
) -> None:
    settings.PROXY_HOPS = hops
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == believed


def log_in(username: str, password: str, address: str) -> int:
    given = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/", given).status_code


@pytest.fixture
def guessed_at(settings: Any) -> None:
    """Two members of staff; someone at the office has guessed at the first one's password until stopped."""
    for name in ("first", "second"):
        User.objects.create_user(name, password="right", is_staff=True)
    answers = [log_in("first", f"guess {turn}", "192.0.2.1") for turn in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]


@pytest.mark.django_db
@pytest.mark.usefixtures("guessed_at")
def test_guessing_is_stopped_even_when_the_password_is_right_at_last() -> None:
    assert log_in("first", "right", "192.0.2.1") == 429


@pytest.mark.django_db
@pytest.mark.usefixtures("guessed_at")
def test_guessing_does_not_shut_out_the_rest_of_the_office() -> None:
    assert log_in("second", "right", "192.0.2.1") == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("guessed_at")
def test_guessing_does_not_shut_out_the_owner_of_the_name_elsewhere() -> None:
    assert log_in("first", "right", "198.51.100.7") == 302
