"""The error of this layer: something that was handed in cannot be read, said in one sentence."""


class Unreadable(ValueError):
    """What was handed in (a week, a file, a calendar) cannot be read.

    `message` is the English sentence and at the same time the key of the message catalogue;
    `params` fill its %(name)s places. The edges translate; str() is the English sentence.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message
