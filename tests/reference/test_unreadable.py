"""The error of the ground speaks English by itself and can be said in Swedish."""

from reference.language import translator
from reference.unreadable import Unreadable


def test_an_error_is_an_english_sentence_and_the_key_of_a_swedish_one() -> None:
    error = Unreadable("There is no week %(week)s.", week="2027-W53")
    assert str(error) == "There is no week 2027-W53."
    assert translator("sv")(error.message, **error.params) == "Veckan 2027-W53 finns inte."
    assert isinstance(error, ValueError)


def test_a_percent_sign_needs_no_care_where_there_is_nothing_to_fill_in() -> None:
    assert str(Unreadable("100 % of it.")) == "100 % of it."
