"""The sentences in German."""

from .things import warnings

THINGS = {  # kind of a thing on the path -> its name
    "": "Hindernis", "person": "Person", "bicycle": "Fahrrad", "dog": "Hund", "animal": "Tier", "ball": "Ball",
    "bag": "Tasche", "bench": "Bank", "chair": "Stuhl", "vehicle": "Fahrzeug", "skateboard": "Skateboard",
}  # fmt: skip
METRES = {
    5: "fünf Meter", 6: "sechs Meter", 7: "sieben Meter", 8: "acht Meter", 9: "neun Meter", 10: "zehn Meter",
    11: "elf Meter", 12: "zwölf Meter",
}  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    "fall.candidate": (),
    "fall.confirmed": ("Alles in Ordnung?",),
    "pain": ("Schluss. Langsam auslaufen.",),
    **warnings(
        THINGS, METRES, "{thing} hinter dir, langsam.", "{thing} {metres} hinten, langsam.",
        ("Halt! {thing} hinter dir.", "Halt!"),
    ),
    "obstacle.over": ("Bahn wieder im Blick.",),
    "belt_drift.rear": ("Bandende nah. Band langsamer.",),
    "belt_drift.console": ("Konsole nah am Rücken.",),
    "belt_drift.red": ("Geländer festhalten!",),
    "turnaround": ("Langsam, anhalten, dann drehen.",),
    "stumble": ("Ruhig. Langsamer.",),
    "path_unknown": ("Weg unbeobachtet. Schau dich um.",),
    "path_unknown.lost": ("Kamera weg. Umschauen.",),
    "path_unknown.blind": ("Langsam und anhalten.",),
    "intruder": ("Jemand ist nah. Langsam.",),
    "sudden_stop": ("Alles gut?",),
    "speed_cap": ("Langsamer.",),
    "speed_cap.view": ("Kurze Sicht hinten. Langsamer.",),
    "rails": ("Hände ans Geländer.",),
    "lean_back": ("Brust über die Zehen.", "Gewicht zu den Zehen.", "Nicht hinsetzen."),
    "lean_back.red": ("Zu den Zehen lehnen, langsamer.", "Brust zu den Zehen, langsamer."),
    "lane_drift.left": ("Etwas nach links.", "Ein wenig links."),
    "lane_drift.right": ("Etwas nach rechts.", "Ein wenig rechts."),
    "lane_drift.left_red": ("Links! Langsamer.", "Nach links, langsam."),
    "lane_drift.right_red": ("Rechts! Langsamer.", "Nach rechts, langsam."),
    "shoulder_check": ("Schulterblick.", "Schau über die Schulter."),
    "shoulder_check.left": ("Blick links.", "Schau über die linke Schulter."),
    "shoulder_check.right": ("Blick rechts.", "Schau über die rechte Schulter."),
    "shoulder_check.other": ("Andere Schulter.", "Jetzt die andere Schulter."),
    "clearance": ("Fersen heben.", "Heben, nicht schleifen."),
    "fatigue": ("Die Form lässt nach. Letzte Runde.", "Du wirst müde. Nur noch diese."),
    "fatigue.red": ("Locker lassen. Ausgehen.", "Genug für jetzt. Locker lassen."),
    "step_width.crossed": ("Füße nicht kreuzen.", "Füße hüftbreit."),
    "step_width.wide": ("Füße unter die Hüfte.", "Schmalere Schritte."),
    "visibility": ("Ich sehe dich nicht gut.", "Die Kamera sieht dich nicht."),
    "turned_forward": ("Jetzt mit der Brust voran. Formtipps warten.", "Du schaust in Laufrichtung. Formtipps warten."),
    "lean": ("Rippen über die Hüfte.", "In der Taille aufrichten.", "Etwas größer werden."),
    "head_down": ("Augen hoch.", "Blick zum Horizont.", "Kopf hoch, Nacken locker."),
    "elbow.straight": ("Ellbogen etwa neunzig Grad.", "Arme beugen, locker bleiben."),
    "elbow.bent": ("Ellbogen etwas öffnen.", "Hände zwischen Hüfte und Brust."),
    "arm_leg": ("Arm und Bein gegengleich.", "Die Arme antworten den Beinen."),
    "foot_strike": ("Zehen zuerst, Ferse küsst.", "Weich auf dem Ballen landen.", "Leise Füße."),
    "knee_contact": ("Weniger Hocke, größer stehen.", "Leichtere Knie."),
    "stride": ("Kürzere Schritte.", "Kurz und schnell."),
    "cadence.slow": ("Schnellere, leichtere Schritte.", "Etwas schneller treten."),
    "cadence.fast": ("Rhythmus beruhigen.", "Ruhigere Schritte."),
    "bounce": ("Gleiten, nicht hüpfen.", "Tief und ruhig bleiben."),
    "praise": ("Gut so, weiter.", "Das ist die Haltung.", "Weich und leicht.", "Schöner Rhythmus."),
}
ON_TREADMILL: dict[str, tuple[str, ...]] = {
    "obstacle.over": ("Laufband wieder im Blick.",),
    "intruder": ("Jemand ist nah. Geländer festhalten.",),
    "fall.candidate": ("Sicherungsclip ziehen!",),
    "pain": ("Festhalten. Band aus.",),
    "turnaround": ("Erst Band aus, dann drehen.",),
    "stumble": ("Geländer festhalten.",),
    "speed_cap": ("Band langsamer stellen.",),
    "lean_back.red": ("Zu den Zehen lehnen.", "Brust zu den Zehen."),
    "fatigue.red": ("Locker lassen. Band langsamer.", "Genug für jetzt. Band langsamer."),
}
CLAIM_CODE = "Der Code lautet:"
BROKEN_SETTINGS = "Backstride kann nicht starten. Die Einstellungen sind fehlerhaft."
