"""The state of a picture, how complete it is and how it was made, in words."""

from datetime import UTC, datetime

import msgspec

from briefing.findings import Desk
from briefing.picture import Coverage, Picture, digest
from briefing.renderings import provenance
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import plain
from projections import pictures

ISSUED = Issued(
    at=datetime(2026, 11, 24, 8, 12, tzinfo=UTC), position=18_204, digest="0" * 64, actor="Anna Ek"
)


def quiet(picture: Picture) -> Picture:
    """The same with nothing written."""
    return msgspec.structs.replace(picture, desk=Desk())


def test_a_draft_says_whether_a_second_reader_has_read_what_is_written(full: Picture) -> None:
    unread = msgspec.structs.replace(full, desk=msgspec.structs.replace(full.desk, read_at=None))

    assert provenance.states(full, None, "sv")[0].rest.endswith(
        "Texterna är lästa av en andra läsare."
    )
    assert provenance.states(unread, None, "sv")[0].rest.endswith(
        "Texterna är inte lästa av en andra läsare."
    )


def test_a_picture_that_is_not_issued_is_a_draft_that_can_change(full: Picture) -> None:
    (state,) = provenance.states(quiet(full), None, "sv")

    assert state.word == "Utkast"
    assert state.rest == (
        ": visar vad som var känt 2026-11-23 15.05, vid position 18\N{NO-BREAK SPACE}204 i loggen."
        " Bilden kan ännu ändras."
    )
    assert not state.warning


def test_an_issued_picture_says_when_by_whom_and_at_which_position(full: Picture) -> None:
    state = provenance.states(full, ISSUED, "sv")[0]

    assert state.word + state.rest == (
        "Fastställd tisdag 24 november 2026 kl. 09.12 av Anna Ek, vid position"
        " 18\N{NO-BREAK SPACE}204 i loggen."
    )


def test_what_the_record_has_of_an_issue_becomes_the_pictures_stamp() -> None:
    found = pictures.Issued(
        period="2026-W47",
        entry=18_205,
        position=18_204,
        as_of=datetime(2026, 11, 23, 14, 5, tzinfo=UTC),
        issued_at=ISSUED.at,
        actor="Anna Ek",
        digest="0" * 64,
        code_version="0",
    )

    assert provenance.as_issued(found) == ISSUED
    assert provenance.as_issued(found, since_n=3) == msgspec.structs.replace(ISSUED, since_n=3)
    assert provenance.as_issued(None) is None


def test_what_has_changed_since_is_told_and_not_shown(full: Picture) -> None:
    one, several = (
        provenance.states(full, msgspec.structs.replace(ISSUED, since_n=n), "sv")[0].rest
        for n in (1, 3)
    )

    assert one.endswith("Sedan dess har 1 ändring kommit som rör veckan; den syns inte här.")
    assert several.endswith("Sedan dess har 3 ändringar kommit som rör veckan; de syns inte här.")


def test_an_incomplete_picture_warns_whether_issued_or_not(incomplete: Picture) -> None:
    for issued in (None, ISSUED):
        warning = provenance.states(incomplete, issued, "sv")[-1]

        assert warning.warning
        assert warning.stamp
        assert warning.word + warning.rest == (
            "Ofullständig: 4 av 10 organisationer har rapporterat, så talen kan vara låga."
        )


def test_a_week_that_is_not_over_warns_that_its_figures_grow(full: Picture) -> None:
    friday = msgspec.structs.replace(full, as_of=datetime(2026, 11, 20, 12, tzinfo=UTC))
    warning = provenance.states(friday, None, "sv")[1]

    assert warning.warning
    assert warning.word + warning.rest == (
        "Hittills: veckan är inte slut, och talen växer tills den är det."
    )


def test_an_empty_log_has_no_time_to_tell(empty: Picture) -> None:
    nothing = msgspec.structs.replace(empty, position=0, as_of=datetime(1970, 1, 1, tzinfo=UTC))
    state = provenance.states(nothing, None, "sv")[0]

    assert state.word + state.rest == "Utkast: loggen är tom."
    assert "1970" not in " ".join(provenance.method(nothing, "sv"))


def test_shares_are_of_the_reports_and_none_is_said_of_none() -> None:
    coverage = Coverage(
        expected=10,
        reported=7,
        nothing=1,
        silent=2,
        share=0.8,
        incomplete=False,
        voices=(),
        self_observed=15,
        exactly_placed=20,
        reports=20,
    )
    first, second = provenance.coverage_sentences(coverage, "en", is_week=True)
    silent = msgspec.structs.replace(coverage, reports=0)

    assert first.startswith("8 of the 10 organisations that are to report have done so: 7 with")
    assert second.startswith("Of 20 reports, 75% rest on")
    assert "100% are placed exactly" in second
    assert provenance.coverage_sentences(silent, "en", is_week=True) == (first,)


def test_remarks_are_counted_lead_to_their_reports_and_leave_out_what_is_nil(
    full: Picture,
) -> None:
    remarks = provenance.remarks(full, "sv")
    none_late = msgspec.structs.replace(full, late=msgspec.structs.replace(full.late, n=0))

    assert plain(remarks[0]) == "3 rapporter kom efter tidsgränsen, 2026-11-23 10.00"
    assert remarks[0][0].reports == full.late.reports
    assert len(provenance.remarks(none_late, "sv")) == len(remarks) - 1


def test_an_organisation_that_need_not_report_is_not_said_to_be_silent(full: Picture) -> None:
    silent = next(v for v in full.coverage.voices if v.state == "silent")
    free = msgspec.structs.replace(silent, expected=False)

    assert provenance.voice_in_words(silent, "sv") == "har inte hörts av"
    assert provenance.voice_in_words(free, "sv") == "behöver inte rapportera"


def test_the_method_names_the_position_and_the_digest_that_prove_the_picture(
    picture: Picture, language: str
) -> None:
    said = " ".join(provenance.method(picture, language))

    assert digest(picture)[:12] in said
    assert "18\N{NO-BREAK SPACE}204" in said or "18,204" in said


def test_a_record_that_has_not_begun_says_nothing_of_its_beginning(empty: Picture) -> None:
    unbegun = msgspec.structs.replace(empty, record_begins="", editions={})

    assert len(provenance.method(unbegun, "sv")) == len(provenance.method(empty, "sv")) - 2


def test_who_issued_is_told_without_a_name(full: Picture) -> None:
    by_somebody = msgspec.structs.replace(ISSUED, actor="5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765")
    state = provenance.states(full, by_somebody, "sv")[0]
    assert "av en analytiker" in state.rest

    by_command = msgspec.structs.replace(ISSUED, actor="command")
    state = provenance.states(full, by_command, "sv")[0]
    assert "av någon vid kommandoraden" in state.rest
