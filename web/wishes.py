"""What people wish for themselves: the weekly letter or none, and the language of letters."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from accounts import wishes
from accounts.permissions import Action
from accounts.wishes import Wish
from web.asking import Asking, requires
from web.forms import FormFields
from web.needs import HouseServed

router = APIRouter(include_in_schema=False)


@router.post("/account/letters", dependencies=[requires(Action.ACCOUNT_OWN)])
def keep(asker: Asking, fields: FormFields, house: HouseServed) -> Response:
    """Keep the asker's own wish. Refused for a language that there is not."""
    assert asker.account
    before = wishes.wish_of(house.accounts, asker.account)
    wish = Wish(
        weekly_mail=fields.one("weekly_mail") == "yes",
        language=fields.one("language") or before.language,
    )
    wishes.keep(house.accounts, asker.account, wish)
    return RedirectResponse("/account?done=wish-kept", 303)
