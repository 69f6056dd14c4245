"""Logins: which variables sign the requests of an environment, and that no other host gets them."""

from collections.abc import Mapping
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import ExitCode, SettingsError
from reconciler.settings.login import NAMES, Login, prefix_of, read_login, secrets_of

USER, PASSWORD, MD5, KEY, SECRET = PLAIN = tuple(f"RECONCILER_{name}" for name in NAMES)
UAT_USER, UAT_PASSWORD, UAT_MD5, UAT_KEY, UAT_SECRET = (f"RECONCILER_UAT_{name}" for name in NAMES)
HOSTS = {"uat": "https://uat.example.com", "prod": "https://prod.example.com"}
WAYS = [(USER, PASSWORD), (USER, MD5), (KEY, SECRET)]


def found_in(login: Login) -> dict[str, str]:
    return {
        name: value
        for name, value in asdict(login).items()
        if value is not None and name != "prefix"
    }


def refusal(variables: Mapping[str, str], environment: str = "uat") -> SettingsError:
    with pytest.raises(SettingsError) as raised:
        read_login(variables, environment, HOSTS)
    assert raised.value.exit_code is ExitCode.FAILURE
    return raised.value


@pytest.mark.parametrize("names", WAYS)
def test_one_whole_way_to_log_in_is_taken(names: tuple[str, ...]) -> None:
    """Other variables of the environment are no matter, nor are empty ones."""
    variables = dict.fromkeys(PLAIN, "") | {"HOME": "/"}
    login = read_login(variables | {name: f"the {name}" for name in names}, "uat", HOSTS)
    assert set(found_in(login)) == {name.removeprefix("RECONCILER_").lower() for name in names}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "The environment variables hold no credentials for uat."),
        ((USER,), "The credentials are not complete: only RECONCILER_USERNAME is set."),
        (
            (PASSWORD, SECRET),
            ("The credentials are not complete: only RECONCILER_PASSWORD and "
            "RECONCILER_CLIENT_SECRET are set."),
        ),
        (
            (USER, PASSWORD, MD5),
            ("Too many credentials: RECONCILER_USERNAME, RECONCILER_PASSWORD and "
            "RECONCILER_PASSWORD_MD5 are set, and one way must be chosen."),
        ),
        (
            (USER, MD5, KEY),
            ("Too many credentials: RECONCILER_USERNAME, RECONCILER_PASSWORD_MD5 and "
            "RECONCILER_CLIENT_KEY are set, and one way must be chosen."),
        ),
    ],
)  # fmt: skip
def test_other_credentials_are_refused_by_name(names: tuple[str, ...], message: str) -> None:
    """Missing, incomplete or mixed: the message says what is set and never its value."""
    error = refusal(dict.fromkeys(names, "s3cret"))
    assert error.message == message
    assert "RECONCILER_USERNAME with RECONCILER_PASSWORD" in error.hint
    assert "For uat alone, begin the names with RECONCILER_UAT_." in error.hint
    assert "s3cret" not in f"{error!r}{error.hint}"


def test_credentials_are_not_in_the_repr() -> None:
    """A log of the value gives nothing away."""
    login = read_login({USER: "ada", PASSWORD: "s3cret"}, "uat", HOSTS)
    assert repr(login) == "Login()"
    assert "s3cret" not in f"{login}"
    assert repr(Login(client_secret="s3cret")) == "Login()"


@pytest.mark.parametrize(
    ("environment", "prefix"),
    [
        ("uat", "RECONCILER_UAT_"),
        ("Eu-1.prod", "RECONCILER_EU_1_PROD_"),
        ("straße 7", "RECONCILER_STRA_E_7_"),
        ("_", "RECONCILER___"),
    ],
)
def test_the_names_of_an_environment(environment: str, prefix: str) -> None:
    """Capitals, digits and underscores, as every shell and GitHub take them."""
    assert prefix_of(environment) == prefix


