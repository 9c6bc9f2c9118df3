"""The cookies of signing in: seen by our own host alone, over a safe line alone, and by no script.

The prefix `__Host-` has the browser hold us to that. Only SameSite=Lax is not forced by it: the way
back from another provider's sign-in must bring them.
"""

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION, CEREMONY, KEPT = "__Host-session", "__Host-ceremony", "__Host-kept"


def cookie(connection: HTTPConnection, name: str) -> str:
    """The value that the browser sent, empty when it sent none."""
    return connection.cookies.get(name, "")


def set_cookie(answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Hand the browser a value to bring back; without `seconds`, until it is closed."""
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def clear_cookie(answer: Response, name: str) -> None:
    """Have the browser forget a value."""
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
