"""The sentences in Spanish."""

from .things import warnings

THINGS = {  # kind of a thing on the path -> its name
    "": "Obstáculo", "person": "Persona", "bicycle": "Bicicleta", "dog": "Perro", "animal": "Animal",
    "ball": "Pelota", "bag": "Bolsa", "bench": "Banco", "chair": "Silla", "vehicle": "Vehículo",
    "skateboard": "Monopatín",
}  # fmt: skip
METRES = {
    5: "cinco metros", 6: "seis metros", 7: "siete metros", 8: "ocho metros", 9: "nueve metros", 10: "diez metros",
    11: "once metros", 12: "doce metros",
}  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    "fall.candidate": (),
    "fall.confirmed": ("¿Estás bien?",),
    "pain": ("Paramos. Baja el ritmo.",),
    **warnings(
        THINGS, METRES, "{thing} detrás, despacio.", "{thing} a {metres}, despacio.",
        ("¡Alto! {thing} detrás.", "¡Alto!"),
    ),
    "obstacle.over": ("Carril vigilado otra vez.",),
    "belt_drift.rear": ("Borde cerca. Frena la cinta.",),
    "belt_drift.console": ("Consola cerca de tu espalda.",),
    "belt_drift.red": ("¡Agarra las barras!",),
    "turnaround": ("Despacio, para, luego gira.",),
    "stumble": ("Calma. Más despacio.",),
    "path_unknown": ("Camino sin vigilar. Mira detrás.",),
    "path_unknown.lost": ("Cámara perdida. Mira detrás.",),
    "path_unknown.blind": ("Despacio y para.",),
    "intruder": ("Alguien cerca. Despacio.",),
    "sudden_stop": ("¿Todo bien?",),
    "speed_cap": ("Más despacio.",),
    "speed_cap.view": ("Vista corta detrás. Más despacio.",),
    "rails": ("Manos en las barras.",),
    "lean_back": ("Pecho sobre los dedos del pie.", "El peso hacia las puntas.", "No te sientes."),
    "lean_back.red": ("Pecho hacia las puntas, despacio.", "Inclínate hacia las puntas, despacio."),
    "lane_drift.left": ("Un poco a la izquierda.", "Ve a la izquierda."),
    "lane_drift.right": ("Un poco a la derecha.", "Ve a la derecha."),
    "lane_drift.left_red": ("¡Izquierda! Despacio.", "A la izquierda, despacio."),
    "lane_drift.right_red": ("¡Derecha! Despacio.", "A la derecha, despacio."),
    "shoulder_check": ("Mira sobre el hombro.", "Un vistazo detrás."),
    "shoulder_check.left": ("Mira a la izquierda.", "Sobre el hombro izquierdo."),
    "shoulder_check.right": ("Mira a la derecha.", "Sobre el hombro derecho."),
    "shoulder_check.other": ("El otro hombro.", "Ahora el otro hombro."),
    "clearance": ("Levanta los talones.", "Levanta, no arrastres."),
    "fatigue": ("La forma baja. Última serie.", "Te cansas. Termina esta."),
    "fatigue.red": ("Afloja. Termina caminando.", "Basta por ahora. Afloja."),
    "step_width.crossed": ("No cruces los pies.", "Pies al ancho de cadera."),
    "step_width.wide": ("Pies bajo las caderas.", "Pasos más estrechos."),
    "visibility": ("No te veo bien.", "La cámara no te ve."),
    "turned_forward": ("Ahora guía el pecho. Los consejos esperan.", "Miras adonde vas. Los consejos esperan."),
    "lean": ("Costillas sobre las caderas.", "Endereza la cintura.", "Crece un poco."),
    "head_down": ("Ojos arriba.", "Mira al horizonte.", "Cabeza alta, cuello suelto."),
    "elbow.straight": ("Codos a unos noventa.", "Dobla los brazos, sueltos."),
    "elbow.bent": ("Abre un poco los codos.", "Manos entre cintura y pecho."),
    "arm_leg": ("Brazo opuesto, pierna opuesta.", "Los brazos responden a las piernas."),
    "foot_strike": ("Primero las puntas, talón suave.", "Cae suave sobre el antepié.", "Pies silenciosos."),
    "knee_contact": ("Menos sentadilla, más erguido.", "Rodillas más ligeras."),
    "stride": ("Pasos más cortos.", "Cortos y rápidos."),
    "cadence.slow": ("Pasos más rápidos y ligeros.", "Un poco más rápido."),
    "cadence.fast": ("Calma el ritmo.", "Pasos más tranquilos."),
    "bounce": ("Deslízate, no rebotes.", "Mantente bajo y estable."),
    "praise": ("Bien, sigue así.", "Esa es la postura.", "Suave y ligero.", "Buen ritmo."),
}
ON_TREADMILL: dict[str, tuple[str, ...]] = {
    "obstacle.over": ("Cinta vigilada otra vez.",),
    "intruder": ("Alguien cerca. Agarra las barras.",),
    "fall.candidate": ("¡Tira del clip!",),
    "pain": ("Agarra las barras. Apaga cinta.",),
    "turnaround": ("Cinta apagada, luego gira.",),
    "stumble": ("Agarra las barras.",),
    "speed_cap": ("Baja la velocidad de cinta.",),
    "lean_back.red": ("Inclínate hacia las puntas.", "Pecho hacia las puntas."),
    "fatigue.red": ("Afloja. Frena la cinta.", "Basta por ahora. Frena la cinta."),
}
CLAIM_CODE = "El código es:"
BROKEN_SETTINGS = "Backstride no puede arrancar. Hay que corregir los ajustes."