def test_named_ones_come_before_plain_ones() -> None:
    """The plain ones serve what has none of its own."""
    variables = {UAT_USER: "ada", UAT_PASSWORD: "a", USER: "bob", MD5: "b"}
    uat, prod = (read_login(variables, name, HOSTS) for name in ("uat", "prod"))
    assert found_in(uat) == {"username": "ada", "password": "a"}
    assert found_in(prod) == {"username": "bob", "password_md5": "b"}


@pytest.mark.parametrize("name", [UAT_USER, UAT_PASSWORD, UAT_MD5, UAT_KEY, UAT_SECRET])
def test_named_and_plain_ones_are_not_mixed(name: str) -> None:
    """An incomplete login is never made whole by what may be meant for another host."""
    error = refusal({USER: "bob", PASSWORD: "b", name: "a"})
    assert error.message == f"The credentials are not complete: only {name} is set."
    assert "Set RECONCILER_UAT_USERNAME with RECONCILER_UAT_PASSWORD (clear text)" in error.hint
    assert "Plain names such as RECONCILER_PASSWORD are not mixed with these." in error.hint


def test_named_ones_that_are_empty_count_as_not_set() -> None:
    """As a CI hands over secrets that nobody has set."""
    variables = {UAT_USER: "", UAT_PASSWORD: "\n", USER: "bob", PASSWORD: "b"}
    assert found_in(read_login(variables, "uat", HOSTS)) == {"username": "bob", "password": "b"}


def test_variables_of_no_environment_are_pointed_out() -> None:
    """A name that was mistyped leaves the environment without a login."""
    lost = {"RECONCILER_UTA_PASSWORD": "a", "RECONCILER_uat_USERNAME": "b", UAT_USER: ""}
    error = refusal(lost)
    assert error.hint.endswith(
        "No environment matches RECONCILER_UTA_PASSWORD and RECONCILER_uat_USERNAME."
    )


def test_a_login_for_nobody_is_not_sent_to_several_hosts() -> None:
    """Whoever names one environment has named its host; whoever takes all of them has not."""
    plain = {USER: "bob", PASSWORD: "b"}
    for environment in HOSTS:
        read_login(plain, environment, HOSTS)
        with pytest.raises(SettingsError, match="not named for a host: ") as raised:
            read_login(plain, environment, HOSTS, together_with=tuple(HOSTS))
        assert f"as {prefix_of(environment)}USERNAME" in raised.value.hint
    named = plain | {UAT_USER: "ada", UAT_PASSWORD: "a"}
    for environment in HOSTS:
        read_login(named, environment, HOSTS, together_with=tuple(HOSTS))
    one_host = {"uat": "https://EU.example.com", "prod": "https://eu.example.com:443/"}
    read_login(plain, "uat", one_host, together_with=("prod", "sandbox"))
    with pytest.raises(SettingsError, match="not named for a host"):
        read_login(plain, "uat", {"uat": "https://[", "prod": "https://b"}, together_with=["prod"])


@given(
    st.dictionaries(
        st.sampled_from([*PLAIN, *(f"RECONCILER_{e}_{n}" for e in ("UAT", "PROD") for n in NAMES)]),
        st.sampled_from(["", "\n", "x", "y\r\n"]),
    )
)
def test_no_login_goes_to_a_host_that_it_was_not_named_for(variables: dict[str, str]) -> None:
    """Whatever is set: what is sent is all named for the environment, or all plain."""
    for environment, own in (("uat", "RECONCILER_UAT_"), ("prod", "RECONCILER_PROD_")):
        named = {
            name: text.rstrip()
            for name in NAMES
            if (text := variables.get(f"{own}{name}", "")).strip()
        }
        plain = {
            name: text.rstrip()
            for name in NAMES
            if (text := variables.get(f"RECONCILER_{name}", "")).strip()
        }
        expected = named or plain
        is_whole = tuple(f"RECONCILER_{name}" for name in expected) in WAYS
        try:
            login = read_login(variables, environment, HOSTS)
        except SettingsError:
            assert not is_whole
        else:
            assert is_whole
            assert found_in(login) == {name.lower(): text for name, text in expected.items()}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("names", WAYS)
