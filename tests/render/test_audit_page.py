"""The audit's page as HTML: complete without its script, and safe whatever a name says."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from itertools import chain, combinations

import pytest
from msgspec.structs import replace

from reconciler.core.audit import Audit, AuditFilter
from reconciler.core.resource import Lifecycle
from reconciler.core.several_audits import Audits, NotRead
from reconciler.render import audit_html, audit_markdown, audit_text
from reconciler.render.audit_markdown import audits_markdown
from reconciler.render.audit_text import audits_lines
from reconciler.render.html import Html, digest, joined, own_file, tag
from reconciler.render.markdown import to_markdown
from reconciler.render.safe import visible
from reconciler.render.terminal import to_text
from tests.render.test_audit_formats import (
    HOSTILE,
    a_hostile_audit,
    a_mixed_audit,
    a_promoted_audit,
)
from tests.support.audits import (
    TODAY,
    a_campaign,
    a_row,
    an_organisation,
    audited,
    page_of,
    together,
)

CSS = own_file("page.css") + own_file("audit_page.css")
SCRIPT = files("reconciler.render").joinpath("audit_page.js").read_text(encoding="utf-8")
OUR_ELEMENTS = """
    html head meta title style script body header main section h1 h2 p div span strong small b i
    ul li a button label input select option table thead tbody tr th td time
    details summary figure figcaption svg polyline circle
"""
OUR_ATTRIBUTES = """
    lang charset http-equiv content name class style id role href title tabindex hidden disabled
    type for scope autocomplete spellcheck aria-label aria-labelledby aria-pressed aria-hidden
    data-class data-today data-flag data-title data-key data-filter data-start data-end data-rank
    value open data-searched viewbox points width height cx cy r
"""


@dataclass
class Element:
    """An element of a parsed page."""

    name: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)


class Page(HTMLParser):
    """A page read with the standard library's parser."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), inside=list(self.open))
        self.elements.append(element)
        if tag not in {"meta", "input", "br"}:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, name: str, **attributes: str) -> list[Element]:
        """Elements with a name and some attributes."""
        return [
            each
            for each in self.elements
            if each.name == name and attributes.items() <= each.attributes.items()
        ]


def several_hostile() -> Audits:
    """Two organisations with hostile text everywhere, and one of them that could not be read."""
    audit = a_hostile_audit()
    named = (replace(audit, environment=HOSTILE[0]), replace(audit, environment=HOSTILE[1]))
    return Audits(named, (NotRead(HOSTILE[0], HOSTILE[1], HOSTILE[2], 5),))


def rows_of(page: Page) -> list[Element]:
    return [each for each in page.all("tr") if "data-class" in each.attributes]


@pytest.mark.parametrize(
    "audit",
    [
        *(a_hostile_audit(), a_mixed_audit(), audited([], []), an_organisation(96)),
        *(several_hostile(), Audits(())),
    ],
    ids=["hostile", "mixed", "empty", "an organisation", "several", "none of several"],
)
def test_a_page_holds_nothing_but_our_elements(audit: Audit | Audits) -> None:
    """Names make no element and no attribute; no handler, no address but places in the page."""
    page = Page(page_of(audit))

    assert {each.name for each in page.elements} <= set(OUR_ELEMENTS.split())
    assert {name for each in page.elements for name in each.attributes} <= set(
        OUR_ATTRIBUTES.split()
    )
    links = [each.attributes["href"] or "" for each in page.all("a")]
    places = {f"#{each.attributes['id']}" for each in rows_of(page)}
    folds = {f"#{each.attributes.get('id')}" for each in page.all("details")}
    assert set(links) <= places | folds | {"#promotions"}
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert len(page.all("script")) == 1
    assert page.all("script")[0].text == SCRIPT


def test_several_organisations_stand_over_each_other() -> None:
    """With what differs, and each in full below."""
    small = together(eu=(["Spring", "Summer"], []), asia=(["Spring"], ["Summer"]))
    page = Page(page_of(small))
    links = {each.text: each.attributes["href"] for each in page.all("a")}
    assert links == {"asia": "#o0", "eu": "#o1"}
    [differing] = [each for each in page.all("tr") if "data-searched" in each.attributes]
    assert differing.text == "Summer1 of 2: euasia"
    assert len(rows_of(page)) == 4
    assert all("open" in each.attributes for each in page.all("details"))
    assert "Not read" not in page.all("main")[0].text


