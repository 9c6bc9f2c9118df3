"""What the reports of Havstuna say in words: of places and situations, never of a person.

Several sentences for each category; the dice choose one, and sometimes add how it stands now.
"""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, ...]] = {
    "GATH-YOUTH": (
        "Stor grupp utanför entrén, högljudd musik, flera besökare valde annan väg.",
        "Saker kastades mot fasaden. Lugnade sig när vuxna kom till platsen.",
        "Trappan blockerad under kvällen, svårt att ta sig förbi med barnvagn.",
        "Skrik och spring mellan bänkarna, två papperskorgar vältes.",
    ),
    "GATH-ADULT": (
        "Högljutt bråk vid bänkarna, folk gick en omväg.",
        "Samling vid ingången, hotfulla rop mot förbipasserande.",
        "Stökigt hela eftermiddagen, glas på marken.",
    ),
    "GATH-MIX": (
        "Folksamling i mörkret, gick inte att se hur många.",
        "Större följe drog genom centrum och slog på skyltar.",
        "Oklar samling vid cykelställen, skingrades efter en stund.",
    ),
    "GATH-INDOOR": (
        "Tillhåll i trapphuset nattetid, fimpar och förpackningar kvar.",
        "Dörren uppställd, spår av att flera vistats där.",
        "Ljud sent på kvällen, boende vågade inte gå dit.",
    ),
    "GATH-NEW": (
        "Nya grupper på platsen de senaste dagarna, annan stämning än vanligt.",
        "Platsen används på ett nytt sätt, fler fordon stannar till kvällstid.",
        "Ovanligt mycket rörelse här denna vecka, oklart varför.",
    ),
    "DMG-GRAFF": (
        "Nytt klotter på väggen, ungefär två kvadratmeter.",
        "Klotter på dörr och elskåp, samma färg som förra veckan.",
        "Ristningar på dörrar och väggar.",
        "Sprayfärg på skylten, går inte att läsa.",
        "Klistermärken i stora mängder på stolparna.",
    ),
    "DMG-GLASS": (
        "Krossad ruta i entrén, glassplitter på gångvägen.",
        "Två fönster sönder på baksidan, stenar ligger kvar.",
        "Glaset i dörren krossat under natten.",
    ),
    "DMG-BUILD": (
        "Stuprör nedrivet och dörrstängare sönderbruten.",
        "Handfat och speglar sönderslagna på toaletten.",
        "Hål i innerväggen, möbler sönder i det gemensamma rummet.",
    ),
    "DMG-VEH": (
        "Backspeglar avslagna på flera parkerade bilar.",
        "Däck sönderskurna på tjänstecykel.",
        "Repor längs sidan på fyra fordon på samma rad.",
    ),
    "DMG-PUBL": (
        "Bänk sönderbruten och papperskorg urlyft.",
        "Planteringslådor omkullvälta, avspärrat tills vidare.",
        "Lampan vid gångvägen sönderslagen.",
        "Staket nedtrampat vid planteringen.",
    ),
    "FIRE-BIN": (
        "Brand i papperskorg, släckt med vattenhink.",
        "Container brann, räddningstjänsten på plats. Ingen spridning.",
        "Rester av eld, sot på väggen.",
    ),
    "FIRE-VEH": (
        "Moped utbränd, rester kvar på marken.",
        "Bil brann på parkeringen, två fordon bredvid skadade av värmen.",
        "Spår av försök att tända eld på ett övergivet fordon.",
    ),
    "FIRE-BUILD": (
        "Försök till anlagd brand vid altan, slocknade av sig självt.",
        "Brand i barack, räddningstjänst och polis på plats.",
        "Rökutveckling i källargång, utrymning av en trappuppgång.",
    ),
    "FIRE-PYRO": (
        "Smällare kastades mot fasaden under kvällen.",
        "Raketer avfyrade på tvären mellan husen.",
        "Kraftiga smällar, hundägare undviker platsen.",
        "Bangers, ekade över hela kvarteret.",
    ),
    "VIOL-FIGHT": (
        "Slagsmål på trottoaren, avbröts när ordningsvakter kom.",
        "Bråk mellan två sällskap vid kön, knuffar och slag.",
        "Tumult vid uppgången, flera inblandade, över på några minuter.",
        "Slagsmål efter stängning, glas krossades.",
    ),
    "VIOL-ASSLT": (
        "Misshandel på allmän plats, ambulans och polis tillkallades.",
        "Våldshändelse vid gångvägen, polisen har upprättat anmälan.",
        "Misshandel rapporterad till ledningscentralen, området spärrades av en stund.",
    ),
    "VIOL-THREAT": (
        "Hot uttalades på platsen, verksamheten stängde tidigare.",
        "Hotfull situation vid entrén, löstes med samtal.",
        "Allvarliga trakasserier, berörda vuxna informerade.",
    ),
    "VIOL-SEXHAR": (
        "Ofredande på gångvägen, polisanmält.",
        "Antastande rop mot förbipasserande under kvällen.",
        "Sexuella trakasserier på platsen, personal ingrep.",
    ),
    "VIOL-HATE": (
        "Hatiska budskap på väggen, övertäckta samma dag.",
        "Rasistiska rop mot förbipasserande.",
        "Flygblad med hatbudskap i brevlådor och på anslagstavlor.",
    ),
    "VIOL-WEAP": (
        "Knivliknande föremål sett på håll, polis tillkallad.",
        "Tillhygge synligt i grupp som passerade, skingrades.",
        "Vapenliknande föremål hittat i buskage, omhändertaget av polis.",
    ),
    "VIOL-SHOT": (
        "Kraftig detonation hördes, polis på plats, inga skador kända.",
        "Misstänkta skott rapporterade, kunde inte bekräftas.",
    ),
    "PROP-ROB": (
        "Rån på gångvägen, polisanmält.",
        "Rånförsök vid uttagsautomaten, avbröts när folk kom.",
        "Förnedrande rån med flera inblandade, skolan informerad.",
    ),
    "PROP-BURG": (
        "Inbrott i källarförråd, sju förråd uppbrutna.",
        "Försök till inbrott, brytmärken på dörren.",
        "Inbrott under natten, verktyg saknas från byggboden.",
    ),
    "PROP-BIKE": (
        "Tre cyklar stulna från stället under dagen.",
        "Klippta lås kvar på marken vid cykelgaraget.",
        "Moped stulen, återfanns i diket en kilometer bort.",
    ),
    "PROP-SHOP": (
        "Stöld i butik, varor återlämnade i kassan.",
        "Stök i butiken, hyllor vältes och kunder lämnade lokalen.",
        "Upprepade tillgrepp samma eftermiddag.",
    ),
    "SUBS-DEAL": (
        "Misstänkt överlåtelse vid bänkarna, korta möten hela kvällen.",
        "Fordon stannar till några minuter åt gången, återkommande.",
        "Tecken på försäljning vid cykelställen.",
    ),
    "SUBS-USE": (
        "Tydlig lukt och påverkat beteende på platsen.",
        "Öppet bruk bakom byggnaden, barn i närheten.",
        "Öppet bruk på platsen flera kvällar i rad, boende oroliga.",
    ),
    "SUBS-PARA": (
        "Kanyler hittade, omhändertagna.",
        "Påsar och folie i buskaget, städat.",
        "Gömställe bakom elskåpet, polisen underrättad.",
    ),
    "SUBS-ALC": (
        "Öppet drickande, burkar och glas kvar.",
        "Berusat sällskap på bänkarna, högljutt men utan bråk.",
        "Många berusade efter arrangemanget, stökigt vid bussarna.",
    ),
    "SUBS-MINOR": (
        "Unga med alkohol, föräldravandrare på plats.",
        "Lustgastuber på marken, ett trettiotal.",
        "Vitt snus säljs till yngre enligt flera uppgifter.",
    ),
    "TRAF-RECK": (
        "Mopeder i hög fart på gångvägen.",
        "Crosskörning över gräset, djupa spår.",
        "EPA-traktorer kör slalom, hög musik.",
        "Buskörning fram och tillbaka hela kvällen.",
    ),
    "TRAF-SPEED": (
        "Hög hastighet när många är på väg till skolan.",
        "Fortkörning kvällstid, flera klagomål från gatan.",
        "Bilar kör om vid övergångsstället.",
    ),
    "TRAF-UNLAW": (
        "Felparkerade bilar hindrar utryckningsvägen.",
        "Genomfart på gångväg trots bommen.",
        "Parkering på cykelbanan vid hämtning.",
    ),
    "TRAF-SCOOT": (
        "Elsparkcyklar ligger tvärs över gångbanan.",
        "Två på samma elsparkcykel, nära påkörning.",
        "Sparkcyklar blockerar rampen till entrén.",
    ),
    "ORDER-NOISE": (
        "Hög musik från parkerade bilar till sent på natten.",
        "Utomhusfest, musik till klockan tre.",
        "Störande ljud från innergården, flera samtal till jouren.",
    ),
    "ORDER-DWELL": (
        "Sovplats under trappan, madrass och kläder.",
        "Sovsäckar och matkassar kvar på morgonen.",
        "Spår av övernattning i soprummet.",
    ),
    "ORDER-HAUNT": (
        "Lokalen används som tillhåll nattetid, mycket spring.",
        "Återkommande samlingar i det tomma utrymmet.",
        "Källarutrymme uppbrutet och möblerat.",
    ),
    "ORDER-TRES": (
        "Obehöriga på taket under kvällen.",
        "Utomstående i korridoren, lämnade efter tillsägelse.",
        "Staketet uppklippt, spring inne på området.",
    ),
    "ORDER-BEG": (
        "Påträngande försäljning vid ingången.",
        "Kunder känner sig trängda vid entrén.",
        "Påstridigt uppträdande vid uttagsautomaten.",
    ),
    "PLACE-LIGHT": (
        "Fyra lampor ur funktion längs gångvägen.",
        "Belysningen släckt, helt mörkt från klockan fem.",
        "Flimrande ljus, bytt en gång men släckt igen.",
    ),
    "PLACE-VIEW": (
        "Buskarna har vuxit ihop, ingen sikt från vägen.",
        "Hörnet skyms av containern, folk genar över gatan.",
        "Skymd nedgång, önskemål om spegel.",
    ),
    "PLACE-LITTER": (
        "Mycket skräp runt bänkarna efter helgen.",
        "Överfulla papperskorgar, fåglar har dragit ut påsarna.",
        "Grovsopor ställda vid miljöhuset.",
        "Glas och burkar i gräset, städat för hand.",
    ),
    "PLACE-DESOL": (
        "Ödsligt efter att butiken stängt, få rör sig här kvällstid.",
        "Tomt och tyst kvällstid, få vill vänta här.",
        "Folktom sträcka, flera säger att de tar bilen i stället.",
    ),
    "PLACE-BROKEN": (
        "Låset till entrén trasigt, dörren går inte igen.",
        "Kameran vid entrén ur funktion.",
        "Porttelefonen sönder sedan några dagar.",
    ),
    "PLACE-OTHER": (
        "Isigt och osandat, svårt att ta sig fram.",
        "Hala löv på trappan, dålig lukt från brunnen.",
        "Upplevs otrygg utan tydlig orsak, nämnt av flera.",
    ),
    "SIGN-STOCK": (
        "Gatsten uppbruten och lagd i hög vid slänten.",
        "Järnrör gömda i buskaget, bortforslade.",
        "Stenar samlade i hög bakom elskåpet.",
    ),
    "SIGN-RUMOR": (
        "Rykte om bråk till helgen sprids i sociala medier.",
        "Uppmaning att samlas på torget cirkulerar bland elever.",
        "Uppgifter i klassgrupper om en plats att undvika, oklart ursprung.",
    ),
    "SIGN-CONFL": (
        "Ökad spänning mellan två grupper, märks på rasterna.",
        "Gräl på nätet har följt med till skolan.",
        "Konflikt mellan grupper från olika områden, oroligt vid bussen.",
    ),
    "SIGN-RECRUIT": (
        "Erbjudanden om snabba pengar har nått elever, skolan informerar vårdnadshavare.",
        "Okända konton söker kontakt med unga om uppdrag.",
        "Oro för att yngre dras in, tas upp i samverkan.",
    ),
    "SIGN-MOOD": (
        "Oroligare stämning än vanligt.",
        "Flera klasser beskriver oro för vägen hem.",
        "Spänd stämning på gården, extra personal i kväll.",
        "Många frågor om förra veckans händelser.",
    ),
    "SIGN-SILENCE": (
        "Ingen vill berätta vad som hänt, dörrarna hålls stängda.",
        "Boende vill inte anmäla, hänvisar till tidigare erfarenheter.",
        "Tystnad efter händelsen, svårt att få en bild.",
    ),
    "STAFF-THREAT": (
        "Hot mot personal, larmknapp användes.",
        "Ordningsvakter hotades vid ingripande.",
        "Verbala hot mot personal, avvikelse skriven.",
    ),
    "STAFF-OBST": (
        "Sten mot buss, ruta sprucken, turen inställd.",
        "Laser mot utryckningsfordon från höjden.",
        "Föremål kastades mot bussen vid hållplatsen.",
    ),
    "STAFF-PRESS": (
        "Påtryckning i ett tillsynsärende, rapporterat internt.",
        "Försök att påverka ett beslut, hanteras enligt rutin.",
    ),
    "EVENT-PLAN": ("Arrangemang med ökad risk, se tid och plats.",),
    "EVENT-CAL": ("Lov eller avslutning som brukar märkas.",),
    "EVENT-DONE": ("Arrangemanget är genomfört.",),
    "POS-CALM": (
        "Lugn kväll på en plats som ofta är stökig.",
        "Vuxna på plats, god stämning, inget att anmärka.",
        "Märkbart lugnare än förra månaden.",
    ),
    "POS-WORK": (
        "Städinsatsen syns, flera har kommenterat.",
        "Buskarna är röjda, man ser ända fram till vägen.",
        "Fler rör sig här sedan bänkarna flyttades.",
    ),
    "POS-SAFE": (
        "Upplevs trygg, många barnfamiljer på plats.",
        "Besökare berättar att de gärna stannar kvar.",
        "Ljust och fint, god sikt åt alla håll.",
    ),
}