def test_line_breaks_at_the_end_are_dropped(names: tuple[str, ...], end: str) -> None:
    """Files, ``echo`` and Windows leave them there; nobody means them."""
    login = read_login(dict.fromkeys(names, f"ada {end}"), "uat", HOSTS)
    assert set(found_in(login).values()) == {"ada "}


@pytest.mark.parametrize(
    ("variables", "doubt"),
    [
        ({USER: "ada", PASSWORD: "b c\n"}, ""),
        (
            {USER: "ada", PASSWORD: "b "},
            "RECONCILER_PASSWORD begins or ends with a space, which is sent as part of it.",
        ),
        (
            {UAT_KEY: "\tk", UAT_SECRET: "s "},
            (
                "RECONCILER_UAT_CLIENT_KEY and RECONCILER_UAT_CLIENT_SECRET begin or end "
                "with a space, which is sent as part of it."
            ),
        ),
    ],
)
def test_blanks_stay_and_are_doubted(variables: dict[str, str], doubt: str) -> None:
    """One at the end may be a part of a password."""
    login = read_login(variables, "uat", HOSTS)
    assert login.doubt == doubt
    assert {text.rstrip("\n") for text in variables.values()} == set(found_in(login).values())


def test_what_is_said_of_a_login_names_its_variables() -> None:
    """Hints are written for the plain names."""
    hint = "RECONCILER_PASSWORD takes it in clear, RECONCILER_PASSWORD_MD5 its hash."
    assert Login().in_its_names(hint) == hint
    assert Login(prefix="RECONCILER_EU_1_").in_its_names(hint) == (
        "RECONCILER_EU_1_PASSWORD takes it in clear, RECONCILER_EU_1_PASSWORD_MD5 its hash."
    )


def test_every_secret_is_known_whoever_it_is_meant_for() -> None:
    """They are masked in all that is shown."""
    variables = {
        PASSWORD: "one\n",
        UAT_MD5: "two",
        "RECONCILER_GONE_CLIENT_SECRET": "three",
        "RECONCILER__PASSWORD": "four",
        "RECONCILER_PASSWORD_PASSWORD_MD5": "five",
        "RECONCILER_ENVIRONMENT": "uat",
    }
    logins = list(secrets_of(variables))
    assert {text for login in logins for text in found_in(login).values()} == {
        "one",
        "two",
        "three",
        "four",
        "five",
    }
    assert sum(login.password_md5 == "five" for login in logins) == 1


def test_a_placeholder_of_postman_is_no_login() -> None:
    """Whoever copies a request copies its placeholders."""
    variables = {"RECONCILER_USERNAME": "{{user}}", "RECONCILER_PASSWORD": "{{ pass }}"}
    with pytest.raises(SettingsError, match="RECONCILER_USERNAME holds a placeholder"):
        read_login(variables, "uat", {})
    inside = {"RECONCILER_USERNAME": "a", "RECONCILER_PASSWORD": "a{{b}}c"}
    assert read_login(inside, "uat", {}).password == "a{{b}}c"


@pytest.mark.parametrize("blank", [" ", "\t \n", "\u00a0"])
@pytest.mark.parametrize("names", WAYS)
def test_a_variable_of_blanks_is_refused(names: tuple[str, ...], blank: str) -> None:
    """Whichever it is; blanks around a password may be meant."""
    for name in names:
        error = refusal(dict.fromkeys(names, "x") | {name: blank})
        assert error.message == f"{name} holds nothing but blanks; nothing was sent."
        assert error.hint == "Give it the value itself, or unset it."
    assert read_login({USER: "u", PASSWORD: " p "}, "uat", HOSTS).password == " p "
