"""What an import says: new files, what was not visible, and reasons, safe to show."""

from reconciler.core.adoption import Adoption, Imported, NewFile, NotImported
from reconciler.core.plan import Reason
from reconciler.core.resource import Live
from reconciler.render.adoption_text import adoption_lines
from reconciler.render.terminal import to_text


def group(number: int, name: str) -> Live:
    return Live(number, name, dict)


ADOPTION = Adoption(
    new=(
        NewFile(group(1, "Spring"), "spring.yaml", "", ("/targets/a/active",)),
        NewFile(group(2, " outer"), "outer.yaml", "", tuple(f"/periods/{k}" for k in range(8))),
    ),
    declared=(group(3, "Summer"),),
    refused=(NotImported(group(4, "\x1b[2J"), Reason("shown-in-part", "The read\nis poor.")),),
)


def test_every_class_is_listed_or_counted() -> None:
    """Names with outer blanks are quoted, and nothing steers the terminal."""
    files = ["campaigns/spring.yaml", "campaigns/outer.yaml"]
    lines = adoption_lines(Imported(ADOPTION, files, "uat", "milestones"))
    text = to_text(lines, color=False)
    assert text == (
        "  + Spring  campaigns/spring.yaml  group 1\n"
        "      not visible through milestones, so left at its default: targets/a/active\n"
        "  + ' outer'  campaigns/outer.yaml  group 2\n"
        "      not visible through milestones, so left at its default: periods/0, periods/1, "
        "periods/2, periods/3, periods/4, periods/5 and 2 more\n"
        "  ! \\x1b[2J  group 4\n"
        "      shown-in-part: The read\\nis poor.\n"
        "\n"
        "2 files written, 1 group declared already, 1 group cannot be imported.\n"
        "'reconciler plan' shows them as in sync; review them, and commit them.\n"
    )


def test_a_dry_run_says_would() -> None:
    """And does not claim that there is anything to review."""
    lines = adoption_lines(Imported(Adoption((), (), ()), [], "uat", "milestones", dry_run=True))
    text = to_text(lines, color=False)
    assert text == (
        "0 files would be written, 0 groups declared already, 0 groups cannot be imported.\n"
    )


def test_colours_are_only_added() -> None:
    """The words are the same with and without them."""
    imported = Imported(ADOPTION, ["a", "b"], "uat", "milestones", dry_run=True)
    plain, coloured = (to_text(adoption_lines(imported), color=color) for color in (False, True))
    assert "\x1b[1;35m" in coloured
    assert len(coloured) > len(plain)
