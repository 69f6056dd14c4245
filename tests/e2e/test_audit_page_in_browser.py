"""Pages in a real browser: the audit's is searched, filtered and sorted by clicks and by keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from reconciler.core.audit import Audit
from reconciler.core.several_audits import Audits
from reconciler.core.side_by_side import Alone, Counterparts, Likeness, SideBySide, Unlike
from reconciler.render import audit_html
from reconciler.render.side_by_side_html import side_by_side_to_html
from tests.e2e.webdriver import REQUIRED, Browser, a_browser
from tests.render.test_audit_formats import HOSTILE, a_hostile_audit
from tests.support.audits import a_campaign, a_row, an_organisation, audited, page_of

Open = Callable[[Audit | Audits], Browser]

NAMES = """
    return Array.from(document.querySelectorAll("tbody tr"))
      .filter((row) => row.checkVisibility())
      .map((row) => row.cells[0].firstChild.data);
"""
BARS = """
    return Array.from(document.querySelectorAll(".bar"))
      .filter((bar) => bar.checkVisibility())
      .map((bar) => bar.textContent);
"""
BOXES = """
    return Array.from(document.querySelectorAll(".bar"))
      .filter((bar) => bar.checkVisibility())
      .map((bar) => {
        const box = bar.getBoundingClientRect(), name = bar.firstChild.getBoundingClientRect();
        return [box.left, box.top, Math.max(box.right, name.right), box.bottom];
      });
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the module."""
    with a_browser() as browser:
        yield browser


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Open:
    """Open the page of an audit in a window of usual size."""

    def show(audit: Audit | Audits) -> Browser:
        page = tmp_path / "audit.html"
        page.write_text(page_of(audit), encoding="utf-8")
        resize(browser, 1280, 900)
        browser.chrome("Emulation.setEmulatedMedia", media="", features=[])
        browser.open(page)
        return browser

    return show


def resize(browser: Browser, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.chrome("Emulation.setDeviceMetricsOverride", **size)


def status(browser: Browser) -> str:
    """What is announced to whoever cannot see the table."""
    return str(browser.run("return document.querySelector('[role=status]').textContent"))


def focused(browser: Browser, what: str) -> Any:  # noqa: ANN401 - any JSON value
    return browser.run(f"return document.activeElement.{what}")


def an_audit() -> Audit:
    """Four campaigns whose orders by name, by day and by class all differ."""
    rows = [
        a_row(a_campaign("Beta bonus", starts="2027-03-01", ends="2027-03-31"), 100),
        a_row(a_campaign("alpha 10", starts="2027-06-01", ends="2027-07-31"), 200),
        a_row(a_campaign("Alpha 9", starts="2027-05-01", ends="2027-07-31"), 300, active=False),
        a_row(a_campaign("Été"), 400, periods=None, targetCycleStartDate=None),
    ]
    rows[3]["targetCycleEndDate"] = None
    return audited([], rows)


@pytest.mark.parametrize(
    ("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_a_machine_without_browser_skips_or_fails(
    required: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Continuous integration requires one, so that nothing is skipped there in silence."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(REQUIRED, required)

    with pytest.raises(outcome, match="no Chromium is installed"), a_browser():
        pass


def test_a_search_leaves_what_fits(shown: Open) -> None:
    """In the table and in the timeline; the count is announced."""
    browser = shown(an_audit())
    assert status(browser) == "4 campaigns"

    browser.write("#search", "alpha")
    browser.settle()

    assert browser.run(NAMES) == ["alpha 10", "Alpha 9"]
    assert browser.run(BARS) == ["alpha 10", "Alpha 9"]
    assert status(browser) == "2 of 4 campaigns"


def test_a_search_ignores_case_accents_and_the_order_of_words(shown: Open) -> None:
    """All words must be there, in any column."""
    browser = shown(an_audit())

    browser.write("#search", "  INACTIVE alpha ")
    browser.settle()
    assert browser.run(NAMES) == ["Alpha 9"]

    browser.click("#clear")
    browser.write("#search", "ete")
    browser.settle()
    assert browser.run(NAMES) == ["Été"]


def test_a_search_that_finds_nothing_says_so(shown: Open) -> None:
    """And one click shows everything again."""
    browser = shown(an_audit())

    browser.write("#search", "nobody")
    browser.settle()
    assert browser.run("return document.querySelector('#nothing').checkVisibility()")
    assert status(browser) == "0 of 4 campaigns"

    browser.click("#clear")
    assert len(browser.run(NAMES)) == 4
    assert focused(browser, "id") == "search"
    assert not browser.run("return document.querySelector('#nothing').checkVisibility()")


def test_the_totals_filter(shown: Open) -> None:
    """Classes add up among themselves, and narrow what today's state leaves."""
    browser = shown(an_organisation(96))

    browser.click(".tile.drifted")
    drifted = browser.run(NAMES)
    browser.click(".tile.missing")
    both = browser.run(NAMES)
    browser.click("[data-filter='today:running']")
    running = browser.run(NAMES)

    assert len(drifted) == int(
        browser.run("return document.querySelector('.drifted b').textContent")
    )
    assert len(both) == len(drifted) + 4
    assert set(running) < set(drifted)
    pressed = "return Array.from(document.querySelectorAll('[aria-pressed=true]')).length"
    assert browser.run(pressed) == 3
    browser.click("#clear")
    assert browser.run(pressed) == 0
    assert len(browser.run(NAMES)) == 100


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("name", ["Alpha 9", "alpha 10", "Beta bonus", "Été"]),
        ("first", ["Beta bonus", "Alpha 9", "alpha 10", "Été"]),
        ("today", ["alpha 10", "Beta bonus", "Alpha 9", "Été"]),
    ],
)
def test_a_click_on_a_heading_sorts(shown: Open, column: str, expected: list[str]) -> None:
    """Numbers in names count as numbers; the heading says how it is sorted."""
    browser = shown(an_audit())

    browser.click(f"th.c-{column} button")

    assert browser.run(NAMES) == expected
    sort = f"return document.querySelector('th.c-{column}').getAttribute('aria-sort')"
    assert browser.run(sort) == "ascending"
    assert status(browser).endswith(", ascending")


