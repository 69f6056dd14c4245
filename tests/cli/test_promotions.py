"""Promotions as a person meets them: seeded into the sandbox, then planned, audited, imported."""

import io
import json
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import pytest

from reconciler.core.exact_json import encode
from reconciler.sandbox.app import make_app
from tests.cli.support import Project
from tests.support.audits import a_campaign, a_row, a_target
from tests.support.promotions import a_page, a_promotion
from tests.support.server import App, served

MINE, THEIRS = a_campaign("Mine"), a_campaign("Theirs")
ROWS = [a_row(MINE, 1000), a_row(THEIRS, 2000)]
PROMOTIONS = [a_promotion(1, "Spring boost", groups=[2000])]


def enveloped(data: Any) -> str:  # noqa: ANN401 - any JSON value
    return encode({"data": data, "errors": None, "warnings": None})


@pytest.fixture
def seeded(project: Project) -> Project:
    """Two live groups; a promotion owns one of them, and no file declares the other."""
    project.write(
        {
            "groups.json": enveloped(ROWS),
            "promotions.json": enveloped(a_page(PROMOTIONS, 0, 1)),
        }
    )
    ran = project.run("sandbox", "seed", "groups.json", "promotions.json")
    assert (ran.code, ran.out) == (0, "2 groups and 1 promotion put into the sandbox.\n")
    return project


@contextmanager
def answering(project: Project, status: int, body: str = "{}") -> Iterator[str]:
    """The same sandbox over HTTP, in which the call for promotions answers like that."""
    with project.store() as store:
        inner: App = make_app(store)

        async def app(scope: MutableMapping[str, Any], receive: App, send: App) -> None:
            if scope.get("path") != "/v3/promotions":
                await inner(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": body.encode()})

        with served(app) as url:
            yield url


def served_settings(url: str, more: str = "") -> dict[str, str | bytes]:
    text = f'[environments.uat]\nurl = "{url}"\nrequests_per_second = 1000.0\n{more}\n'
    return {"reconciler.toml": text}


@pytest.fixture
def broken(seeded: Project, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], Any]:
    monkeypatch.setenv("RECONCILER_USERNAME", "sandbox")
    monkeypatch.setenv("RECONCILER_PASSWORD", "sandbox")

    @contextmanager
    def begin(status: int, more: str = "") -> Any:  # noqa: ANN401 - a context
        error = encode({"errors": [{"code": 300006, "message": "Service failed"}]})
        with answering(seeded, status, error) as url:
            seeded.write(served_settings(url, more))
            yield seeded

    return begin


