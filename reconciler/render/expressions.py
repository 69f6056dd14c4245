"""What live groups taught of expressions: for the terminal, for GitHub, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.render.command_json import versioned
from reconciler.render.markdown import code, escaped, table
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, wrapped
from reconciler.target_group.expressions.learning import Contradiction, Lesson, Pair, SetAside
from reconciler.target_group.expressions.symbols import Part
from reconciler.words import first_of, plural

MOST_GROUPS: Final = 5
_NOTHING: Final = "No pair of text and tree is live, so there is nothing to learn from."
_WRITE: Final = "'reconciler expressions --write' declares what is new in the settings."
_WRITTEN: Final = "Review the settings, and commit them."


def lesson_to_json(
    lesson: Lesson, *, environment: str, source: str, written: bool
) -> dict[str, Json]:
    """A lesson as the schema has it; whether it is in the settings now is ``written``."""
    return versioned(
        environment=environment,
        source=source,
        pairs=lesson.pairs,
        kept=len(lesson.kept),
        learned=[_part(each.part) | _form(each.form, each.pairs) for each in lesson.proofs],
        contradictions=[
            _part(each.part)
            | ({} if each.known is None else {"known": each.known})
            | {"forms": [_form(form, pairs) for form, pairs in each.forms.items()]}
            for each in lesson.contradictions
        ],
        set_aside=[
            {
                "id": each.pair.id,
                "name": each.pair.name,
                "target": each.pair.target,
                "expression": each.pair.expression,
                "reason": each.reason,
            }
            for each in lesson.set_aside
        ],
        written=written,
    )


def _part(part: Part) -> dict[str, Json]:
    event = {"event": part.event} if part.event else {}
    return {"sort": part.sort.value, "key": part.key} | event


def _form(form: str, pairs: Sequence[Pair]) -> dict[str, Json]:
    return {"form": form, "groups": [{"id": k, "name": name} for k, name in _names(pairs).items()]}


def _names(pairs: Sequence[Pair]) -> Mapping[int, str]:
    return {each.id: each.name for each in pairs}


def lesson_lines(lesson: Lesson, *, environment: str, written: bool) -> Iterator[Line]:
    """Write a lesson for people."""
    yield Text.assemble((visible(environment), "bold"), f"  {_counts(lesson)}")
    for proof in lesson.proofs:
        yield Text.assemble("  + ", (_called(proof.part), "green"), f" = {visible(proof.form)}")
        yield from wrapped(_groups(proof.pairs), indent=6, style="dim")
    for each in lesson.contradictions:
        yield Text.assemble(
            "  ! ", (_called(each.part), "bold magenta"), " is shown in several ways"
        )
        for words in _ways(each):
            yield from wrapped(words, indent=6)
    for apart in lesson.set_aside:
        yield Text(f"  - {visible(_told(apart))}", hang=4, is_prose=True)
    end = "Nothing is new." if lesson.pairs else _NOTHING
    if lesson.proofs:
        end = _WRITTEN if written else _WRITE
    yield from wrapped(end, indent=0, style="dim")


def _counts(lesson: Lesson) -> str:
    learned, doubtful = len(lesson.proofs), len(lesson.contradictions)
    return (
        f"{plural(lesson.pairs, 'pair')} of text and tree, {len(lesson.kept)} agree; "
        f"{plural(learned, 'part')} new, {plural(doubtful, 'contradiction')}, "
        f"{plural(len(lesson.set_aside), 'pair')} set aside"
    )


def _called(part: Part) -> str:
    return visible(f"{'.'.join(part.place)}: {part.key}")


def _ways(contradiction: Contradiction) -> Iterator[str]:
    if contradiction.known is not None:
        yield f"known as {visible(contradiction.known)}"
    for form, pairs in contradiction.forms.items():
        yield f"{visible(form)} in {_groups(pairs)}"


def _groups(pairs: Sequence[Pair]) -> str:
    names = _names(pairs)
    listed = (f"{k} ({visible(name)})" for k, name in names.items())
    return f"group{'' if len(names) == 1 else 's'} {first_of(listed, len(names), most=MOST_GROUPS)}"


def _told(apart: SetAside) -> str:
    pair = apart.pair
    return f"group {pair.id} ({pair.name}), target {pair.target}: {apart.reason}"


def lesson_markdown(lesson: Lesson, *, environment: str) -> Iterator[str]:
    """Write a lesson for GitHub, line by line."""
    yield f"## Expressions in {code(environment)}"
    yield ""
    yield f"{_counts(lesson)}."
    if lesson.proofs:
        yield ""
        yield from table(
            ("new", "is", "proved by"),
            (
                (code(_called(each.part)), code(each.form), escaped(_groups(each.pairs)))
                for each in lesson.proofs
            ),
        )
    if lesson.contradictions:
        yield ""
        yield from table(
            ("shown in several ways", "how"),
            (
                (code(_called(each.part)), "<br>".join(map(escaped, _ways(each))))
                for each in lesson.contradictions
            ),
        )
    if lesson.set_aside:
        yield ""
        yield from (f"- {escaped(_told(each))}" for each in lesson.set_aside)