def test_a_second_click_turns_the_order_round(shown: Open) -> None:
    """Empty cells stay last either way, and equal ones keep their order."""
    browser = shown(an_audit())

    browser.click("th.c-last button")
    assert browser.run(NAMES) == ["Beta bonus", "alpha 10", "Alpha 9", "Été"]
    browser.click("th.c-last button")
    assert browser.run(NAMES) == ["alpha 10", "Alpha 9", "Beta bonus", "Été"]
    browser.click("th.c-name button")
    assert browser.run("return document.querySelectorAll('[aria-sort]').length") == 1


def test_everything_works_from_the_keyboard(shown: Open) -> None:
    """The tab key reaches search, headings and one bar; keys sort and lead along the timeline."""
    browser = shown(an_audit())

    browser.run("document.querySelector('#search').focus()")
    for field in ("owner", "flag"):
        browser.press("Tab")
        assert focused(browser, "id") == field
    browser.run("document.querySelector('#to').focus()")
    while focused(browser, "id") == "to":  # a day is of several parts
        browser.press("Tab")
    assert focused(browser, "textContent") == "Campaign"
    browser.press("Enter")
    assert browser.run(NAMES)[0] == "Alpha 9"
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"

    tabbable = "return document.querySelectorAll('.bar[tabindex=\"0\"]').length"
    assert browser.run(tabbable) == 1
    browser.run("document.querySelector('.bar[tabindex=\"0\"]').focus()")
    for key, expected in [
        ("ArrowRight", "Beta bonus"),
        ("ArrowRight", "Alpha 9"),
        ("ArrowRight", "Alpha 9"),
        ("ArrowLeft", "Beta bonus"),
        ("Home", "alpha 10"),
        ("End", "Alpha 9"),
    ]:
        browser.press(key)
        assert focused(browser, "textContent") == expected
    assert browser.run(tabbable) == 1
    browser.press("Enter")
    assert focused(browser, "cells[0].firstChild.data") == "Alpha 9"


def test_what_is_chosen_stands_in_the_address(shown: Open) -> None:
    """Whoever follows it sees the same; a bar leads to its row and leaves the address."""
    browser = shown(an_organisation(96))

    browser.click(".tile.managed")
    browser.click("[data-filter='today:running']")
    choose(browser, owner="growth", flag="", to="2027-05-01")
    chosen = browser.run(NAMES)
    address = browser.run("return location.hash")
    browser.click("li:not([hidden]) > .bar")

    assert 0 < len(chosen) < 96
    assert address == "#owner=growth&to=2027-05-01&class=managed&today=running"
    assert browser.run("return location.hash") == address
    browser.click("#clear")
    assert browser.run("return location.hash") == ""
    assert len(browser.run(NAMES)) == 100
    browser.run("location.hash = arguments[0]", address)
    browser.settle()
    assert browser.run(NAMES) == chosen
    browser.run("location.hash = 'owner=nobody-there&flag=no-flag&class=no-class'")
    browser.settle()
    assert len(browser.run(NAMES)) == 100
    assert browser.complaints() == []