LIGHTING_TEXTS = (
    "Den nya belysningen i tunneln är tänd, stor skillnad.",
    "Fler tar tunneln igen sedan ljuset byttes.",
    "Ljusare väggar och nya lampor, resenärer säger att det känns bättre.",
)
"""What is said where the tunnel's lighting was noticed."""

OTHERS: tuple[tuple[str, str], ...] = (
    ("Kundvagnar nedkastade i ån, flera stycken.", "PLACE-LITTER"),
    ("Motorljud och rök från parkeringen, vet inte hur det ska anges.", "TRAF-RECK"),
    ("Grinden till förskolan stod öppen på morgonen, låset borta.", "PLACE-BROKEN"),
    ("Färg utspilld över hela bänken.", "DMG-PUBL"),
    ("Stor samling som inte passar någon av rutorna.", "GATH-MIX"),
    ("Raketpinnar och krut i rabatten.", "FIRE-PYRO"),
    ("Någon form av märkning på dörrarna, oklart vad den betyder.", "DMG-GRAFF"),
    ("Drönare över skolgården flera gånger.", "PLACE-OTHER"),
    ("Trasig bom, bilar kör rakt igenom.", "TRAF-UNLAW"),
    ("Extra lugnt i dag, ville bara säga det.", "POS-CALM"),
)
"""Texts of reports of the category OTHER, with the category that they belong in."""

