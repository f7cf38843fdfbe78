"""The report of a run folder."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from simulation.report import page


def test_the_page_needs_nothing_from_outside(pair):
    text = page.html(pair, {"exports": b"<svg/>"}, "done")
    assert not re.search(r"(src|href)=['\"]?(https?:)?//", text)
    assert "data:image/svg+xml;base64,PHN2Zy8+" in text


def test_the_page_tells_what_was_simulated_and_where_it_comes_from(pair):
    scenario = pair[1].scenario
    licences = scenario.timeline["licences"].model_copy(update={"source": "Announcement 18"})
    told = replace(pair[1], scenario=scenario.model_copy(update={"timeline": {"licences": licences}}))
    text = page.html([told], {}, "done")
    assert scenario.description in text
    assert "Announcement 18" in text
    assert f"officers {licences.officers}" in text
    assert "4 Apr 2025" in text


def test_names_cannot_break_the_page(pair):
    named = replace(pair[1], scenario=pair[1].scenario.model_copy(update={"name": "<b>& Sons"}))
    text = page.html([named], {}, "done")
    assert "<title>&lt;b&gt;&amp; Sons</title>" in text


def test_an_unfinished_page_says_so(pair):
    unfinished = replace(pair[1], replications=9)
    assert "4 of 9 runs of each scenario; interrupted" in page.html([unfinished], {}, "interrupted")


def test_tags_are_closed(pair):
    open_tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "img", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Tags().feed(page.html(pair, {"exports": b"<svg/>"}, "done", page._links(page.FILES)))
    assert open_tags == []
