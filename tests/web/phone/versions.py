"""A new version of the form on a phone: whether it waits, and whether it takes over."""

from contextlib import suppress

from playwright.sync_api import Error as Reloaded
from playwright.sync_api import Page

IS_WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)"
LOOK_FOR_NEWER = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
# Not oftener: each look sends what waits, and the old version stays while it is at work.
LOOKS_A_WHILE = f"""async () => {{
  for (let looks = 0; looks < 15; looks += 1) {{
    if (document.title.endsWith("Havstuna II")) {{
      return true;
    }}
    {LOOKED_AT};
    await new Promise((done) => setTimeout(done, 1000));
  }}
  return false;
}}"""


def it_still_waits(page: Page) -> None:
    """Look at the page again, which asks the new version to take over: it does not."""
    page.evaluate(
        f"async () => {{ {LOOKED_AT}; await new Promise((done) => setTimeout(done, 500)); }}"
    )
    assert page.evaluate(IS_WAITING)


def it_takes_over(page: Page) -> None:
    """Look at the page until it is of the new version, and come back to it now and then.

    Chromium lets go of a version only when that is at rest, for five minutes at most. Whoever comes
    back to the page, after the phone has put all workers to rest, need not wait so long.
    """
    for _ in range(6):
        with suppress(Reloaded):  # which is how the new version comes
            if page.evaluate(LOOKS_A_WHILE):
                return
            workers = page.context.new_cdp_session(page)
            workers.send("ServiceWorker.enable")
            workers.send("ServiceWorker.stopAllWorkers")
            page.reload()
        page.wait_for_load_state()
    raise AssertionError("the new version never took over")