class TestSeed:
    def test_ids_stay_and_later_ones_are_larger(self, seeded: Project) -> None:
        with seeded.store() as store:
            assert [group["id"] for group in store.groups()] == [1000, 2000]
            assert len(store.promotions()) == 1
        seeded.write(
            {
                "campaigns/new.yaml": encode(
                    a_campaign("New", targets=[a_target("n", defaultValues=9)])
                )
            }
        )
        assert seeded.run("apply", "--yes", "--history-unavailable").code == 0
        with seeded.store() as store:
            assert [group["id"] for group in store.groups()] == [1000, 2000, 2001]

    def test_seeding_again_replaces(self, seeded: Project) -> None:
        changed = [a_promotion(1, "Autumn boost", groups=[1000])]
        seeded.write({"more.json": encode(changed)})
        assert seeded.run("sandbox", "seed", "more.json", "groups.json").code == 0
        with seeded.store() as store:
            assert [each["metadata"]["name"] for each in store.promotions()] == ["Autumn boost"]
            assert len(store.groups()) == 2

    def test_rows_without_periods_get_some(self, project: Project) -> None:
        row = {key: value for key, value in ROWS[0].items() if key != "periods"}
        project.write({"groups.json": encode([row])})
        assert project.run("sandbox", "seed", "groups.json").code == 0
        assert project.run("audit", "--format", "json").json["totals"]["live"] == 1

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "it is not JSON"),
            ("[" * 100_000, "it is"),
            ('"x"', "no object"),
            ("[[[[[[[[[[{}]]]]]]]]]]", "no object"),
            ("[7]", "/0 is no object"),
            ('{"data": [{"x": 1}]}', "/data/0 is neither a target group nor a promotion"),
            ('[{"metadata": {}}]', "the promotion at /0 has no id"),
            ('[{"trackingType": "DEFAULT"}]', "the group at /0 has no id"),
            ('[{"id": 1, "targets": []}]', "the group at /0 has no name"),
            ('[{"id": 1, "name": "a", "targets": 7}]', "targets of the group at /0"),
            ('[{"id": 1, "name": "a", "targets": [{}]}]', "a target of the group at /0 has no id"),
            ('[{"id": 1, "name": "a", "targets": [{"id": 2}]}]', "has no name"),
            (
                (
                    '[{"id": 1, "name": "a", "targets": [],'
                    ' "periods": [{"id": 3, "refCode": "x", "startDate": 7}]}]'
                ),
                "startDate of a period of the group at /0 is no day",
            ),
            (
                (
                    '[{"id": 1, "name": "a", "targetCycleEndDate": "soon", "targets": '
                    '[{"id": 2, "name": "t", "defaultValues": [{"periodId": 3}]}]}]'
                ),
                "targetCycleEndDate is no day",
            ),
            ('[{"id": true, "name": "a", "targets": []}]', "has no id"),
            ('[{"id": 1, "name": "\\ud800", "targets": []}]', "it is not JSON"),
        ],
    )
    def test_what_is_none_of_them_is_refused_and_nothing_is_put_in(
        self, project: Project, text: str, said: str
    ) -> None:
        project.write({"good.json": enveloped(ROWS), "bad.json": text})
        ran = project.run("sandbox", "seed", "good.json", "bad.json")
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err
        assert "Nothing was" in ran.err
        with project.store() as store:
            assert store.groups() == []

    def test_two_groups_of_one_name_are_refused(self, project: Project) -> None:
        project.write({"groups.json": encode([ROWS[0], ROWS[1] | {"name": "MINE"}])})
        ran = project.run("sandbox", "seed", "groups.json")
        assert ran.code == 1
        assert "the name 'MINE' belongs to another group" in ran.err
        with project.store() as store:
            assert store.groups() == []

    def test_pages_are_those_of_the_documents(self, project: Project) -> None:
        project.write({"p.json": encode([a_promotion(k) for k in range(1, 251)])})
        assert project.run("sandbox", "seed", "p.json").code == 0
        data = project.run("audit", "--format", "json").json
        assert len(data["promotions"]) == 250
        assert data["promotions_read"] == {"state": "read"}
        assert project.asked().count("GET /v3/promotions") == 3
        project.run("sandbox", "reset")
        assert project.run("audit", "--format", "json").json["promotions"] == []


