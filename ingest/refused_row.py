"""The no to one row of a file."""

from events.refusal import Refused


class RowRefused(Refused):
    """A row that tells no report; `field` is the field of the submission to look at.

    The sentence never repeats what stands in the row: the account of an import may travel further
    than the file, and a shifted column puts free text anywhere.
    """

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field
