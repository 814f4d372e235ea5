"""Pages made to break a reader: refused, or read at a cost that grows as they do."""

import pytest

from records.deeds.readers import html as web
from records.deeds.readers.html.bounds import MAX_STEPS, Cost
from tests.deeds.readers.html.web_pages import read
from tests.deeds.readers.test_text import code_of


@pytest.mark.parametrize(
    "page_data", [b"", b"<html></html>", "<script>样本</script>".encode(), b"<p>&nbsp;</p>"]
)
def test_page_without_words_is_refused(page_data):
    assert code_of(page_data, "a.html") == "empty"


@pytest.mark.parametrize(
    "start",
    [
        "<div>",
        "<ul><li>",
        "<b>",
        "<table><tr><td>",
        "<svg><g>",
        "<div><table></div></table>",
        "<i a=1>x<p>",
        "<x>",
    ],
)
def test_page_nested_beyond_reason_is_refused_before_it_is_parsed(start):
    assert code_of((start * 30_000 + "样本").encode(), "a.html") == "page-too-complex"


def test_elements_that_every_paragraph_would_make_anew_are_refused():
    fonts = "".join(f"<p><font size={i}>样" for i in range(2000))
    assert code_of(fonts.encode(), "a.html") == "page-too-complex"


def test_countless_tags_are_refused():
    assert code_of(b"<br>" * 300_000, "a.html") == "page-too-complex"


def test_countless_open_brackets_are_refused():
    assert code_of(b"<p>" + b"<" * 2_000_000, "a.html") == "page-too-complex"


def test_tag_with_countless_attributes_is_refused():
    attributes = " ".join(f"a{i}=1" for i in range(50_000))
    assert code_of(f"<p {attributes}>样本".encode(), "a.html") == "page-too-complex"


@pytest.mark.parametrize(
    "body",
    ["<p>样" * 50_000, "<div>样</div>" * 50_000, "<" * 900_000, "&lt;" * 200_000, "<p>样" + "\n" * 1_000_000 + "本",
     f'<p title="{"x" * 1_000_000}">样', "<div>" * 5000 + "样" + "</div>" * 5000, "样<!--" * 100_000],
)  # fmt: skip
def test_odd_pages_are_read_without_recursion(body):
    assert read(body).lines


def test_page_beyond_the_limit_is_refused():
    assert code_of(b"<p>" + b"a" * (10 * 1024 * 1024), "a.html") == "too-large"


@pytest.mark.parametrize("unit", ["<p>样本</p>", "<div><b>样本</b></div>", "<p>样本", "<tr><td>样本<td>样本"])
def test_work_grows_as_the_page_does(unit):
    def steps(times: int) -> int:
        cost = Cost()
        for tag in web.bounds.TOKEN.finditer(unit * times):
            (cost.end if tag["end"] else cost.start)(tag["name"])
            cost.count(tag["rest"])
        return cost.steps

    assert steps(2000) <= 2 * steps(1000) + 10 < MAX_STEPS
