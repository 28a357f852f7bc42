"""The sentences in French."""

from .things import warnings

THINGS = {  # kind of a thing on the path -> its name
    "": "Obstacle", "person": "Personne", "bicycle": "Vélo", "dog": "Chien", "animal": "Animal", "ball": "Ballon",
    "bag": "Sac", "bench": "Banc", "chair": "Chaise", "vehicle": "Véhicule", "skateboard": "Planche",
}  # fmt: skip
METRES = {
    5: "cinq mètres", 6: "six mètres", 7: "sept mètres", 8: "huit mètres", 9: "neuf mètres", 10: "dix mètres",
    11: "onze mètres", 12: "douze mètres",
}  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    "fall.candidate": (),
    "fall.confirmed": ("Tout va bien ?",),
    "pain": ("On arrête. Ralentis doucement.",),
    **warnings(
        THINGS, METRES, "{thing} derrière, ralentis.", "{thing} à {metres}, ralentis.",
        ("Stop ! {thing} derrière.", "Stop !"),
    ),
    "obstacle.over": ("Couloir de nouveau surveillé.",),
    "belt_drift.rear": ("Bord proche. Ralentis le tapis.",),
    "belt_drift.console": ("Console proche du dos.",),
    "belt_drift.red": ("Tiens les barres !",),
    "turnaround": ("Ralentis, arrête, puis tourne.",),
    "stumble": ("Doucement. Ralentis.",),
    "path_unknown": ("Chemin non surveillé. Regarde derrière.",),
    "path_unknown.lost": ("Caméra perdue. Regarde derrière.",),
    "path_unknown.blind": ("Ralentis et arrête.",),
    "intruder": ("Quelqu'un tout près. Ralentis.",),
    "sudden_stop": ("Tout va bien, toi ?",),
    "speed_cap": ("Ralentis.",),
    "speed_cap.view": ("Vue courte derrière. Ralentis.",),
    "rails": ("Mains sur les barres.",),
    "lean_back": ("Poitrine au-dessus des orteils.", "Le poids vers les orteils.", "Ne t'assieds pas."),
    "lean_back.red": ("Penche vers tes orteils, ralentis.", "Poitrine vers les orteils, ralentis."),
    "lane_drift.left": ("Un peu à gauche.", "Glisse à gauche."),
    "lane_drift.right": ("Un peu à droite.", "Glisse à droite."),
    "lane_drift.left_red": ("Gauche ! Ralentis.", "À gauche, doucement."),
    "lane_drift.right_red": ("Droite ! Ralentis.", "À droite, doucement."),
    "shoulder_check": ("Regarde par-dessus l'épaule.", "Un coup d'œil derrière."),
    "shoulder_check.left": ("Regarde à gauche.", "Par-dessus l'épaule gauche."),
    "shoulder_check.right": ("Regarde à droite.", "Par-dessus l'épaule droite."),
    "shoulder_check.other": ("L'autre épaule.", "Maintenant l'autre épaule."),
    "clearance": ("Lève les talons.", "Lève, ne traîne pas."),
    "fatigue": ("La forme baisse. Dernière série.", "Tu fatigues. Finis celle-ci."),
    "fatigue.red": ("Relâche. Termine en marchant.", "Assez pour l'instant. Relâche."),
    "step_width.crossed": ("Ne croise pas les pieds.", "Pieds largeur de hanches."),
    "step_width.wide": ("Pieds sous les hanches.", "Des pas plus étroits."),
    "visibility": ("Je te vois mal.", "La caméra ne te voit pas."),
    "turned_forward": ("La poitrine mène. Les conseils attendent.", "Tu regardes ta route. Les conseils attendent."),
    "lean": ("Côtes au-dessus des hanches.", "Déplie la taille.", "Grandis-toi un peu."),
    "head_down": ("Lève les yeux.", "Regarde l'horizon.", "Tête haute, nuque souple."),
    "elbow.straight": ("Coudes à quatre-vingt-dix degrés.", "Plie les bras, reste souple."),
    "elbow.bent": ("Ouvre un peu les coudes.", "Mains entre taille et poitrine."),
    "arm_leg": ("Bras opposé, jambe opposée.", "Les bras répondent aux jambes."),
    "foot_strike": ("Orteils d'abord, talon léger.", "Pose souple sur l'avant-pied.", "Pieds silencieux."),
    "knee_contact": ("Moins accroupi, plus grand.", "Genoux plus légers."),
    "stride": ("Des pas plus courts.", "Courts et rapides."),
    "cadence.slow": ("Des pas plus vifs.", "Un peu plus vite."),
    "cadence.fast": ("Calme le rythme.", "Des pas plus calmes."),
    "bounce": ("Glisse, ne rebondis pas.", "Reste bas et stable."),
    "praise": ("Bien, continue.", "Voilà la posture.", "Souple et léger.", "Beau rythme."),
}
ON_TREADMILL: dict[str, tuple[str, ...]] = {
    "obstacle.over": ("Tapis de nouveau surveillé.",),
    "intruder": ("Quelqu'un près. Tiens les barres.",),
    "fall.candidate": ("Tire le clip !",),
    "pain": ("Tiens les barres. Coupe tapis.",),
    "turnaround": ("Tapis arrêté, puis tourne.",),
    "stumble": ("Tiens les barres.",),
    "speed_cap": ("Baisse la vitesse du tapis.",),
    "lean_back.red": ("Penche vers tes orteils.", "Poitrine vers les orteils."),
    "fatigue.red": ("Relâche. Ralentis le tapis.", "Assez pour l'instant. Ralentis le tapis."),
}
CLAIM_CODE = "Le code est :"
BROKEN_SETTINGS = "Backstride ne peut pas démarrer. Les réglages sont à corriger."
