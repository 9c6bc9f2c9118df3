"""The names of Havstuna: its districts with their residents, and the words its streets are made of.

All of it is invented. Districts bear everyday names that stand for no known neighbourhood, streets
are named by theme as Swedish towns do, and no street is named after a person.
"""

MUNICIPALITY_CODE = "9947"
MUNICIPALITY = "Havstuna"

# Code, name and residents. The figures are invented, and add up to a small town.
DISTRICTS: tuple[tuple[str, str, int], ...] = (
    ("G01", "Centrum", 5_870),
    ("G02", "Norra Havstuna", 4_640),
    ("G03", "Ekbacken", 5_730),
    ("G04", "Sjövik", 2_180),
    ("G05", "Kvarnängen", 3_960),
    ("G06", "Björkhaga", 5_120),
    ("G07", "Lillskogen", 1_890),
    ("G08", "Hammarmon", 210),
    ("G09", "Tallmo", 2_350),
    ("G10", "Ytterskog", 690),
)

# Street names by theme, in the order in which the quarters hand them out, longest street first.
STREETS: dict[str, tuple[str, ...]] = {
    theme: tuple(words.split())
    for theme, words in {
        "town": """
            Kyrkogatan Nygatan Trädgårdsgatan Hantverksgatan Skolgatan Rådhusgatan Järnvägsgatan
            Ågatan Bryggargatan Smedsgatan Garvargatan Repslagargatan Västergatan Östergatan
            Färgargatan Torggatan Bagargatan Apoteksgatan Bokbindargatan Prästgatan Klockargatan
            Bangatan Slussgatan Urmakargatan Tunnbindargatan Stallgatan Källargatan Packhusgatan
            Sadelmakargatan Magasinsgatan Vaktgatan Brogränd
            """,
        "birds": """
            Koltrastvägen Lärkvägen Bofinksvägen Rödhakevägen Tranvägen Gökvägen Ugglevägen
            Domherrevägen Talgoxevägen Gransångarvägen Svalvägen Steglitsvägen Hackspettsvägen
            Sidensvansvägen Tofsvipevägen Starvägen Mesvägen Sparvvägen Grönsiskevägen Ärlevägen
            Enkelbeckasinsvägen Morkullevägen Näktergalsvägen Kajvägen Skatvägen Falkvägen Örnvägen
            Orrvägen Tjädervägen Rapphönsvägen Duvvägen Hägervägen Nötväckevägen Trädkrypargränd
            Kungsfågelvägen Stenskvättevägen Piplärkevägen Strandskatevägen Spovvägen
            """,
        "music": """
            Fiolvägen Cellovägen Flöjtvägen Dragspelsvägen Trumpetvägen Psaltarvägen Klarinettvägen
            Gitarrvägen Nyckelharpsvägen Valsvägen Polskevägen Kadriljvägen Triangelvägen Lutvägen
            Mandolinvägen Oboevägen Pukvägen Cymbalvägen Valthornsvägen Tubavägen Fagottvägen
            Pianovägen Orgelvägen Menuettvägen Schottisvägen Hambovägen Marschvägen Visvägen
            Refrängvägen Stråkgränd
            """,
        "oak": """
            Ollonvägen Eklövsgatan Barkvägen Kronvägen Lövsalsvägen Stamvägen Rotvägen
            Nötskrikevägen Ekorrgatan Grenvägen Årsringsvägen Savgatan Ekskogsgatan Hamlingsvägen
            Ekplantegatan Kärnvedsgatan Ekbarksvägen Lövtäktsgränd
            """,
        "flowers": """
            Blåklintsvägen Prästkragevägen Vitsippevägen Kattfotsvägen Smörblommevägen Klintvägen
            Gullvivevägen Fibblevägen Violvägen Klövervägen Rölleksvägen Ängsullsvägen
            Timjansvägen Blåsippevägen Liljekonvaljevägen Förgätmigejvägen Mandelblomsvägen
            Humleblomstervägen Renfanevägen Johannesörtsvägen Käringtandsvägen Kaprifolvägen
            Midsommarblomstervägen Skogsstjärnevägen Vallmovägen Ringblomsvägen Malvavägen
            Lupinvägen Akleljevägen Pionvägen Nejlikvägen Krokusgränd
            """,
        "lake": """
            Näckrosvägen Vassvägen Båthusvägen Abborrvägen Kanotvägen Gäddvägen Årvägen Seglarvägen
            Mörtvägen Flötvägen Bryggvägen Lomvägen Fiskarvägen Kräftvägen Snäckvägen
            Vågbrytarvägen Öringvägen Sutarvägen Braxenvägen Ålvägen Sikvägen Rodervägen Ankarvägen
            Masthamnsvägen Fyrvägen Vikvägen Uddvägen Sandbottensvägen Kaveldunsgränd
            """,
        "mill": """
            Kvarngatan Mjölnargatan Dammgatan Kvarnstensgatan Skovelgatan Hjulvägen Siktgatan
            Spannmålsgatan Rännilsvägen Fördämningsvägen Mjölgatan Kligatan Kornbodsgatan
            Forsgatan Kvarnhjulsgatan Malargränd
            """,
        "berries": """
            Hallonvägen Smultronvägen Vinbärsvägen Krusbärsvägen Nyponvägen Slånbärsvägen
            Rönnbärsvägen Björnbärsvägen Havtornsvägen Jordgubbsvägen Körsbärsvägen Plommonvägen
            Päronvägen Äppelvägen Kvittenvägen Fläderbärsvägen Aroniavägen Mullbärsvägen
            Häggbärsvägen Rabarbervägen Hasselnötsvägen Humlegränd
            """,
        "birch": """
            Nävervägen Björklövsvägen Masurgatan Kvistvägen Hängbjörksvägen Glasbjörksgatan
            Kåsavägen Slöjdgatan Knivskaftsvägen Lövtaksgatan Skottvägen Kontvägen Björkdungevägen
            Spånkorgsvägen Vidjegatan Björksavsvägen Kvastgatan Lövruskevägen Slevvägen Skålgatan
            Skidstavsvägen Träskovägen Svepaskvägen Nävergränd
            """,
        "weather": """
            Regnbågsvägen Solgatan Molnvägen Snövägen Rimfrostgatan Daggvägen Västanvindsgatan
            Åskvägen Tövädersvägen Brisgatan Dimvägen Vårvindsvägen Norrskensgatan Skymningsvägen
            """,
        "forest": """
            Kantarellvägen Blåbärsvägen Murkelvägen Kottvägen Lingonvägen Ljungvägen Enbärsvägen
            Rådjursvägen Lodjursvägen Harvägen Grävlingsvägen Rävvägen Lavvägen Hjortronvägen
            Vildsvinsvägen Barrvägen Ormbunksvägen Älgvägen Mårdvägen Igelkottsvägen Stigfinnarvägen
            Myrstacksvägen Tickvägen Gläntvägen Kolarvägen Viltvägen Stubbgränd
            """,
        "works": """
            Industrigatan Verkstadsgatan Gjutarvägen Svetsarvägen Lagergatan Maskingatan Plåtvägen
            Truckgatan Spårvägen Terminalgatan Hamrarvägen Nitgatan Pressgatan Fräsvägen
            Svarvargatan Borrvägen Kugghjulsgatan Axelgatan Städvägen Lastgatan
            """,
        "pine": """
            Furuvägen Kådvägen Tallbarrsvägen Sandhedsvägen Åsvägen Talltitevägen Grusåsvägen
            Solstigen Timmervägen Plankvägen Takspånsvägen Stockvägen Bjälkvägen Sågverksvägen
            Spånvägen Splintvägen Flottarvägen Huggarvägen Barkspadsvägen Tjärdalsvägen Milvägen
            Tallkottsvägen Fröträdsvägen Tallhedsvägen Klyvvägen Brädgårdsvägen Läktvägen
            Vindskivevägen Kilvägen Tallrotsvägen Tjärblomstervägen Brasvägen Vedbodsvägen Tallgränd
            """,
    }.items()
}