class TestPlan:
    def test_what_a_promotion_owns_is_not_unmanaged(self, seeded: Project) -> None:
        ran = seeded.run("plan", "--format", "json")
        assert ran.json["summary"]["unmanaged"] == 1
        assert ran.json["summary"]["promotion"] == 1
        owners = {each["name"]: each.get("owner") for each in ran.json["changes"]}
        assert owners["Mine"] is None
        assert owners["Theirs"]["promotion"]["name"] == "Spring boost"
        text = seeded.run("plan").out
        assert "1 unmanaged · 1 of promotions" in text
        assert "Spring boost  promotion" in text
        comment = seeded.run("plan", "--format", "markdown").out
        assert "1 live group of 1 promotion, not to be declared in files" in comment
        said = seeded.run("plan", "--explain", "Theirs").out
        assert "'Spring boost'" in said
        assert "reconciler import" not in said

    def test_a_file_for_such_a_group_is_a_finding(self, seeded: Project) -> None:
        seeded.write({"campaigns/theirs.yaml": encode(THEIRS)})
        found = seeded.run("plan", "--format", "json").json["diagnostics"]
        assert ("owned-by-promotion", "campaigns/theirs.yaml") in [
            (each["code"], each["file"]) for each in found
        ]
        assert seeded.run("explain", "owned-by-promotion").code == 0

    def test_promotions_are_not_asked_for_where_they_are_off(self, seeded: Project) -> None:
        seeded.settings('promotions = "off"\n')
        ran = seeded.run("plan", "--format", "json")
        assert ran.json["summary"]["unmanaged"] == 2
        assert "GET /v3/promotions" not in seeded.asked()

    def test_another_word_is_refused(self, seeded: Project) -> None:
        seeded.settings('promotions = "maybe"\n')
        assert "promotions" in seeded.run("plan").err

    @pytest.mark.parametrize("status", [403, 404, 405, 410])
    def test_not_offered_means_that_there_are_none(
        self, broken: Callable[..., Any], status: int
    ) -> None:
        with broken(status) as project:
            assert "2 unmanaged\n" in project.run("plan").out
            audit = project.run("audit").out
        assert audit.count("does not offer promotions") == 1

    def test_a_failure_is_told_and_does_not_stop_the_plan(self, broken: Callable[..., Any]) -> None:
        with broken(400) as project:
            ran = project.run("plan")
            assert ran.code == 0
            assert "2 unmanaged or of promotions" in ran.out
            assert "Unmanaged, or of a promotion: live, but no file declares it" in ran.out
            assert "promotions-not-read" in ran.out
            data = project.run("plan", "--format", "json").json
            assert data["promotions_read"]["state"] == "failed"
            assert "It may belong to a promotion" in project.run("plan", "--explain", "Theirs").out
            audit = project.run("audit", "--format", "json").json
            assert audit["promotions_read"]["state"] == "failed"

    @pytest.mark.parametrize("command", ["plan", "audit", "import"])
    def test_what_is_required_fails_with_5(self, broken: Callable[..., Any], command: str) -> None:
        with broken(400, 'promotions = "required"') as project:
            ran = project.run(command)
        assert (ran.code, ran.out) == (5, "")
        assert "The promotions are required" in ran.err


class TestImport:
    def test_owned_groups_are_left_out_and_that_is_no_failure(self, seeded: Project) -> None:
        ran = seeded.run("import")
        assert ran.code == 0
        assert "left out: group 2000 of the promotion 'Spring boost'" in ran.out
        assert "1 left out as promotions own them" in ran.out
        assert [each.name for each in (seeded.folder / "campaigns").iterdir()] == ["mine.yaml"]
        assert seeded.run("import", "Theirs").code == 0
        assert len([*(seeded.folder / "campaigns").iterdir()]) == 1

    def test_unknown_owners_are_asked_about(
        self, broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        with broken(400) as project:
            ran = project.run("import")
            assert ran.code == 1
            assert "--unknown-owners" in ran.err
            assert not [*(project.folder / "campaigns").iterdir()]
            assert project.run("import", "--dry-run").code == 0
            monkeypatch.setattr("sys.stdin", Terminal("n\n"))
            assert project.run("import").code == 1
            assert not [*(project.folder / "campaigns").iterdir()]
            monkeypatch.setattr("sys.stdin", Terminal("y\n"))
            assert project.run("import", "Mine").code == 0
            monkeypatch.setattr("sys.stdin", io.StringIO())
            assert project.run("import", "--unknown-owners").code == 0
            assert len([*(project.folder / "campaigns").iterdir()]) == 2


class TestAccept:
    def test_owned_groups_are_refused(self, seeded: Project) -> None:
        theirs = THEIRS | {"description": "as declared"}
        mine = MINE | {"description": "as declared"}
        seeded.write({"campaigns/theirs.yaml": encode(theirs), "campaigns/mine.yaml": encode(mine)})
        ran = seeded.run("accept", "--yes", "Mine", "Theirs")
        assert ran.code == 1
        assert "'Theirs': The live group 2000 belongs to the promotion 'Spring boost'" in ran.err
        text = (seeded.folder / "campaigns" / "mine.yaml").read_text()
        assert json.loads(text)["description"] == "as declared"
        assert seeded.run("accept", "--yes", "Mine").code == 0