def test_what_is_many_is_folded_or_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """And how much of it is not listed is told."""
    for module, most in ((audit_html, 1), (audit_text, 2), (audit_markdown, 3)):
        monkeypatch.setattr(module, "MOST_LISTED", most)
    monkeypatch.setattr(audit_html, "MOST_OPEN", 3)
    monkeypatch.setattr(audit_html, "MOST_OPEN_DIFFERING", 0)
    several = together(eu=(["A", "B", "C", "D"], []), asia=([], []))
    some = [replace(each, filter=AuditFilter(running=True)) for each in several.audits]
    page = Page(page_of(Audits(tuple(some))))
    assert not any("open" in each.attributes for each in page.all("details"))
    assert "filter: running; shown: 4 of 4" in page.all("details")[-1].text
    assert "And 3 more: JSON lists all of them." in page.all("main")[0].text
    assert "and 2 more: " in to_text(chain.from_iterable(audits_lines(several)), color=False)
    assert "And 1 more." in to_markdown(audits_markdown(several))


def test_hostile_names_show_as_they_are_written() -> None:
    """In the table and in the timeline, with what cannot be seen written out."""
    page = Page(page_of(a_hostile_audit()))
    cells = [each.text for each in page.all("td", **{"class": "c-name"})]

    for text in filter(None, HOSTILE):
        assert any(cell.startswith(visible(text)) for cell in cells), text
    assert all(visible(each) == each for each in cells)
    assert any(cell.startswith("(no name)") for cell in cells)


def test_a_page_is_complete_without_its_script() -> None:
    """Totals, every campaign with its flags, the timeline and the notes stand in the HTML."""
    audit = a_mixed_audit()
    page = Page(page_of(audit))
    text = page.all("body")[0].text

    assert len(rows_of(page)) == len(audit.entries) == 6
    assert "20.0 %" in text
    assert "managed: 1 of 5 live groups" in text
    for entry in audit.entries:
        for flag in entry.flags:
            assert flag.message in text
    assert all(note in text for note in audit.notes)
    tiles = [
        each.text
        for each in page.all("button")
        if each.inside[-1].attributes.get("class") == "tiles"
    ]
    assert [each[:8] for each in tiles] == ["1drifted", "1missing", "3unmanag", "1managed"]
    assert len(page.all("a")) == 6


def test_what_needs_the_script_waits_for_it() -> None:
    """Without it there is no search field and no button that does nothing."""
    page = Page(page_of(a_mixed_audit()))

    [controls] = page.all("div", **{"class": "controls"})
    assert "hidden" in controls.attributes
    outside = [each for each in page.all("button") if controls not in each.inside]
    assert all("disabled" in each.attributes for each in outside)


def test_a_page_may_run_its_script_and_fetch_nothing() -> None:
    """The policy names the script by its digest; there is no address of another place."""
    html = page_of(a_mixed_audit())
    [policy] = Page(html).all("meta", **{"http-equiv": "Content-Security-Policy"})

    rules = str(policy.attributes["content"])
    assert rules.startswith("default-src 'none'; ")
    assert f"script-src {digest(SCRIPT)}; " in rules
    assert "://" not in html
    assert "url(" not in CSS
    assert "innerHTML" not in SCRIPT


def test_fields_and_headings_can_be_reached_and_named() -> None:
    """The search has a label, each heading is a button, results are announced."""
    page = Page(page_of(a_mixed_audit()))

    assert page.all("label", **{"for": "search"})
    assert page.all("input", id="search", type="search")
    assert page.all("p", role="status")
    buttons = [each for each in page.all("button") if each.inside[-1].name == "th"]
    assert len(buttons) == len(page.all("th")) == 10
    assert all(each.attributes["scope"] == "col" for each in page.all("th"))
    assert page.all("html", lang="en")


def test_days_of_a_cycle_are_called_so() -> None:
    """A cycle of years must not pass for a campaign of years."""
    row = a_row(a_campaign(), periods=None)
    page = Page(page_of(audited([], [row])))

    [first] = page.all("td", **{"class": "c-first"})
    assert first.text == "2027-05-01of the cycle"


def test_a_cycle_of_years_does_not_stretch_the_timeline() -> None:
    """It is drawn as far as the days of the others reach, and goes on beyond them."""
    fixed = [a_row(a_campaign(starts="2027-04-01", ends="2027-08-31"), 100)]
    cycle = a_row(a_campaign("Five years", starts="2025-01-01", ends="2029-12-31"), 900)
    page = Page(page_of(audited([], [*fixed, cycle | {"periods": None}])))

    assert "Days 2027-04-01 to 2027-08-31." in page.all("p", **{"class": "key"})[0].text
    [drawn] = [each for each in page.all("a") if each.text == "Five years"]
    assert str(drawn.attributes["class"]).endswith("before beyond")
    alone = page_of(audited([], [cycle | {"periods": None}]))
    assert "Days 2027-05-01 to 2027-07-31." in alone


