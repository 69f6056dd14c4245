"""What became of live groups that were to be adopted, for people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from reconciler.core.adoption import Adoption, Imported
from reconciler.render.next_steps import addressed
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, entry
from reconciler.render.unmanaged_words import some_groups
from reconciler.words import first_of, plural

if TYPE_CHECKING:
    from reconciler.core.promotion import Owner

MOST_UNVERIFIED: Final = 6


def adoption_lines(imported: Imported) -> Iterator[Line]:
    """List the new files and the groups that cannot be imported."""
    adoption = imported.adoption
    for new, file in zip(adoption.new, imported.files, strict=True):
        yield _called("+", "green", new.group.name, f"{visible(file)}  group {new.group.id}")
        if new.unverified:
            unseen = (visible(path.lstrip("/")) for path in new.unverified)
            named = first_of(unseen, len(new.unverified), most=MOST_UNVERIFIED)
            yield Text(
                f"      not visible through {imported.source}, so left at its default: {named}"
            )
    for refused in adoption.refused:
        group, reason = refused.group, refused.reason
        yield _called("!", "bold magenta", group.name, f"group {group.id}")
        said = visible(addressed(reason.message))
        yield Text.assemble("      ", (f"{reason.code}: ", "bold"), said)
    yield from _owned(adoption)
    if adoption.new or adoption.refused or adoption.owned:
        yield ""
    yield _counts(imported)
    if adoption.new and not imported.dry_run:
        step = addressed("'reconciler plan' shows them as in sync; review them, and commit them.")
        yield Text(step, "dim")
    if adoption.new and imported.others:
        others = ", ".join(imported.others)
        yield visible(
            f"New files say 'environments: [{imported.environment}]', so that nothing is created "
            f"in {others}, where they are read as well; add a name where it is meant."
        )


def _owned(adoption: Adoption) -> Iterator[Line]:
    """Groups that are left out since promotions own them: a line for each promotion."""
    owned: dict[Owner, list[int]] = {}
    for group, owner in adoption.owned:
        owned.setdefault(owner, []).append(group.id)
    for owner, ids in owned.items():
        told = f"left out: {some_groups(ids)} of the promotion {visible(owner.called)}"
        yield Text.assemble(("  * ", "magenta"), told)


def _called(mark: str, style: str, name: str, more: str) -> Text:
    """A group by its name, which is quoted where its ends would not be seen."""
    shown = visible(name) if name and name == name.strip() else f"'{visible(name)}'"
    return entry(mark, style, shown, f"  {more}")


def _counts(imported: Imported) -> Text:
    adoption = imported.adoption
    new, declared, refused = map(len, (adoption.new, adoption.declared, adoption.refused))
    verb = "would be written" if imported.dry_run else "written"
    return Text.assemble(
        (f"{plural(new, 'file')} {verb}", "green" if new else ""),
        f", {plural(declared, 'group')} declared already, ",
        (f"{plural(refused, 'group')} cannot be imported", "bold magenta" if refused else ""),
        f", {len(adoption.owned)} left out as promotions own them" if adoption.owned else "",
        f", {len(adoption.known)} left out as known" if adoption.known else "",
        ".",
    )
