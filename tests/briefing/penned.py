"""What an analyst would have written of the invented week, and the words once they are opened."""

from briefing.findings import Desk, Words

WORDS = {
    18_101: "Centrum ligger över det vanliga för tredje veckan, 23 rapporter mot 8–14.",
    18_102: "Buskörning med moped har flyttat från Sjövik till Ekbacken.",
    18_103: "Norra Havstuna är lugnt: inga rapporter, mot två till fem vanligtvis.",
    18_104: "Ökningen i Centrum hänger ihop med att fritidsgården har stängt tidigare.",
    18_105: "Yngre tonåringar vid Stortorget efter skolan, tisdag och torsdag.",
    18_106: "Mopedåkare i övre tonåren som samlas vid Ekparken på kvällarna.",
    18_107: "Lärare på två skolor hör talas om ett bråk som ska göras upp på lovet.",
    18_108: "I sociala medier sägs det att torget ”ska tas över” på fredag. Ingen källa är känd.",
    18_109: "Stortorget, torsdag till lördag klockan 18–22: fältgruppen och vakterna samtidigt.",
    18_110: "Ekparken: stolpar vid gångvägen och belysning innan advent.",
}
"""The words by the position at which they were written, as opened for somebody who may read."""


def _words(section: str, entry: int, *reports: str) -> Words:
    return Words(section=section, entry=entry, reports=reports)


DESK = Desk(
    sentences=(
        _words("sentence-1", 18_101),
        _words("sentence-2", 18_102),
        _words("sentence-3", 18_103),
    ),
    notes=(_words("note-levels", 18_104),),
    contexts=(_words("context-1", 18_105), _words("context-2", 18_106)),
    warnings=(_words("warning-1", 18_107, "00000000-0000-4000-8000-000000000003"),),
    rumours=(_words("rumour-1", 18_108),),
    focus=(_words("focus-1", 18_109), _words("focus-2", 18_110)),
    read_at=18_190,
)
