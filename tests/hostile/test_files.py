"""Files that somebody made to stop, to spy on or to fool the reconciler.

Never a traceback, never a hang, never more than a hundred findings of a file, never much time or
memory, and nothing that steers a terminal.
"""

import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reconciler.yaml12.document import MAX_BYTES
from reconciler.yaml12.text import MAX_VALUES
from tests.hostile.support import Ran, run, surroundings
from tests.support.command import COMMAND
from tests.support.repository import SANDBOX, campaign, write
from tests.support.server import ROOT

SECONDS, BYTES = 4, 600 << 20
"""Of processor time and address space for all big files; the interpreter alone takes a part."""
HEAD = "name: A\ntrackingType: DEFAULT\n"
TARGET = "{name: %s, targetEntity: TRANSACTION, targetType: SALES, %s}"
SCARY = "\x1b[2J\u202e\u2066\x9b\x07"


def full(unit: str, head: str = "", tail: str = "") -> str:
    """As often as it fits into the largest file."""
    return head + unit * ((MAX_BYTES - len(head) - len(tail)) // len(unit.encode())) + tail


def many(head: str, unit: Callable[[int], str], tail: str = "", *, each: int = 1) -> str:
    """As many values as are read."""
    return head + "".join(map(unit, range((MAX_VALUES - 20) // each))) + tail


BIG: dict[str, str | bytes] = {
    "brackets": full("["),
    "closed.json": "[" * (MAX_BYTES // 2) + "]" * (MAX_BYTES // 2),
    "dashes": full("- "),
    "braces": full("{a: "),
    "bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{n}: &{n} [{','.join(['*' + p] * 9)}]\n"
        for p, n in zip("abcdefg", "bcdefgh", strict=True)
    ),
    "one-scalar": full("x", "name: "),
    "one-key": full("x", "", ": 1"),
    "keys": many("", lambda k: f"k{k}: 1\n"),
    "same-key": full("a: 1\n"),
    "accents": full("\u0301\u0316", 'name: "a', '"\ntrackingType: DEFAULT\n'),
    "wrong-parts": many(HEAD + "targets:\n", lambda _: "- {x: 1}\n", each=2),
    "wrong-values": many(
        f"{HEAD}targets:\n- name: a\n  targetEntity: TRANSACTION\n  targetType: SALES\n"
        "  defaultValues: [",
        lambda _: "x,",
        "]\n",
    ),
    "part-of-text": many(HEAD + "targets:\n", lambda k: f'- {{name: "x${{a{k}}}"}}\n', each=2),
    "same-names": many(
        f"{HEAD}targets:\n", lambda _: f"- {TARGET % ('a', 'defaultValues: 1')}\n", each=5
    ),
    "cycles": f"{HEAD}targetEvaluationType: CYCLIC_WINDOW\ntotalPeriods: {'9' * 30}\n"
    f"targets: [{TARGET % ('a', 'defaultValues: 1')}]\n",
    "digits": full("9", "frequency: "),
    "exponent": "frequency: 1e999999999\nrecurringCycles: 1E-999999999\n",
    "escapes": full("\\x1b", 'name: "', '"'),
    "zeros": b"\0" * MAX_BYTES,
    "marks": full("\ufeff"),
    "controls": full("\x1b", 'a: "', '"'),
    "not-utf-8": b"name: \xff" * (MAX_BYTES // 7),
    "utf-16": full("a: 1\n").encode("utf-16")[:MAX_BYTES],
    "directives": full("%a\n"),
    "too-long": "#" * (MAX_BYTES + 1),
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * len(BIG) // 4, SECONDS * len(BIG) // 4))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def test_no_file_of_the_largest_size_takes_much_time_or_memory(tmp_path: Path) -> None:
    """All in one process, whose processor time and memory the system limits."""
    for name, content in BIG.items():
        write(tmp_path, {name if "." in name else f"{name}.yaml": content})
    done = subprocess.run(
        [*COMMAND, "validate", "--format", "json", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )

    assert (done.returncode, done.stderr) == (3, "")
    shown = json.loads(done.stdout)
    files = [each["file"] for each in shown["findings"]]
    assert len(set(files)) == len(BIG)
    assert max(files.count(each) for each in files) <= 100
    assert max(len(each["message"]) for each in shown["findings"]) < 2 * len("x" * 300)
    assert done.stdout.isascii() or all(line.isprintable() for line in done.stdout.splitlines())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A repository with one good campaign, which is the current folder."""
    write(tmp_path, {"reconciler.toml": SANDBOX, "campaigns/good.yaml": campaign()})
    with surroundings(tmp_path):
        yield tmp_path


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_loop(path: Path) -> None:
    path.symlink_to(path.name)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


def a_link_to_secrets(path: Path) -> None:
    secret = path.parents[2] / "secret"
    secret.write_text("s3cret: s3cret")
    path.symlink_to(secret)


def a_link_to_a_folder(path: Path) -> None:
    outside = path.parents[2] / "outside"
    outside.mkdir()
    path.symlink_to(outside, target_is_directory=True)


ODD = (a_pipe, a_device, a_loop, a_link_to_nothing, a_link_to_secrets, a_link_to_a_folder)


@pytest.mark.parametrize("make", ODD)
def test_what_is_no_file_of_the_repository_is_a_finding(
    folder: Path, make: Callable[[Path], None]
) -> None:
    """Not a hang, not a leak, and not as if nothing were there."""
    make(folder / "campaigns" / "odd.yaml")
    for ran in (run("validate"), run("validate", "campaigns/odd.yaml"), run("plan")):
        said = ran.out + ran.err
        if make is a_link_to_a_folder and "2 files" not in said and "campaigns/" not in said:
            continue  # named on the command line, a link to a folder is a folder
        assert "s3cret" not in said
        assert "Unexpected" not in ran.err
    assert run("validate").code == 3
    assert "campaigns/odd.yaml: error: The file" in run("validate").out


def test_a_link_inside_the_repository_is_a_campaign(folder: Path) -> None:
    write(folder, {"shared/summer.yaml": campaign("Summer")})
    (folder / "campaigns" / "summer.yaml").symlink_to("../shared/summer.yaml")
    assert run("validate").code == 0


def test_a_folder_with_the_name_of_a_file_is_a_folder(folder: Path) -> None:
    write(folder, {"campaigns/x.yaml/inner.yaml": campaign("Inner")})
    assert "2 files checked" in run("validate").out


@pytest.mark.parametrize("make", [a_pipe, a_device, a_loop, a_link_to_nothing])
@pytest.mark.parametrize("what", ["plan.json", "reconciler.toml"])
def test_plans_and_settings_are_only_read_from_files(
    folder: Path, make: Callable[[Path], None], what: str
) -> None:
    (folder / what).unlink(missing_ok=True)
    make(folder / what)
    arguments = ("show", what) if what == "plan.json" else ("plan",)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 2


@pytest.mark.parametrize(
    "text",
    [f"a = {'[' * 5000}", f"a = {'9' * 5000}", "a = 1e999999999999999999999", "a" * (2 << 20)],
    ids=["deep", "digits", "exponent", "long"],
)
def test_settings_that_no_reader_survives_are_refused(folder: Path, text: str) -> None:
    (folder / "reconciler.toml").write_text(text)
    ran = run("plan")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: reconciler.toml ")


def assert_harmless(ran: Ran) -> None:
    for stream in (ran.out, ran.err):
        assert all(line.isprintable() for line in stream.split("\n")), stream


def test_names_of_files_and_words_on_the_command_line_steer_no_terminal(folder: Path) -> None:
    write(folder, {f"campaigns/a{SCARY}b.yaml": f"name: {SCARY!r}\n{SCARY}: 1\n"})
    for arguments in (
        ("validate",),
        ("plan",),
        ("validate", f"no{SCARY}"),
        ("plan", "--only", SCARY),
        ("show", SCARY),
        ("explain", SCARY),
        (SCARY,),
        ("--environment", SCARY, "plan"),
        ("--config", SCARY, "plan"),
        ("schema", "--folder", f"made{SCARY}"),
        ("schema", "--check", "--folder", SCARY),
        ("sandbox", "edit", SCARY, SCARY),
        ("validate", f"--{SCARY}"),
        ("validate", "--format", SCARY),
    ):
        assert_harmless(run(*arguments))


SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.just(SCARY)),
    *(st.sampled_from(["1e999", "0", "2027-01-01", "STREAKS"]), st.integers(10**18, 10**40)),
)
HOSTILE = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: object) -> list[list[str | int]]:
    """Every way into JSON data."""
    found: list[list[str | int]] = [[]]
    if isinstance(value, dict | list):
        steps = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        found += [[key, *rest] for key, inner in steps for rest in places(inner)]
    return found


@st.composite
def spoiled(draw: st.DrawFn, raw: str) -> str:
    """JSON in which one to three values are others."""
    data = {"": json.loads(raw)}
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(data)[1:]))
        holder: object = data
        for step in way:
            holder = holder[step]  # type: ignore[index]
        holder[last] = draw(HOSTILE)  # type: ignore[index]
    return json.dumps(data[""])


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A saved plan with each kind of change."""
    place = tmp_path_factory.mktemp("plans")
    write(place, {"reconciler.toml": SANDBOX, "campaigns/a.yaml": campaign()})
    with surroundings(place):
        assert run("apply", "--yes").code == 0
        write(place, {"campaigns/a.yaml": campaign(value=9), "campaigns/b.yaml": campaign("B")})
        assert run("plan", "--out", "plan.json").code == 0
        yield (place / "plan.json").read_text()


@settings(max_examples=30, phases=[Phase.generate])
@given(data=st.data())
def test_no_spoiled_plan_is_a_bug(saved: str, data: st.DataObject) -> None:
    """Its id may even have been made to fit."""
    Path("spoiled.json").write_text(data.draw(spoiled(saved)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.core.plan.Plan.plan_id", json.loads(saved)["plan_id"])
        for form in ("text", "json"):
            ran = run("show", "spoiled.json", "--format", form)
            assert "Unexpected" not in ran.err
            assert_harmless(ran)