@pytest.mark.parametrize(
    ("start", "to", "expected"),
    [
        ("2027-03-31", "2027-04-30", {"Beta bonus"}),
        ("2027-07-31", "", {"alpha 10", "Alpha 9"}),
        ("", "2027-05-01", {"Beta bonus", "Alpha 9"}),
        ("2030-01-01", "2030-12-31", set()),
    ],
)
def test_days_leave_what_runs_in_them(shown: Open, start: str, to: str, expected: set[str]) -> None:
    """First and last day belong to it; what has no days is left out."""
    browser = shown(an_audit())

    choose(browser, **{"from": start, "to": to})

    assert set(browser.run(NAMES)) == expected


def choose(browser: Browser, **values: str) -> None:
    """Set fields as a person does."""
    for key, value in values.items():
        browser.run(
            "const field = document.getElementById(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('change'));",
            key,
            value,
        )


def test_names_stay_beside_their_bars(shown: Open) -> None:
    """Of a bar whose start is scrolled away, the name is still seen; what runs stands above."""
    browser = shown(an_organisation(96))

    places = browser.run("""
        const box = document.querySelector(".timeline").getBoundingClientRect();
        return Array.from(document.querySelectorAll(".bar"))
          .map((bar) => [bar.getBoundingClientRect(), bar.firstChild.getBoundingClientRect()])
          .filter(([bar, name]) => bar.left < box.left && bar.right > box.left + name.width + 20)
          .map(([bar, name]) => name.left - box.left);
    """)
    tops = browser.run("""
        return ["running", "upcoming", "ended"].map((kind) =>
          Array.from(document.querySelectorAll(".bar." + kind)).map((bar) => bar.offsetTop));
    """)

    assert places
    assert all(place >= 0 for place in places)
    assert max(tops[0]) < min(tops[1])
    assert max(tops[1]) < min(tops[2])


@pytest.mark.parametrize("groups", [1, 96])
def test_overlapping_campaigns_stand_side_by_side(shown: Open, groups: int) -> None:
    """No bar and no name lies on another, also after a search has moved them up."""
    browser = shown(an_organisation(groups))

    for words in ("", "spring"):
        browser.write("#search", words)
        browser.settle()
        boxes = sorted(browser.run(BOXES))
        assert boxes
        for k, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[k + 1 :]:
                if other[0] >= right:
                    break
                assert other[1] >= bottom or other[3] <= top, (left, other)


def test_two_thousand_groups_are_searched_and_sorted(shown: Open) -> None:
    """The page of a large organisation does what a small one does."""
    browser = shown(an_organisation(2000))
    assert status(browser) == "2083 campaigns"

    browser.write("#search", "festive coffee")
    browser.settle()
    found = browser.run(NAMES)
    browser.click("th.c-first button")

    assert 0 < len(found) < 100
    assert sorted(browser.run(NAMES)) == sorted(found)
    first_days = """
        return Array.from(document.querySelectorAll("tbody tr"))
          .filter((row) => row.checkVisibility())
          .map((row) => row.querySelector(".c-first").textContent);
    """
    days = browser.run(first_days)
    assert days == sorted(days)
    assert len(browser.run(BARS)) == len(found)
    browser.click("#clear")
    assert status(browser) == "2083 campaigns, sorted by first day, ascending"


