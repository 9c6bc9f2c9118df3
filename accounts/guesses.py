"""What whoever guesses passwords tries first: words of Swedish and English, walks, names.

Everything is compared folded: small letters, without dots and rings, so that å is a. A word is also
known by its digits and marks at either end, with a figure for a letter, and beside another word.
"""

import re
import unicodedata

LEAST_OF_A_NAME = 4  # letters; a shorter one is found inside innocent words
LONGEST_UNIT = 8  # characters that, said again and again, are no password
CHARACTERS_A_STRETCH = 4  # of a walk along the keyboard, at least, on average
DIGITS_OF_A_NUMBER = 12  # of a personal identity number; a date and a telephone number have fewer

ROWS = (
    "1234567890",
    "qwertyuiopa",  # å, folded
    "asdfghjkloa",  # ö and ä, folded
    "zxcvbnm,.-",
    "abcdefghijklmnopqrstuvwxyzaao",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
    "9ol.",
)
UNSHIFTED = str.maketrans('!"#¤%&/()=@$^*', "12345678902468")
LETTER_OF = str.maketrans("013457@$!€+", "oieastasiet")

# Words that are a password by themselves, or with a year and an exclamation mark.
LISTED = """
    losenord losen losenordet passord hemlig hemligt hemlighet hemligheten kodord nyckelord
    inloggning loggain inlogg anvandare administrator administratoren admin root system service
    test testa testar testing demo prova gast guest user password passwd passcode passphrase pass
    secret secrets login logon signin welcome valkommen valkomna valkommet letmein openup default
    changeme change andramig bytmig temporary tillfallig initial start starta standard master super
    kommun kommunen kommunens region stad staden kontor kontoret arbete jobb jobbet chef chefen
    trygg trygghet tryggare tryggheten sakerhet sakerheten security safety lagesbild lagesbilden
    polis polisen police socialtjansten skola skolan larare rektor rektorn bibliotek fritid
    sverige svensk svenska swedish sweden stockholm goteborg malmo uppsala orebro linkoping
    vasteras helsingborg norrkoping jonkoping umea lund boras gavle sundsvall karlstad halmstad
    skane smaland dalarna norrland gotland europa europe norge danmark finland
    sommar sommaren sommartid vinter vintern hosten hostlov varen varvinter semester semestern
    summer winter spring autumn fall season holiday jul julen julafton midsommar pask pasken
    januari februari mars april maj juni juli augusti september oktober november december january
    february march may june july august october mandag mandagen tisdag tisdagen onsdag onsdagen
    torsdag torsdagen fredag fredagen lordag lordagen sondag sondagen monday tuesday wednesday
    thursday friday saturday sunday idag imorgon today tomorrow
    hej hejsan hejhej hejdu tjena hello hallo halla godmorgon godkvall goodmorning goodbye
    alskling alskar jagalskardig alskardig karlek karleken iloveyou loveyou iloveu love lovely
    mylove forever always family familj familjen familien mamma pappa mormor farmor morfar farfar
    mother father brother sister barnen barnbarn baby babygirl honey sweetheart darling princess
    prinsessa prinsessan prince prins queen king kungen drottning angel angels anglar
    sol solen solsken sunshine sunflower solros blomma blommor flower flowers rainbow regnbage
    stjarna stjarnor star stars starlight moonlight manen midnight summerlove butterfly fjaril
    katt katten katter kisse hund hunden hundar valp hast hasten hastar cat dog doggy kitty puppy
    horse monkey dragon tiger lion panther eagle falcon mustang bear bjorn varg wolf dolphin delfin
    fotboll fotbollen ishockey hockey innebandy handboll football soccer baseball basketball golf
    hammarby djurgarden djurgarn malmoff ifkgoteborg frolunda farjestad brynas leksand modo
    arsenal chelsea liverpool manchester manchesterunited united tottenham everton barcelona
    realmadrid juventus zlatan ronaldo messi gretzky jordan
    starwars startrek superman batman spiderman pokemon pikachu minecraft fortnite nintendo
    playstation xbox gandalf harrypotter hogwarts matrix trustno trustnoone whatever nothing
    ingenting something anything computer dator datorn internet samsung iphone android google
    facebook instagram microsoft windows office apple volvo saab ferrari porsche mercedes harley
    pippi pippilangstrump emil emililonneberga astrid bamse nalle nallebjorn kalleanka muminmamma
    kaffe choklad chocolate cookie cookies cheese banana banan pizza pannkaka pannkakor kanelbulle
    kanelbullar kottbullar orange purple yellow green silver golden blomkal
    shadow michael jessica jennifer ashley michelle daniel charlie thomas anders andreas fredrik
    johanna kristina elisabeth margareta johansson andersson karlsson nilsson eriksson larsson
    olsson persson svensson gustafsson
    freedom frihet success lucky lycka lyckan happy hopp peace fred power kraft magic magi heaven
    himmel himlen jesus christ jesuschrist gud faith tro blessed
    fuckyou fuckoff fuckthis asshole bitch skit javla fan helvete idiot dumskalle
    abcdef abcabc qwerty qwertz azerty asdfgh asdf zxcvbn zxcv qazwsx qwer qaz wsx abc xyz
    correcthorsebatterystaple correcthorse batterystaple korrekthastbatteriklammer
    korrekthast thequickbrownfox quickbrownfox loremipsum loremipsumdolor tobeornottobe
    openseasame opensesame sesamoppnadig sesam abrakadabra abracadabra supercalifragilistic
    onceuponatime detvarengang iamthebest ilovemyfamily ilovemyself mypassword mittlosenord
    ingetlosenord nopassword newpassword nyttlosenord thisismypassword
    dettaarmittlosenord dontforget glominte kommerinteihag jagminnsinte unbelievable
    maytheforcebewithyou letmeinnow letmeinplease welcometothejungle dusargamlafria
    dugamladufria blinkalillastjarna baabaavitalamm
    """
