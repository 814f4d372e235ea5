"""Parts of a portal stand around every public page, as the operator's files have them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from records.presentation.portal import check_parts, faults_in
from tests.processes import run

HEADER = '<link rel="stylesheet" href="/portal.css">\n'
HEADER += '<nav aria-label="门户"><a href="/news/">新闻</a><img src="/logo.png" alt=""></nav>'


@pytest.fixture
def portal(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_HEADER, settings.STATIC_FOOTER = (
        str(tmp_path / "header.html"),
        str(tmp_path / "footer.html"),
    )
    (tmp_path / "header.html").write_text(HEADER, encoding="utf-8")
    (tmp_path / "footer.html").write_text("<p>样例县人民政府</p>", encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/elder/", "/about/tributes/", "/nowhere/"])
def test_parts_stand_above_the_head_and_below_the_foot(client: Client, portal: Path, address: str) -> None:
    page = client.get(address).content.decode()
    assert page.index('<a href="/news/">新闻</a>') < page.index('class="masthead"')
    assert page.index("</footer>") < page.index("<p>样例县人民政府</p>")
    assert check_parts() == []


@pytest.mark.django_db
def test_nothing_stands_there_where_no_part_is_named(client: Client) -> None:
    assert "portal" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<p>一</p>\n<script src='/a.js'></script>", 2, "脚本不会运行"),
        ("<p>一</p>\n\n<p style='color: red'>二</p>", 3, "内联的样式"),
        ("<style>p {}</style>", 1, "内联的样式"),
        ("<a onclick='go()'>去</a>", 1, "onclick"),
        ("<a href=' JavaScript:go()'>去</a>", 1, "javascript:"),
        ("<img src='https://other.example/a.png' alt=''>", 1, "别的网站"),
        ("<link rel='stylesheet' href='//other.example/a.css'>", 1, "别的网站"),
        ("<iframe src='/a/'></iframe>", 1, "嵌入的网页"),
        ("<main></main>", 1, "不要整个网页"),
        ("<div>\n<p>一</p>", 1, "<div> 没有闭合"),
        ("<p>一</p>\n</div>", 2, "</div> 没有与它相配的开头"),
    ],
)
def test_what_a_browser_would_leave_out_is_told_with_its_line(text: str, line: int, words: str) -> None:
    assert [found.line for found in faults_in(text) if words in found.words] == [line]


def test_links_to_other_sites_are_the_portals_own_matter() -> None:
    assert faults_in('<a href="https://other.example/">别处</a><br/><hr>') == []


def test_site_does_not_start_with_a_part_that_would_not_be_shown(tmp_path: Path) -> None:
    part = tmp_path / "header.html"
    part.write_text("<p>一</p>\n<script></script>", encoding="utf-8")
    done = run(tmp_path, "manage.py", "serve", STATIC_HEADER=str(part))
    assert done.returncode == 1
    assert f"STATIC_HEADER：{part} 第 2 行不能有 <script>" in done.stderr


def test_file_that_is_not_there_is_told(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_FOOTER = str(tmp_path / "nothing.html")
    (told,) = check_parts()
    assert "读不了" in told.msg