def test_what_runs_today_comes_first() -> None:
    """In the table and in the timeline, whatever its class; rows and bars belong together."""
    audit = an_organisation(96)
    page = Page(page_of(audit))
    today = [each.attributes["data-today"] for each in rows_of(page)]
    ranks = [each.attributes["data-rank"] for each in page.all("a")]

    running = today.count("running")
    assert running == audit.lifecycles[Lifecycle.RUNNING]
    assert set(today[:running]) == {"running"}
    assert ranks == sorted(ranks, key=str)
    assert set(ranks) == {"0", "1", "2"}
    titles = {each.attributes["id"]: each.text for each in rows_of(page)}
    for bar in page.all("a"):
        assert titles[str(bar.attributes["href"])[1:]].startswith(bar.text.rstrip("…"))


def test_a_promotion_that_runs_is_found_with_what_runs() -> None:
    """By the same button, above in the timeline; one that is over is below."""
    audit = a_promoted_audit()
    page = Page(page_of(audit))
    rows = {str(each.attributes["id"]): each.attributes["data-today"] for each in rows_of(page)}
    ranks = {str(e.attributes["href"])[1:]: e.attributes["data-rank"] for e in page.all("a")[1:]}

    runs = [each.runs_on(audit.today) for each in audit.promotions.listed]
    assert {True, False} == set(runs)
    for number, is_running in enumerate(runs):
        assert (rows[f"p{number}"] == "running") == is_running
        if f"p{number}" in ranks:
            assert (ranks[f"p{number}"] == "0") == is_running


def test_groups_without_days_are_counted_beside_the_timeline() -> None:
    """What cannot be drawn is not passed over in silence; without any there is no timeline."""
    undated = a_row(a_campaign("a"), 100, periods=None, targetCycleStartDate=None)
    undated |= {"targetCycleEndDate": None}
    html = page_of(audited([], [undated, a_row(a_campaign("b"), 200)]))

    assert "1 campaign outside them or without days." in html
    assert 'class="chart"' not in page_of(audited([], [undated]))


def test_a_page_tells_one_group_from_several() -> None:
    """One live group is not one live groups."""
    assert "1 live group," in page_of(an_organisation(1))


def test_the_page_of_a_large_organisation_stays_small() -> None:
    """2,000 groups are some megabytes, in proportion to 96."""
    small, large = (len(page_of(an_organisation(count))) for count in (96, 960))

    assert large < 12 * small


def test_what_is_not_marked_as_html_is_escaped() -> None:
    """Children and attributes alike; names of attributes lose their underscores."""
    written = tag("p", "<b>", tag("b", "&"), class_='"x"', data_key="'", hidden=True, id=None)

    assert written == (
        '<p class="&quot;x&quot;" data-key="&#x27;" hidden>&lt;b&gt;<b>&amp;</b></p>'
    )
    assert joined(Html("<i>"), "<i>", tag("br", hidden=False)) == "<i>&lt;i&gt;<br>"


def luminance(color: str) -> float:
    """How light a colour is, as the accessibility guidelines count it."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_text_stands_out_from_its_ground(scheme: int, ground: str) -> None:
    """Contrast of 4.5 to 1 or more, for every colour of text in both schemes."""
    palettes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    ]
    colors = palettes[scheme] | palettes[scheme + 2]
    for text in ("ink", "quiet", "managed", "drifted", "missing", "unmanaged", "focus"):
        light, dark = sorted((luminance(colors[text]), luminance(colors[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text


def test_no_two_bars_of_one_lane_overlap() -> None:
    """Campaigns that overlap stand side by side; names have room."""
    page = Page(page_of(an_organisation(96)))
    bars = [
        (
            float(str(each.attributes["data-start"])),
            float(str(each.attributes["data-end"])),
            str(each.attributes["style"]).rpartition("--in:")[2],
        )
        for each in page.all("a")
    ]

    assert len(bars) > 90
    for one, other in combinations(bars, 2):
        assert one[2] != other[2] or one[1] <= other[0] or other[1] <= one[0]
    assert f"on {TODAY.isoformat()}" in page.all("header")[0].text