def test_a_search_goes_over_all_organisations(shown: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fits is unfolded, the others are left out; a link leads to one of them."""
    monkeypatch.setattr(audit_html, "MOST_OPEN", 50)
    one, other = an_organisation(96), an_audit()
    browser = shown(Audits((replace(one, environment="a"), replace(other, environment="b"))))
    folds = """
        return Array.from(document.querySelectorAll("details"))
          .map((fold) => [fold.checkVisibility(), fold.open]);
    """
    folded = [[True, False], [True, False], [True, False]]
    assert status(browser) == "104 campaigns"
    assert browser.run(folds) == folded

    browser.write("#search", "alpha 9")
    browser.settle()
    assert browser.run(folds) == [[True, True], [False, True], [True, True]]
    assert browser.run(NAMES)[-2:] == ["Alpha 9", "Alpha 9"]
    assert status(browser) == "1 of 104 campaigns"

    browser.click("#clear")
    assert browser.run(folds) == folded
    browser.click(".figures a[href='#o1']")
    assert browser.run(folds) == [[True, False], [True, False], [True, True]]
    assert focused(browser, "tagName") == "SUMMARY"
    browser.click("#o1 th.c-first button")
    assert browser.run(NAMES)[-4:] == ["Beta bonus", "Alpha 9", "alpha 10", "Été"]
    assert status(browser) == "104 campaigns"
    assert browser.complaints() == []


def test_one_group_makes_a_page(shown: Open) -> None:
    """And so does none."""
    browser = shown(an_organisation(1))
    assert status(browser) == "2 campaigns"
    assert browser.complaints() == []

    browser = shown(audited([], []))
    assert status(browser) == "0 campaigns"
    assert browser.complaints() == []


def test_hostile_names_show_and_do_nothing(shown: Open) -> None:
    """They are text; nothing runs, nothing is fetched, and the search finds them."""
    browser = shown(a_hostile_audit())

    assert browser.run("return typeof window.hacked") == "undefined"
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.run("return document.querySelectorAll('img, svg, iframe').length") == 0
    assert HOSTILE[0] in browser.run(NAMES)
    browser.write("#search", HOSTILE[1])
    browser.settle()
    assert set(browser.run(NAMES)) == {HOSTILE[1], f"{HOSTILE[1]} missing"}
    assert browser.complaints() == []


def test_a_script_that_is_not_ours_does_not_run(shown: Open) -> None:
    """The page's policy holds, even if markup should ever get into it."""
    browser = shown(an_audit())

    browser.run("""
        const script = document.createElement("script");
        script.textContent = "window.hacked = 1";
        document.body.append(script);
    """)

    assert browser.run("return typeof window.hacked") == "undefined"
    assert "Content Security Policy" in browser.complaints()[0]


def test_the_page_follows_the_colours_of_the_system(shown: Open) -> None:
    """Light and dark, without a switch."""
    browser = shown(an_audit())

    grounds = []
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.chrome("Emulation.setEmulatedMedia", features=features)
        grounds.append(browser.run("return getComputedStyle(document.body).backgroundColor"))

    assert grounds == ["rgb(244, 246, 248)", "rgb(13, 17, 23)"]


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_no_width_of_window_makes_the_page_scroll_sideways(shown: Open, width: int) -> None:
    """The timeline scrolls in itself; hostile names wrap."""
    browser = shown(Audits((a_hostile_audit(), replace(a_hostile_audit(), environment="prod"))))
    resize(browser, width, 800)

    widths = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    needed, given = browser.run(widths)
    assert needed <= given


@pytest.mark.parametrize("width", [768, 1024, 1280])
def test_no_value_is_too_wide_for_the_page_of_a_comparison(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    """Neither the page nor a table in it scrolls sideways for a text without blanks."""
    fields = tuple(Unlike(path, ("short", "x" * 240)) for path in ("/description", "/targets/" * 9))
    pair = Counterparts("n" * 200, (1, 2), ("f" * 90, "g" * 90), Likeness(fields))
    alone = Alone("m" * 200, 3, "h" * 90)
    found = SideBySide(("a", "b"), ("list", "list"), (2, 1), ((alone,), ()), (pair,))
    page = tmp_path / "comparison.html"
    page.write_text("".join(side_by_side_to_html(found)), encoding="utf-8")
    resize(browser, width, 800)
    browser.open(page)
    hidden = """
        return Array.from(document.querySelectorAll("html, section"))
          .map((each) => each.scrollWidth - each.clientWidth);
    """
    assert browser.run(hidden) == [0, 0, 0]


def test_on_paper_there_is_what_can_be_read_and_nothing_to_click(shown: Open) -> None:
    """Every row and the whole timeline; no search field."""
    browser = shown(an_organisation(96))

    browser.chrome("Emulation.setEmulatedMedia", media="print")

    seen = "return document.querySelector(arguments[0]).checkVisibility()"
    assert not browser.run(seen, ".controls")
    assert not browser.run(seen, "th button")
    assert browser.run("return getComputedStyle(document.querySelector('th'), '::before').content")
    assert len(browser.run(NAMES)) == 100
    timeline = (
        "const box = document.querySelector('.timeline'); return box.scrollWidth - box.clientWidth"
    )
    assert browser.run(timeline) <= 1
    paper = browser.chrome("Page.printToPDF", preferCSSPageSize=True, generateTaggedPDF=False)
    assert len(paper["data"]) > 10_000


def test_without_script_the_page_is_still_there(shown: Open, browser: Browser) -> None:
    """Every campaign can be read, and there is nothing to press that does nothing."""
    browser.chrome("Emulation.setScriptExecutionDisabled", value=True)
    try:
        shown(an_audit())
    finally:
        browser.chrome("Emulation.setScriptExecutionDisabled", value=False)

    assert len(browser.run(NAMES)) == 4
    assert browser.run("return document.querySelectorAll('button:enabled').length") == 1
    assert not browser.run("return document.querySelector('#clear').checkVisibility()")
