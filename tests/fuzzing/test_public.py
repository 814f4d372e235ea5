"""Addresses, parameters and headers of visitors, by the whole of what a server is put in front of."""

import io
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honors_site.wsgi import django
from records.http.body_limit import BodyConcurrencyLimit
from records.http.page_cache.middleware import PageCacheMiddleware
from records.http.page_cache.monitor import ChangeMonitor
from records.http.page_cache.origin import Application
from records.models import Record, Tribute
from records.publishing import withdraw
from records.search.reindexing import reindex
from records.tributes.fast_path import TributeFastPath
from tests.factories import make_commendation, make_recipient, make_record, make_whole_record
from tests.fuzzing import fuzzed
from tests.fuzzing.watching import Watched
from tests.http.asking import ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

IDS = ["1", "2", "0", "01", "9999999999", "99999999999999999999999", "-1", "١", "1e9", " 1", "%31"]
PATHS = [
    "/",
    "/records/{}/",
    "/records/{}/thanks/",
    "/records/{}/withdrawn/",
    "/records/{}/preview/",
    "/records/{}/tribute/",
    "/records/{}/tribute/withdraw/",
    "/records/{}.json",
    "/records/{}.md",
    "/records/{}.txt",
    "/records/{}.jsonld",
    "/records/{}.ris",
    "/records/{}.csl.json",
    "/categories/",
    "/categories/{}/",
    "/categories/{}/feed/",
    "/years/{}/",
    "/years/{}/feed/",
    "/places/",
    "/years/",
    "/subscribe/",
    "/map/",
    "/people/",
    "/organizations/",
    "/recipients/{}/",
    "/search/",
    "/search/suggest/",
    "/open-data/",
    "/about/tributes/",
    "/about/accessibility/",
    "/badges/status/{}.json",
    "/badges/issuer.json",
    "/records/{}/badge.json",
    "/log/timestamps/{}.tsr",
    "/api/v1/openapi.json",
    "/api/v1/records/",
    "/api/v1/records/{}/",
    "/api/v1/records/{}/tributes/",
    "/api/v1/search/",
    "/api/v1/recipients/{}/",
    "/api/v1/categories/",
    "/api/v1/commendations/",
    "/opensearch.xml",
    "/feed/",
    "/sitemap.xml",
    "/sitemap-{}.xml",
    "/sitemap-records.xml",
    "/robots.txt",
    "/media/images/{}.webp",
    "/marks/{}.png",
    "/static/{}",
    "/livez",
    "/readyz",
    "/metrics",
    "/admin/",
    "/admin/login/",
    "/admin/records/record/{}/change/",
    "/{}",
]
PARAMETERS = ["q", "page", "in", "category", "year", "kind", "recipient", "cursor", "limit", "updated_since"]
PARAMETERS += ["text", "size", "v", "next", "p", "record"]
VALUES = [
    *IDS,
    "党建",
    "“先进”",
    "2011",
    "person",
    "山东省/滨州市",
    "AND OR NOT (",
    '"',
    "*" * 300,
    "a" * 5000,
    "一" * 3000,
    "\0",
    "\r\nSet-Cookie: x=y",
    "../../etc/passwd",
    "<script>",
    "' OR 1=1 --",
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999+99:99",
    "\ud7ff",
    "𠮷",
    "%",
]
HEADERS = {
    "HTTP_HOST": [
        "127.0.0.1:8000",
        "",
        "[::1]:8000",
        "[",
        "a" * 300,
        "127.0.0.1:99999999",
        "elsewhere.example",
        "ü",
    ],
    "HTTP_ACCEPT": [
        "*/*",
        "application/json",
        "text/markdown;q=0.9,*/*;q=nan",
        ";;;,,,",
        "a/b;q=" + "9" * 500,
    ],
    "HTTP_ACCEPT_ENCODING": ["gzip", "br;q=1.0, gzip;q=inf", "*;q=nan", "identity;q=0", ",".join("x" * 500)],
    "HTTP_ACCEPT_LANGUAGE": ["zh-TW", "*" * 600, "en-" + "x" * 600],
    "HTTP_COOKIE": [
        "visitor=x",
        "visitor=" + ":" * 3000,
        'visitor="\\000\\377"; staff_session=' + "x" * 300,
        "csrftoken=" + "\xff" * 40,
        "; " * 3000,
        "messages=" + "W1siX19qc29uX21lc3NhZ2Ui" * 30,
    ],
    "HTTP_RANGE": [
        "bytes=0-1",
        "bytes=-1",
        "bytes=9999999999999999999999-",
        "bytes=1-0,0-1," + "0-1," * 500,
        "x",
    ],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"', '"a",' * 1000, "\xff"],
    "HTTP_IF_MATCH": ["*", '"x"', "\xff"],
    "HTTP_IF_MODIFIED_SINCE": [
        "0",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 99 Foo 99999 99:99:99 GMT",
        "\xff",
    ],
    "HTTP_IF_UNMODIFIED_SINCE": ["Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 06 Nov 0000 08:49:37 GMT"],
    "HTTP_IF_RANGE": ['"x"', "Thu, 01 Jan 1970 00:00:00 GMT"],
    "HTTP_X_FORWARDED_FOR": ["192.0.2.1", "192.0.2.1:80, [::1]:9", "," * 2000, "\xff", "::ffff:1.2.3.4%eth0"],
    "HTTP_X_FORWARDED_PROTO": ["https", "https,http", "x" * 500],
    "HTTP_X_FORWARDED_HOST": ["elsewhere.example"],
    "HTTP_FORWARDED": ["for=" + "x" * 500],
    "HTTP_AUTHORIZATION": ["Bearer x", "Bearer \xff", "Basic !!!"],
    "HTTP_ORIGIN": ["null", "http://[", "http://127.0.0.1:8000"],
    "HTTP_REFERER": ["http://[", "http://127.0.0.1:8000/", "x" * 3000],
    "HTTP_SEC_FETCH_SITE": ["same-origin", "cross-site", "x"],
    "HTTP_X_ATTEMPT": ["0" * 32, "x" * 3000],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "HTTP_EXPECT": ["100-continue"],
    "CONTENT_TYPE": [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=" + "x" * 300,
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        'multipart/form-data; boundary="' + "é" * 100,
        "application/json",
        "\xff",
    ],
    "CONTENT_LENGTH": ["0", "x", "-1", "9" * 30, "5"],
}
BODIES = [
    b"",
    b"attempt=" + b"0" * 32,
    b"%" * 2000,
    b"a=1&" * 12_000,
    b"\xff\xfe=%FF",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n!!\r\n--x--",
    b"--x\r\n" + b"A: b\r\n" * 2000,
    b"{" * 5000,
]

