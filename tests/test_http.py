"""What the clients of the loyalty API and of GitHub share: proxies, and dates of headers."""

import os
import time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.github.access import read_access
from reconciler.github.client import GitHub
from reconciler.http import find_proxy, is_loopback, read_date
from reconciler.lean.httpx import httpx

PROXY = "http://proxy.example:3128"
DIRECT = (
    ("*", "https://api.example"),
    ("other.example, *", "https://api.example"),
    ("api.example", "https://api.example"),
    ("api.example", "https://eu.api.example"),
    (".api.example", "https://eu.api.example"),
    (".api.example", "https://api.example"),
    ("*.api.example", "https://eu.api.example"),
    ("*.api.example", "https://api.example"),
    ("API.Example", "https://api.EXAMPLE"),
    ("api.example.", "https://api.example"),
    ("api.example", "https://api.example."),
    ("api.example:443", "https://api.example"),
    ("api.example:8443", "https://api.example:8443"),
    (".example:443", "https://api.example:443"),
    ("https://api.example", "https://api.example"),
    ("all://api.example", "https://api.example"),
    ("one.example,api.example", "https://api.example"),
    (" one.example ,\tapi.example ", "https://api.example"),
    ("one.example api.example", "https://api.example"),
    (",,api.example,", "https://api.example"),
    ("münchen.example", "https://xn--mnchen-3ya.example"),
    ("xn--mnchen-3ya.example", "https://münchen.example"),
    ("10.1.2.3", "https://10.1.2.3"),
    ("10.1.2.3:443", "https://10.1.2.3"),
    ("10.0.0.0/8", "https://10.1.2.3"),
    ("10.9.9.9/8", "https://10.1.2.3"),
    ("10.0.0.0/255.0.0.0", "https://10.1.2.3"),
    ("10.0.0.0/8", "https://[::ffff:10.1.2.3]"),
    ("2001:db8::1", "https://[2001:db8::1]"),
    ("[2001:db8::1]", "https://[2001:db8::1]"),
    ("[2001:DB8:0::1]", "https://[2001:db8::1]"),
    ("[2001:db8::1]:443", "https://[2001:db8::1]"),
    ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ("2001:db8::/32", "https://[2001:db8::1]"),
    ("[2001:db8::]/32", "https://[2001:db8::1]"),
    ("[::1],localhost,api.example", "https://api.example"),
)
"""What NO_PROXY says, and hosts that it names."""
THROUGH = (
    ("", "https://api.example"),
    (" , ", "https://api.example"),
    (".", "https://api.example"),
    ("example.other", "https://api.example"),
    ("eu.api.example", "https://api.example"),
    ("pi.example", "https://api.example"),
    ("api.example:80", "https://api.example"),
    ("api.example:443", "https://api.example:8443"),
    ("api.example:https", "https://api.example"),
    ("http://api.example", "https://api.example"),
    ("[::1]", "https://api.example"),
    ("::1", "https://api.example"),
    ("[", "https://api.example"),
    (":443", "https://api.example"),
    ("10.1.2.3", "https://10.1.2.4"),
    ("10.0.0.0/8", "https://11.1.2.3"),
    ("10.0.0.0/99", "https://10.0.0.0"),
    ("10.0.0.0/8", "https://api.example"),
    ("3", "https://10.1.2.3"),
    ("[2001:db8::1]:8443", "https://[2001:db8::1]"),
    ("2001:db8::/32", "https://[2001:db9::1]"),
    ("2001:db8::/32", "https://10.1.2.3"),
)
"""What NO_PROXY says, and hosts that it does not name."""


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    ("listed", "url", "expected"),
    [
        *((listed, url, None) for listed, url in DIRECT),
        *((listed, url, PROXY) for listed, url in THROUGH),
    ],
)
def test_no_proxy_is_read_in_one_way(
    monkeypatch: pytest.MonkeyPatch, variable: str, listed: str, url: str, expected: str | None
) -> None:
    """In every form that people write; what names nothing stops nothing."""
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv(variable, listed)
    assert find_proxy(httpx.URL(url)) == expected


@pytest.mark.parametrize(
    ("variables", "url", "expected"),
    [
        ({}, "https://api.example", None),
        ({"HTTPS_PROXY": PROXY}, "https://api.example", PROXY),
        ({"HTTPS_PROXY": "proxy.example:3128"}, "https://api.example", PROXY),
        ({"HTTPS_PROXY": PROXY}, "http://api.example", None),
        ({"ALL_PROXY": PROXY}, "http://api.example", PROXY),
        ({"ALL_PROXY": "http://a", "https_proxy": PROXY}, "https://api.example", PROXY),
        ({"HTTPS_PROXY": "http://a", "https_proxy": PROXY}, "https://api.example", PROXY),
        ({"HTTPS_PROXY": PROXY, "https_proxy": ""}, "https://api.example", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*", "no_proxy": ""}, "https://api.example", PROXY),
        ({"HTTPS_PROXY": PROXY}, "https://localhost", None),
        ({"HTTPS_PROXY": PROXY}, "https://127.9.9.9:1", None),
        ({"HTTPS_PROXY": PROXY}, "https://[::1]", None),
    ],
)
def test_the_usual_variables_name_the_proxy(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, expected: str | None
) -> None:
    """Small letters come first, an empty one counts as none; this machine needs no proxy."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert find_proxy(httpx.URL(url)) == expected


def test_where_the_system_keeps_a_list_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows, where no variable is set."""
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": PROXY})
    monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: host == "in.example")
    assert find_proxy(httpx.URL("https://in.example")) is None
    assert find_proxy(httpx.URL("https://out.example")) == PROXY


@given(
    listed=st.text("*.[]:/%0129af, \tünxX@é漢") | st.text(st.characters(exclude_characters="\0")),
    host=st.sampled_from(("api.example", "10.1.2.3", "[2001:db8::1]")),
)
def test_no_text_in_no_proxy_stops_anything(listed: str, host: str) -> None:
    """It names the host, or does not; and together with a star it always does."""
    url = httpx.URL(f"https://{host}")
    variables = {"HTTPS_PROXY": PROXY, "no_proxy": listed.encode(errors="ignore").decode()}
    with patch.dict(os.environ, variables, clear=True):
        assert find_proxy(url) in {None, PROXY}
        os.environ["no_proxy"] += ",*"
        assert find_proxy(url) is None


def test_whatever_no_proxy_holds_github_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library would refuse, such as an address in brackets, only says who is direct."""
    access = read_access({"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b"})
    for listed in ("localhost,127.0.0.1,[::1]", "fd00::/8", "[", "http://[", "a:b:c"):
        monkeypatch.setenv("NO_PROXY", listed)
        GitHub(access).__exit__(None, None, None)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.2", True), ("::1", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_what_is_this_machine(host: str, *, expected: bool) -> None:
    """By name or address."""
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Thu, 01 Jan 1970 01:00:00 GMT", 3600.0),
        ("Thu, 01 Jan 1970 01:00:00 +0100", 0.0),
        ("Thu, 01 Jan 1970 01:00:00", 3600.0),
        ("Thu, 01 Jan 1970 01:00:00 -0000", 3600.0),
        ("Thu Jan  1 01:00:00 1970", 3600.0),
        ("Thu, 01 Jan 19700 01:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_date_of_a_header_is_of_utc_where_it_names_no_zone(
    text: str, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever this machine is, and for both clients."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert read_date(text) == seconds
    finally:
        monkeypatch.undo()
        time.tzset()
