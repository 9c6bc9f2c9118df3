"""Which browser somebody sits at, in the few words that they know it by: "Firefox, Windows".

No more of what a browser says of itself is kept.
"""

import re

# The first that is found says it: many browsers also name those that they want to be taken for.
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Vivaldi/", "Vivaldi"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_MACHINES = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"CrOS", "ChromeOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "Mac"),
    (r"Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """The browser and the kind of machine, as far as they are said; empty when neither is."""
    found = (
        next((name for sign, name in signs if re.search(sign, user_agent)), "")
        for signs in (_BROWSERS, _MACHINES)
    )
    return ", ".join(name for name in found if name)
