"""A longer period's picture put together: the sections that page and paper set, in their order."""

from briefing.picture import Picture
from briefing.renderings import longer_needs, longer_places, longer_record, longer_trends
from briefing.renderings.blocks import Section


def opening(picture: Picture, language: str) -> Section:
    """What stands beside the sentences on top."""
    return longer_trends.whole(picture, language)


def sections(picture: Picture, language: str) -> tuple[Section, ...]:
    """The sections below, in their order."""
    return (
        longer_needs.section(picture, language),
        longer_trends.groups(picture, language),
        longer_trends.area_weeks(picture, language),
        longer_places.lasting(picture, language),
        longer_places.times(picture, language),
        longer_places.near(picture, language),
        longer_record.reporting(picture, language),
        longer_record.issued(picture, language),
        longer_record.made(picture, language),
    )
