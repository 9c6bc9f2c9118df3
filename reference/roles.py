"""Who somebody is in the work for safety: the closed lists of roles and of what a key may be for.

What each may do stands in `accounts.permissions`; these are only the names and their words.
"""

from reference.dimensions import Term


class Role(Term):
    """What a person is trusted with, in one municipality."""

    REPORTER = "reporter", "Rapportör", "Reporter"
    COORDINATOR = "coordinator", "Organisationens samordnare", "Organisation coordinator"
    ANALYST = "analyst", "Analytiker", "Analyst"
    PARTICIPANT = "participant", "Mötesdeltagare", "Meeting participant"
    AUDITOR = "auditor", "Granskare", "Auditor"
    ADMINISTRATOR = "administrator", "Administratör", "Administrator"
    ERASURE_OFFICER = "erasure-officer", "Raderingsansvarig", "Erasure officer"


class Scope(Term):
    """What an organisation's key for programs is for."""

    REPORT = "report", "Lämna rapporter", "Send reports"
    READ = "read", "Läsa organisationens rapporter", "Read the organisation's reports"
    PICTURE = "picture", "Läsa lägesbilden", "Read the picture"


class Share(Term):
    """Whom a report's free text is shared with; each level holds those before it."""

    OWN = "own", "Den egna organisationen", "The own organisation"
    NAMED = "named", "Namngivna organisationer", "Named organisations"
    MUNICIPALITY = "municipality", "Kommunens analytiker", "The municipality's analysts"
    MEETING = "meeting", "EST-mötet", "The EST meeting"
