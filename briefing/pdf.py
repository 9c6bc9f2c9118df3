"""The picture on paper: a tagged PDF that says the same as the page, made without a browser.

Typst lays it out and refuses what is not accessible (PDF/UA-1) or not fit to be kept (PDF/A-2a).
All words go in as data. The same picture gives the same bytes.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefing import captions, charts, contents, maps, provenance, strips, wording
from briefing.drawing import fonts
from briefing.html import title
from briefing.picture import Figure, Line, Picture
from briefing.provenance import Issued
from reference.language import DASH, message, number, translator, week_title, weekday
from reference.weeks import Week
