"""`lagesbild compare`: what differs, a line each, and every line as data."""

import json
from datetime import timedelta

from cli.house import house, now
from events.organisation import OrganisationOpened
from ingest.adopt import adopt_areas, open_organisation
from reference.weeks import Week
from tests.cli.conftest import Run
from tests.hamlet import areas, send, told


def test_what_differs_is_written_and_the_answer_says_whether_anything_does(lagesbild: Run) -> None:
    assert lagesbild("migrate").returncode == 0
    week = Week.of(now()).shift(-1)
    with house() as (registry, _):
        adopt_areas(registry, areas(), "test", actor="test", at=week.start_at)
        member = OrganisationOpened(code="skola", sv="Skola", en="School")
        open_organisation(registry, member, actor="test", at=week.start_at)
        told_of = told(1, occurred={"from": (week.start_at + timedelta(hours=30)).isoformat()})
        send(registry, told_of, at=week.end_at)

    differs = lagesbild("compare", str(week.shift(-1)), str(week))
    same = lagesbild("compare", str(week))
    data = lagesbild("compare", str(week), "--position", "1", "--json")
    unequal = lagesbild("compare", str(week), str(week.year))

    assert "Rapporter om störningar\t0\t1\t+1" in differs.stdout
    assert (differs.returncode, same.returncode, same.stdout) == (1, 0, "")
    for period in (week.shift(-1), week):  # which may have been issued with other figures
        assert f"{period}: Som känt " in differs.stderr
    lines = {(line["what"], line["code"]): line for line in json.loads(data.stdout)["lines"]}
    assert (lines["total", "total"]["one"], lines["total", "total"]["other"]) == (0, 1)
    assert data.returncode == 1
    assert unequal.returncode == 1
    assert "inte lika långa" in unequal.stderr
