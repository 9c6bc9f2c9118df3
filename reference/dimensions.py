"""The closed lists that a report is told in, with their words in Swedish and English.

The values are stored for ever and never change; the words may. Counts and ages are bands, because
a report is about a situation and never about a person.
"""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A value of a closed list, with the words that people read."""

    code: str
    sv: str
    en: str

    def __new__(cls, value: str, sv: str = "", en: str = "") -> Self:
        # The defaults only let a type checker read `Basis("SEEN")`, which is a look-up.
        term = str.__new__(cls, value)
        term._value_ = value
        # The same as .value, which Enum finds slowly: a rebuild asks for it millions of times.
        term.code = value
        term.sv = sv
        term.en = en
        return term


def label(value: Term, language: str) -> str:
    """Give the words for a value in "sv" or "en"."""
    return value.sv if language == "sv" else value.en


class Basis(Term):
    """What the report rests on."""

    SEEN = "SEEN", "Själv sett", "Seen"
    HEARD = "HEARD", "Själv hört", "Heard"
    TRACE = "TRACE", "Sett spår efteråt", "Found traces afterwards"
    TOLD_COLLEAGUE = "TOLD-COLLEAGUE", "Berättat av kollega", "Told by a colleague"
    TOLD_PUBLIC = "TOLD-PUBLIC", "Berättat av allmänhet eller elev", "Told by the public or a pupil"
    SYSTEM = "SYSTEM", "Larm, kamera eller logg", "Alarm, camera or log"
    IMPORT = "IMPORT", "Inläst från annat system", "Imported from another system"


class Certainty(Term):
    """How sure the reporter is. Unsure reports are welcome, and marked."""

    SURE = "sure", "Säker", "Sure"
    PROBABLE = "probable", "Trolig", "Probable"
    UNSURE = "unsure", "Osäker", "Unsure"


class Precision(Term):
    """How exactly the time is known."""

    EXACT = "exact", "Exakt tid", "Exact time"
    INTERVAL = "interval", "Mellan två tider", "Between two times"
    SHIFT = "shift", "Under arbetspasset", "During the shift"
    DAYPART = "daypart", "Del av dygnet", "Part of the day"
    DAY = "day", "Bara dagen", "Only the day"


class People(Term):
    """How many people, in bands."""

    NOBODY = "0", "Ingen", "Nobody"
    ONE = "1", "En", "One"
    FROM_2 = "2-4", "2–4", "2–4"
    FROM_5 = "5-9", "5–9", "5–9"
    FROM_10 = "10-19", "10–19", "10–19"
    FROM_20 = "20-49", "20–49", "20–49"
    FROM_50 = "50+", "50 eller fler", "50 or more"


class Age(Term):
    """How old the people seemed, in bands."""

    UNDER_12 = "under-12", "Under 12 år", "Under 12"
    FROM_12 = "12-14", "12–14 år", "12–14"
    FROM_15 = "15-17", "15–17 år", "15–17"
    FROM_18 = "18-25", "18–25 år", "18–25"
    OVER_25 = "over-25", "Över 25 år", "Over 25"
    MIXED = "mixed", "Blandade åldrar", "Mixed ages"
    UNKNOWN = "unknown", "Vet inte", "Not known"


class Gender(Term):
    """Who the group mostly was. Off in incident reports, used in field work."""

    MOSTLY_MALE = "mostly-male", "Mest pojkar eller män", "Mostly boys or men"
    MOSTLY_FEMALE = "mostly-female", "Mest flickor eller kvinnor", "Mostly girls or women"
    MIXED = "mixed", "Blandat", "Mixed"
    UNKNOWN = "unknown", "Vet inte", "Not known"


class Consequence(Term):
    """What came of the happening."""

    NONE = "none", "Ingen känd följd", "None known"
    FEAR = "fear", "Rädsla eller otrygghet", "Fear or feeling unsafe"
    PROPERTY = "property", "Skada på egendom", "Damage to property"
    INTERRUPTED = "interrupted", "Verksamhet avbruten", "Activity interrupted"
    INJURY = "injury", "Någon skadad", "Someone hurt"
    AVOIDED = "avoided", "Platsen undviks", "The place is avoided"
    CLOSED = "closed", "Verksamhet stängd", "Premises closed"
    OTHER = "other", "Annat", "Other"


class Affected(Term):
    """Whom the happening touched."""

    PUPILS = "pupils", "Elever", "Pupils"
    RESIDENTS = "residents", "Boende", "Residents"
    STAFF = "staff", "Personal", "Staff"
    VISITORS = "visitors", "Besökare", "Visitors"
    SHOPKEEPERS = "shopkeepers", "Butiker och näringsidkare", "Shopkeepers"
    RIDERS = "riders", "Resenärer", "Public transport riders"


class PoliceTold(Term):
    """Whether the police know."""

    REPORTED = "reported", "Ja, anmält", "Yes, reported"
    CALLED_112 = "called-112", "Ja, ringde 112", "Yes, called 112"
    NO = "no", "Nej", "No"
    UNKNOWN = "unknown", "Vet inte", "Not known"


class Handled(Term):
    """What was done on the spot."""

    NOTHING = "nothing", "Ingenting", "Nothing"
    TALKED = "talked", "Pratade på plats", "Talked on the spot"
    CLEARED = "cleared", "Städade eller tog bort", "Cleared away"
    FAULT_REPORTED = "fault-reported", "Felanmälde", "Reported the fault"
    GUARD_CALLED = "guard-called", "Ringde väktare", "Called a guard"
    POLICE_CAME = "police-came", "Polisen kom", "The police came"


class Repeat(Term):
    """Whether it has happened before."""

    FIRST = "first", "Första gången", "First time"
    BEFORE = "before", "Har hänt förut", "Has happened before"
    ONGOING = "ongoing", "Har pågått i veckor", "Ongoing for weeks"


class Need(Term):
    """What the reporter wishes for."""

    NONE = "none", "Ingen åtgärd", "No action"
    LOOK = "look", "Titta på det", "Look at it"
    URGENT = "urgent", "Bråttom, före helgen", "Urgent, before the weekend"


class PlaceType(Term):
    """What kind of place it was."""

    STAIRWELL = "stairwell", "Trapphus", "Stairwell"
    CELLAR = "cellar-storage", "Källare eller förråd", "Cellar or storage"
    GARAGE = "garage", "Garage", "Garage"
    SHOPPING_CENTRE = "shopping-centre", "Köpcentrum", "Shopping centre"
    SHOP = "shop", "Butik", "Shop"
    SCHOOL = "school", "Skola", "School"
    SCHOOLYARD = "schoolyard", "Skolgård", "Schoolyard"
    PRESCHOOL = "preschool", "Förskola", "Preschool"
    YOUTH_CENTRE = "youth-centre", "Fritidsgård", "Youth centre"
    PARK = "park", "Park", "Park"
    SQUARE = "square", "Torg", "Square"
    PLAYGROUND = "playground", "Lekplats", "Playground"
    STREET = "street-path", "Gata eller gångväg", "Street or path"
    TUNNEL = "tunnel", "Gångtunnel", "Underpass"
    STOP = "stop-station", "Hållplats eller station", "Stop or station"
    TRAIN_BUS = "train-bus", "Tåg eller buss", "Train or bus"
    SPORTS_GROUND = "sports-ground", "Idrottsplats", "Sports ground"
    BATHING_PLACE = "bathing-place", "Badplats", "Bathing place"
    PARKING = "parking", "Parkering", "Car park"
    LIBRARY = "library", "Bibliotek", "Library"
    RESTAURANT = "restaurant-area", "Restaurangområde", "Restaurant area"
    BUILDING_SITE = "building-site", "Byggplats", "Building site"
    ONLINE = "online", "På nätet", "Online"
    OTHER = "other", "Annan plats", "Other place"


class PlaceMethod(Term):
    """How the place was given in the form."""

    USUAL = "usual", "En av de vanliga platserna", "One of the usual places"
    REGISTER = "register", "Vald i platsregistret", "Chosen in the register of places"
    POSITION = "position", "Telefonens position", "The phone's position"
    MAP = "map", "Utpekad på kartan", "Pointed out on the map"
    WORDS = "words", "Bara i ord", "In words only"


class PersonalData(Term):
    """What can point out a person in a text."""

    PERSONNUMMER = "personnummer", "Personnummer", "Personal identity number"
    SAMORDNINGSNUMMER = "samordningsnummer", "Samordningsnummer", "Coordination number"
    PHONE = "phone", "Telefonnummer", "Phone number"
    EMAIL = "email", "E-postadress", "E-mail address"
    PLATE = "plate", "Registreringsnummer", "Number plate"
    HANDLE = "handle", "Konto i sociala medier", "Social media account"
    BIRTH_DATE = "birth-date", "Födelsedatum", "Date of birth"
    HOME_ADDRESS = "home-address", "Hemadress", "Home address"
    NAME = "name", "Namn", "Name"


class Review(Term):
    """What a coordinator said of a report."""

    READ = "read", "Läst", "Read"
    ACCEPTED = "accepted", "Med i lägesbilden", "In the picture"
    RETURNED = "returned", "Åter för komplettering", "Returned for more detail"
    OUT_OF_SCOPE = "out-of-scope", "Hör inte hit", "Out of scope"


class Reason(Term):
    """Why a report was changed or taken back."""

    WRONG_TIME = "wrong-time", "Fel tid", "Wrong time"
    WRONG_PLACE = "wrong-place", "Fel plats", "Wrong place"
    WRONG_CATEGORY = "wrong-category", "Fel kategori", "Wrong category"
    WRONG_DETAILS = "wrong-details", "Fel uppgifter", "Wrong details"
    NEW_INFORMATION = "new-information", "Nya uppgifter", "New information"
    PRIVACY = "privacy", "Personuppgifter", "Personal data"
    DOUBLE = "double", "Rapporterad två gånger", "Reported twice"
    MISTAKE = "mistake", "Skickad av misstag", "Sent by mistake"
    OTHER = "other", "Annat", "Other"


class Channel(Term):
    """The door that a report came in by."""

    API = "api", "System", "System"
    FILE = "file", "Fil", "File"
    FORM = "form", "Formulär", "Form"
    DEMO = "demo", "Exempel", "Example"