WORDS = frozenset(LISTED.split())


def fold(text: str) -> str:
    """`text` in small letters without dots, rings and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_guessed(password: str) -> bool:
    """Whether it is a word that is tried first, or two, dressed up with digits and marks."""
    folded = fold(password)
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return any(
        _is_made_of_words("".join(letter for letter in form if letter.isalpha()))
        for form in (folded, trimmed.translate(LETTER_OF), folded.translate(LETTER_OF))
    )


def _is_made_of_words(letters: str) -> bool:
    return letters in WORDS or any(
        letters[:cut] in WORDS and letters[cut:] in WORDS for cut in range(3, len(letters) - 2)
    )


def is_number(password: str) -> bool:
    """Whether it is all digits and no longer than a personal identity number or a telephone's."""
    digits = re.sub(r"[\s+./-]", "", password)
    return digits.isdecimal() and len(digits) <= DIGITS_OF_A_NUMBER


def is_patterned(password: str) -> bool:
    """Whether it says a few characters again and again, or walks along the keyboard."""
    folded = fold(password).translate(UNSHIFTED)
    return _repeats(folded) or _stretches(folded) * CHARACTERS_A_STRETCH <= len(folded)


def _repeats(text: str) -> bool:
    """Whether each character is the one that stood a few places before, at least once through."""
    return any(
        text[unit:] == text[:-unit] for unit in range(1, min(LONGEST_UNIT, len(text) // 2) + 1)
    )


def _stretches(text: str) -> int:
    """How many stretches of one row (either way) or of one character make up `text`."""
    ways = [way for row in ROWS for way in (row, row[::-1])]
    count = start = 0
    while start < len(text):
        end = start + 1
        alike = len(text[start:]) - len(text[start:].lstrip(text[start]))
        while end < len(text) and any(text[start : end + 1] in way for way in ways):
            end += 1
        start, count = max(end, start + alike), count + 1
    return count


def names_in(password: str, *names: str) -> bool:
    """Whether it holds one of `names` or of their words, leaving out the very short ones."""
    folded = fold(password)
    return any(part in folded for name in names for part in _parts(fold(name)))


def _parts(name: str) -> set[str]:
    parts = {name, *re.split(r"[\W\d_]+", name)} - {"kommun", "kommuns", "stad", "municipality"}
    return {part for part in parts if len(part) >= LEAST_OF_A_NAME}