any_value = st.sampled_from(VALUES) | st.text(max_size=40)
paths = st.builds(
    lambda variant, form, value: variant + form.format(value).lstrip("/"),
    st.sampled_from(["/", "/", "/elder/", "/zh-hant/", "/zh-hant/elder/"]),
    st.sampled_from(PATHS),
    st.sampled_from(IDS) | any_value,
)
queries = st.lists(st.tuples(st.sampled_from(PARAMETERS), any_value), max_size=4).map(
    lambda pairs: "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)
)
raw_queries = st.binary(max_size=60).map(quote_from_bytes) | st.text(
    st.characters(codec="latin-1"), max_size=60
)
latin = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60)
headers = st.dictionaries(st.sampled_from(sorted(HEADERS)), st.integers(0, 7) | latin, max_size=5).map(
    lambda chosen: {
        name: value if isinstance(value, str) else HEADERS[name][value % len(HEADERS[name])]
        for name, value in chosen.items()
    }
)


@pytest.fixture
def application(settings: Any) -> Application:
    """As `honors_site.wsgi` puts it together, over a record in each state."""
    make_whole_record(
        recipient=make_recipient("样本街道", region="山东省/滨州市"),
        commendation=make_commendation(year=2011),
    )
    withdraw(make_record(), by=None, reason="名称有误。")
    make_record(status="draft")
    reindex(Record.objects.values_list("pk", flat=True))
    settings.PROXY_HOPS = 1
    pages = PageCacheMiddleware(
        BodyConcurrencyLimit(django, max_bodies=4), ChangeMonitor(lambda: 1), max_bytes=10_000_000
    )
    return TributeFastPath(pages)


def as_wsgi(text: str) -> str:
    """As a server hands it on: each byte a character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


@given(data=st.data())
@fuzzed(150)
def test_no_address_or_header_of_a_reader_is_the_sites_fault(
    application: Application, watched: Watched, data: st.DataObject
) -> None:
    path, query = data.draw(paths), data.draw(queries | raw_queries)
    method, sent = data.draw(st.sampled_from(["GET", "GET", "HEAD"])), data.draw(headers)
    with watched.reading():
        answer = ask(application, as_wsgi(path).replace("?", ""), method, QUERY_STRING=query, **sent)
    assert answer.status < 500, answer
    assert "\n" not in "".join(f"{name}{value}" for name, value in answer.headers.items())


@given(data=st.data())
@fuzzed(100)
def test_nothing_that_is_sent_is_the_sites_fault(
    application: Application, watched: Watched, data: st.DataObject
) -> None:
    path, body = data.draw(paths), data.draw(st.sampled_from(BODIES) | st.binary(max_size=200))
    method = data.draw(
        st.sampled_from(["POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X\xff"])
    )
    sent: dict[str, Any] = {"CONTENT_LENGTH": f"{len(body)}", "CONTENT_TYPE": HEADERS["CONTENT_TYPE"][0]}
    sent |= data.draw(headers) | {"wsgi.input": io.BytesIO(body)}
    with watched.request():
        answer = ask(application, as_wsgi(path).replace("?", ""), method, **sent)
    assert answer.status < 500, answer


@given(data=st.data())
@fuzzed(60)
def test_whoever_pays_tribute_in_whatever_way_is_counted_at_most_once(
    application: Application, watched: Watched, data: st.DataObject
) -> None:
    record = Record.objects.published().get()
    before = Tribute.objects.filter(record=record).count()
    sent = data.draw(headers) | {"HTTP_SEC_FETCH_SITE": "same-origin"}
    with watched.request():
        answer = ask(application, f"/records/{record.pk}/tribute/", "POST", **sent)
    assert answer.status < 500, answer
    counted = Tribute.objects.filter(record=record).count() - before
    assert counted == (answer.status == 201) or (counted, answer.status) == (1, 303)
