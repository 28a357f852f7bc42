"""The sentences in Italian."""

from .things import warnings

THINGS = {  # kind of a thing on the path -> its name
    "": "Ostacolo", "person": "Persona", "bicycle": "Bicicletta", "dog": "Cane", "animal": "Animale", "ball": "Palla",
    "bag": "Borsa", "bench": "Panchina", "chair": "Sedia", "vehicle": "Veicolo", "skateboard": "Skateboard",
}  # fmt: skip
METRES = {
    5: "cinque metri", 6: "sei metri", 7: "sette metri", 8: "otto metri", 9: "nove metri", 10: "dieci metri",
    11: "undici metri", 12: "dodici metri",
}  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    "fall.candidate": (),
    "fall.confirmed": ("Tutto bene?",),
    "pain": ("Basta. Rallenta piano.",),
    **warnings(
        THINGS, METRES, "{thing} alle spalle, rallenta.", "{thing} a {metres}, rallenta.",
        ("Fermo! {thing} alle spalle.", "Fermo!"),
    ),
    "obstacle.over": ("Corsia di nuovo osservata.",),
    "belt_drift.rear": ("Bordo vicino. Rallenta il nastro.",),
    "belt_drift.console": ("Console vicina alla schiena.",),
    "belt_drift.red": ("Afferra le barre!",),
    "turnaround": ("Rallenta, fermati, poi girati.",),
    "stumble": ("Calma. Rallenta.",),
    "path_unknown": ("Percorso non osservato. Guarda dietro.",),
    "path_unknown.lost": ("Camera persa. Guarda dietro.",),
    "path_unknown.blind": ("Rallenta e fermati.",),
    "intruder": ("Qualcuno vicino. Rallenta.",),
    "sudden_stop": ("Tutto a posto?",),
    "speed_cap": ("Rallenta.",),
    "speed_cap.view": ("Vista corta dietro. Rallenta.",),
    "rails": ("Mani sulle barre.",),
    "lean_back": ("Petto sopra le dita dei piedi.", "Peso verso le punte.", "Non sederti."),
    "lean_back.red": ("Petto verso le punte, rallenta.", "Inclinati verso le punte, rallenta."),
    "lane_drift.left": ("Un po' a sinistra.", "Scivola a sinistra."),
    "lane_drift.right": ("Un po' a destra.", "Scivola a destra."),
    "lane_drift.left_red": ("Sinistra! Rallenta.", "A sinistra, piano."),
    "lane_drift.right_red": ("Destra! Rallenta.", "A destra, piano."),
    "shoulder_check": ("Guarda oltre la spalla.", "Un'occhiata dietro."),
    "shoulder_check.left": ("Guarda a sinistra.", "Oltre la spalla sinistra."),
    "shoulder_check.right": ("Guarda a destra.", "Oltre la spalla destra."),
    "shoulder_check.other": ("L'altra spalla.", "Ora l'altra spalla."),
    "clearance": ("Alza i talloni.", "Solleva, non strisciare."),
    "fatigue": ("La forma cala. Ultima serie.", "Sei stanco. Finisci questa."),
    "fatigue.red": ("Molla. Finisci camminando.", "Basta per ora. Molla."),
    "step_width.crossed": ("Non incrociare i piedi.", "Piedi larghi come i fianchi."),
    "step_width.wide": ("Piedi sotto i fianchi.", "Passi più stretti."),
    "visibility": ("Non ti vedo bene.", "La camera non ti vede."),
    "turned_forward": ("Ora guida il petto. I consigli aspettano.", "Guardi dove vai. I consigli aspettano."),
    "lean": ("Costole sopra i fianchi.", "Raddrizza la vita.", "Un po' più alto."),
    "head_down": ("Occhi su.", "Guarda l'orizzonte.", "Testa alta, collo morbido."),
    "elbow.straight": ("Gomiti a circa novanta.", "Piega le braccia, sciolto."),
    "elbow.bent": ("Apri un po' i gomiti.", "Mani tra vita e petto."),
    "arm_leg": ("Braccio opposto, gamba opposta.", "Le braccia rispondono alle gambe."),
    "foot_strike": ("Prima le punte, tallone leggero.", "Atterra morbido sull'avampiede.", "Piedi silenziosi."),
    "knee_contact": ("Meno accovacciato, più alto.", "Ginocchia più leggere."),
    "stride": ("Passi più corti.", "Corti e rapidi."),
    "cadence.slow": ("Passi più rapidi e leggeri.", "Un po' più svelto."),
    "cadence.fast": ("Calma il ritmo.", "Passi più calmi."),
    "bounce": ("Scivola, non rimbalzare.", "Resta basso e stabile."),
    "praise": ("Bene, continua.", "Questa è la postura.", "Morbido e leggero.", "Bel ritmo."),
}
ON_TREADMILL: dict[str, tuple[str, ...]] = {
    "obstacle.over": ("Nastro di nuovo osservato.",),
    "intruder": ("Qualcuno vicino. Afferra le barre.",),
    "fall.candidate": ("Tira la clip!",),
    "pain": ("Afferra le barre. Spegni nastro.",),
    "turnaround": ("Nastro fermo, poi girati.",),
    "stumble": ("Afferra le barre.",),
    "speed_cap": ("Abbassa la velocità del nastro.",),
    "lean_back.red": ("Inclinati verso le punte.", "Petto verso le punte."),
    "fatigue.red": ("Molla. Rallenta il nastro.", "Basta per ora. Rallenta il nastro."),
}
CLAIM_CODE = "Il codice è:"
BROKEN_SETTINGS = "Backstride non può partire. Le impostazioni sono da correggere."