WORDS: tuple[str, ...] = (
    "Någonstans längs gångvägen, oklart exakt var",
    "I närheten av vattnet",
    "På väg mellan skolan och hållplatsen",
    "Vid kvarteret bakom butiken",
    "I området, enligt uppgift från flera",
    "Längs cykelvägen söderut",
    "Bortåt skogen till",
    "Vid en av innergårdarna",
)
"""A place in words only."""

ONLINE_WORDS: tuple[str, ...] = (
    "I sociala medier",
    "I en chatt som många elever har",
    "I en lokal grupp på nätet",
)
"""The same for what happens online."""

TAILS: tuple[str, ...] = (
    "Felanmält.",
    "Fotograferat för felanmälan.",
    "Ingen skada känd.",
    "Har hänt flera gånger i månaden.",
    "Avhjälpt samma dag.",
    "Följs upp i veckan.",
    "Väktare informerade.",
    "Platsen kontrollerad igen efter en timme, då lugnt.",
)
"""How it stands now."""

NOTES: Mapping[str, tuple[str, ...]] = {
    "wrong-time": ("Skulle vara tidigare, enligt passets anteckningar.", "Fel datum i formuläret."),
    "wrong-place": ("Rätt plats enligt den som rapporterade.", "Förväxlad med platsen intill."),
    "wrong-details": ("Antalet var färre än först angivet.",),
    "new-information": ("Kompletterat efter samtal med verksamheten.",),
    "wrong-category": ("Hör hemma i en annan kategori.",),
    "mistake": ("Skickad av misstag.", "Övning, skulle inte ha skickats."),
    "double": ("Samma rapport skickad två gånger.",),
    "privacy": ("Texten pekade ut någon. Ny rapport utan den uppgiften kommer.",),
}
"""Notes of the coordinator, by the reason for the change."""

QUESTIONS: tuple[str, ...] = (
    "Var på gården var det, vid entrén eller vid cyklarna?",
    "Hände det en gång eller flera gånger under kvällen?",
    "Är det lagat nu, eller ligger det kvar?",
)
"""What the coordinator asks whoever reported."""

ANSWERS: tuple[str, ...] = (
    "Tack. Felanmält till fastighetsjouren, de räknar med att laga det den här veckan.",
    "Tack. Tas upp på mötet på tisdag.",
    "Tack, samma sak är rapporterad av flera. Vi följer platsen.",
    "Tack. Belysningen är beställd.",
)
"""What the coordinator writes back to whoever reported."""
