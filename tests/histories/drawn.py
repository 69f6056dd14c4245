"""Histories of campaign files that are drawn, with what each commit declared.

Every campaign has an identity that git knows nothing of: it stays through renames, moves, merges
and reverts, so that the truth (``truth.py``) is found without git.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

VALUES: Final = (500, 600, 700, 800, 900)
TILLS: Final = (50679757, 50679758, 50679759)
DAYS: Final = ("2027-05-28", "2027-05-29", "2027-05-30", "2027-05-31")
STORES: Final = ((), (7,), (7, 8), (9,))
WORDS: Final = ("", "Spend in May", "Spend in spring", "For members")
TILL_VALUE: Final = "default_till"
ENVIRONMENTS: Final = ("uat", "prod")
FIELDS: Final = ("goal", "second_goal", "till", "day", "stores", "description")


@dataclass(frozen=True)
class Model:
    """What a file declares.

    Attributes:
        name: of the campaign.
        goal: of the first period.
        second_goal: of the second one.
        till: an id; None is the environment's value.
        day: the last one of the first period.
        stores: of the filter; none is no filter.
        description: empty is none.
        only: the environment that it is for; empty is all.
        style: how it is written.
        is_broken: whether nobody can read it.
    """

    name: str
    goal: int = 500
    second_goal: int = 500
    till: int | None = TILLS[0]
    day: str = DAYS[0]
    stores: tuple[int, ...] = ()
    description: str = ""
    only: str = ""
    style: int = 0
    is_broken: bool = False

    def said(self, values: Mapping[str, int]) -> dict[str, Any]:
        """What it says of each field in an environment."""
        till = values[TILL_VALUE] if self.till is None else self.till
        return {each: getattr(self, each) for each in FIELDS} | {"till": till}


def text_of(model: Model, path: str) -> str:
    """A file that declares a model."""
    if model.is_broken:
        return f"name: {model.name}\ntargets: [\n"
    data = _data_of(model)
    if path.endswith(".json") or model.style == 3:
        return json.dumps(data, indent=2 if model.style % 2 else None) + "\n"
    lines = ["# Owned by the crm team\n"] if model.style == 1 else []
    for key, value in data.items():
        if isinstance(value, list) and isinstance(value[0], dict):
            lines += [f"{key}:\n", *map(_part, value), "\n" * (model.style == 2)]
        else:
            lines.append(f"{key}: {_value(value)}\n")
    return "".join(lines)


def _data_of(model: Model) -> dict[str, Any]:
    target: dict[str, Any] = {
        "name": f"{model.name} target",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "enrolmentMethod": "TRANSACTION",
        "defaultValues": [model.goal, model.second_goal],
    }
    if model.stores:
        target["filters"] = [{"entityType": "STORE", "entityIds": list(model.stores)}]
    more = {"description": model.description, "environments": [model.only] if model.only else None}
    return {
        "name": model.name,
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "frequencyType": "CUSTOM",
        "frequency": 0,
        "recurringCycles": 0,
        "preferredTillId": f"${{{TILL_VALUE}}}" if model.till is None else model.till,
        "periods": [
            {"refCode": "may", "startDate": "2027-05-01", "endDate": model.day},
            {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
        ],
        "targets": [target],
        **{key: value for key, value in more.items() if value},
    }


def _value(value: object) -> str:
    is_reference = isinstance(value, str) and "${" in value
    return str(value) if is_reference else json.dumps(value)


def _part(part: Mapping[str, object]) -> str:
    first, *others = (f"{key}: {_value(value)}\n" for key, value in part.items())
    return "".join([f"  - {first}", *(f"    {each}" for each in others)])


@dataclass(frozen=True)
class State:
    """What a commit holds.

    Attributes:
        files: path and model of each campaign, by its identity.
        values: of the settings, by environment.
        padding: something that has nothing to do with campaigns.
    """

    files: Mapping[int, tuple[str, Model]]
    values: Mapping[str, Mapping[str, int]]
    padding: int = 0


@dataclass
class Node:
    """A commit: its parents by number, and what it holds."""

    parents: tuple[int, ...]
    state: State


@dataclass
class History:
    """A drawn history.

    Attributes:
        nodes: all commits, each after its parents; the last one is checked out.
        on_disk: what is there besides, committed or not.
        live: what each live campaign is, by identity, as fields in the environment.
        environment: the one that is planned.
        steps: what happened, for people.
    """

    nodes: list[Node] = field(default_factory=list)
    on_disk: State = State({}, {})
    live: dict[int, dict[str, Any]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    environment: str = "uat"
    steps: list[str] = field(default_factory=list)


class Drawing:
    """Draws a history, one step after the other."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.history = History(environment=random.choice(ENVIRONMENTS))
        values = {name: {TILL_VALUE: random.choice(TILLS)} for name in ENVIRONMENTS}
        files = {
            k: (f"campaigns/{k}.yaml", self._model(f"Campaign {k} of {random.choice(WORDS)!r}"))
            for k in range(random.randint(2, 5))
        }
        self.state = State(files, values)
        self.tip = self._commit((), "first")

    def run(self) -> History:
        """Draw all of it: some commits, what is live since one of them, and what is on disk."""
        history, random = self.history, self.random
        for _ in range(random.randint(2, 12)):
            self._step()
        if history.nodes[self.tip] is not history.nodes[-1]:
            self.tip = self._commit((self.tip,), "last", same=True)
        history.on_disk = self.state
        for identity, (_, model) in self.state.files.items():
            if model.is_broken:
                self._set(identity, replace(model, is_broken=False))
        history.on_disk = self.state
        if history.on_disk is not history.nodes[-1].state:
            self.tip = self._commit((self.tip,), "mended", same=True)
        if random.random() < 0.2:
            self._edit("disk")
            history.on_disk = self.state
        for identity, (_, model) in history.on_disk.files.items():
            self._go_live(identity, model)
        return history

    def _go_live(self, identity: int, model: Model) -> None:
        """Let it be live as one of its versions said, and perhaps edited since."""
        history, random = self.history, self.random
        said = [
            each.said(node.state.values[history.environment])
            for node in history.nodes
            for (_, each) in [node.state.files.get(identity, ("", model))]
            if each.name == model.name and not each.is_broken
        ]
        live = dict(random.choice(said))
        if random.random() < 0.3:
            key = random.choice(FIELDS)
            live[key] = getattr(self._model(""), key) or live[key]
        history.live[identity] = live
        history.names[identity] = model.name

    def _model(self, name: str) -> Model:
        random = self.random
        return Model(
            name,
            goal=random.choice(VALUES),
            second_goal=random.choice(VALUES),
            till=random.choice((*TILLS, None)),
            day=random.choice(DAYS),
            stores=random.choice(STORES),
            description=random.choice(WORDS),
            style=random.randrange(4),
        )

    def _commit(self, parents: tuple[int, ...], what: str, *, same: bool = False) -> int:
        self.history.nodes.append(Node(parents, self.state))
        number = len(self.history.nodes) - 1
        self.history.steps.append(f"{number} {parents}: {what}")
        return number

    def _set(self, identity: int, model: Model, path: str | None = None) -> None:
        files = dict(self.state.files)
        files[identity] = (path or files[identity][0], model)
        self.state = replace(self.state, files=files)

    def _step(self) -> None:
        kinds = {
            self._edit: 8,
            self._move: 3,
            self._move_and_edit: 3,
            self._restyle: 2,
            self._other: 2,
            self._values: 2,
            self._revert: 2,
            self._break: 1,
            self._narrow: 1,
            self._rename: 1,
            self._swap: 1,
            self._branch: 3,
            self._in_two_commits: 1,
        }
        step = self.random.choices(list(kinds), list(kinds.values()))[0]
        what = step()
        if what:
            self.tip = self._commit((self.tip,), what)

    def _any(self) -> int:
        return self.random.choice(list(self.state.files))

    def _edit(self, where: str = "") -> str:
        identity = self._any()
        model = self.state.files[identity][1]
        key = self.random.choice(FIELDS)
        value = getattr(self._model(""), key)
        self._set(identity, replace(model, **{key: value}))
        return f"{where} edit {identity} {key} {value}"

    def _fresh_path(self) -> str:
        folder = self.random.choice(("", "2027/", "teams/a/"))
        ending = self.random.choice(("yaml", "yaml", "yml", "json"))
        return f"campaigns/{folder}{self.random.randrange(10**6)}.{ending}"

    def _move(self) -> str:
        identity = self._any()
        old, model = self.state.files[identity]
        path = self._fresh_path()
        path = path.rsplit(".", 1)[0] + "." + old.rsplit(".", 1)[1]
        self._set(identity, model, path)
        return f"move {identity} to {path}"

    def _move_and_edit(self) -> str:
        identity = self._any()
        old, model = self.state.files[identity]
        key = self.random.choice(FIELDS)
        model = replace(model, **{key: getattr(self._model(""), key)})
        path = self._fresh_path().rsplit(".", 1)[0] + "." + old.rsplit(".", 1)[1]
        self._set(identity, model, path)
        return f"move {identity} to {path} and edit {key}"

    def _restyle(self) -> str:
        identity = self._any()
        model = self.state.files[identity][1]
        self._set(identity, replace(model, style=self.random.randrange(4)))
        return f"restyle {identity}"

    def _other(self) -> str:
        self.state = replace(self.state, padding=self.random.randrange(10**6))
        return "something else"

    def _values(self) -> str:
        name = self.random.choice(ENVIRONMENTS)
        values = {**self.state.values, name: {TILL_VALUE: self.random.choice(TILLS)}}
        self.state = replace(self.state, values=values)
        return f"values of {name}"

    def _revert(self) -> str:
        """What one campaign was in an earlier commit, where it is now."""
        identity = self._any()
        earlier = self.random.choice(self.history.nodes).state.files.get(identity)
        if earlier is None:
            return ""
        self._set(identity, earlier[1])
        return f"revert {identity}"

    def _break(self) -> str:
        identity = self._any()
        model = self.state.files[identity][1]
        self._set(identity, replace(model, is_broken=not model.is_broken))
        return f"break {identity}"

    def _narrow(self) -> str:
        identity = self._any()
        model = self.state.files[identity][1]
        only = self.random.choice(("", self.history.environment))
        self._set(identity, replace(model, only=only))
        return f"only {only} {identity}"

    def _rename(self) -> str:
        identity = self._any()
        model = self.state.files[identity][1]
        self._set(identity, replace(model, name=f"Renamed {self.random.randrange(9)} {identity}"))
        return f"rename {identity}"

    def _swap(self) -> str:
        one, other = self._any(), self._any()
        files = dict(self.state.files)
        (first, ours), (second, theirs) = files[one], files[other]
        if one == other or first.rsplit(".", 1)[1] != second.rsplit(".", 1)[1]:
            return ""
        files[one], files[other] = (second, ours), (first, theirs)
        self.state = replace(self.state, files=files)
        return f"swap {one} {other}"

    def _branch(self) -> str:
        """Some commits on a branch, some on the main one, and a merge of both."""
        base, base_state = self.tip, self.state
        tips = []
        for _ in range(2):
            self.tip, self.state = base, base_state
            for _ in range(self.random.randint(1, 3)):
                self._plain_step()
            tips.append((self.tip, self.state))
        (ours, our_state), (theirs, their_state) = tips
        self.state = self._merged(base_state, our_state, their_state)
        self.tip = self._commit((ours, theirs), "merge")
        return ""

    def _plain_step(self) -> None:
        step = self.random.choice(
            (self._edit, self._edit, self._move, self._move_and_edit, self._other, self._values)
        )
        self.tip = self._commit((self.tip,), step())

    def _merged(self, base: State, ours: State, theirs: State) -> State:
        """Both sides put together field by field; where both changed, one of them or neither."""

        def pick(was: Any, one: Any, other: Any, drawn: Any) -> Any:  # noqa: ANN401
            if other in (one, was):
                return one
            if one == was:
                return other
            return self.random.choice((one, other, one, other, drawn))

        files = {}
        for identity, (path, model) in base.files.items():
            one, other = ours.files[identity], theirs.files[identity]
            drawn, fields = self._model(""), {}
            for key in (*FIELDS, "style"):
                was, mine, yours = (getattr(each, key) for each in (model, one[1], other[1]))
                fields[key] = pick(was, mine, yours, getattr(drawn, key))
            files[identity] = (pick(path, one[0], other[0], one[0]), replace(model, **fields))
        values = {
            name: pick(base.values[name], ours.values[name], theirs.values[name], ours.values[name])
            for name in ENVIRONMENTS
        }
        return State(files, values, ours.padding)

    def _in_two_commits(self) -> str:
        """Deleted in one commit, and added elsewhere in the next one."""
        identity = self._any()
        path, model = self.state.files[identity]
        files = dict(self.state.files)
        del files[identity]
        if not files:
            return ""
        self.state = replace(self.state, files=files)
        self.tip = self._commit((self.tip,), f"delete {identity}")
        ending = path.rsplit(".", 1)[1]
        fresh = self._fresh_path().rsplit(".", 1)[0] + "." + ending
        self.state = replace(self.state, files={**files, identity: (fresh, model)})
        return f"add {identity} again as {fresh}"


def settings_of(values: Mapping[str, Mapping[str, int]]) -> str:
    """A settings file."""
    parts = []
    for name, own in values.items():
        parts.append(f"[environments.{name}]\nsandbox = true\n[environments.{name}.values]\n")
        parts += [f"{key} = {value}\n" for key, value in own.items()]
    return "".join(parts)


def stream_of(history: History) -> Iterator[str]:
    """All commits, as git's fast-import takes them."""
    for number, node in enumerate(history.nodes):
        yield f"commit refs/heads/main\nmark :{number + 1}\n"
        yield f"author Ada {number} <a@b> {1_790_000_000 + 86400 * number} +0000\n"
        yield f"committer Bob <a@b> {1_790_000_000 + 86400 * number} +0000\ndata 1\nx\n"
        for k, parent in enumerate(node.parents):
            yield f"{'merge' if k else 'from'} :{parent + 1}\n"
        yield "deleteall\n"
        for path, text in files_of(node.state).items():
            yield f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"


def files_of(state: State) -> Mapping[str, str]:
    """The files of a state, by path."""
    campaigns = {path: text_of(model, path) for path, model in state.files.values()}
    more = {"reconciler.toml": settings_of(state.values), "notes.txt": str(state.padding)}
    return campaigns | more
