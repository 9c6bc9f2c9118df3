"""In which weeks of a longer period each area stood out, by the test of the weeks' pictures."""

from collections.abc import Mapping

from briefing.deviations.judging import GRADES, NO_GRADE, judge
from briefing.deviations.once import once
from briefing.deviations.series import history
from briefing.findings import Grade, Scope
from briefing.longer.stretch import Stretch

Grades = Mapping[str, tuple[str, ...]]
"""By area, how sure it is in each week of the stretch that it stood out, "" where it did not."""

RAISED = frozenset({Grade.STRONG, Grade.DEVIATION})


def standing_out(stretch: Stretch) -> Grades:
    """The grades of the areas' own counts, each week by the weeks before it, as known now.

    The test of short histories alone, so that all weeks of the period are judged alike.
    """
    if not stretch.weeks:
        return {}
    past = history(stretch.asked)
    family = past.family(Scope.AREA)
    number = {week: at for at, week in enumerate(past.weeks)}
    found: dict[str, list[str]] = {key.area: [] for key in family.keys}
    backs = [len(past.weeks) - 1 - number[week] for week in stretch.weeks]
    judged = {back: (judge(past, family, back, only_pooled=True),) for back in backs}
    for (judgement,) in once(stretch.asked, past, judged).values():
        for key, grade in zip(family.keys, judgement.grade.tolist(), strict=True):
            found[key.area].append("" if grade == NO_GRADE else str(GRADES[int(grade)]))
    return {area: tuple(grades) for area, grades in found.items()}
