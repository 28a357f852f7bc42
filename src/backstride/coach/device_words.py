"""What the device says of itself, per language: that it is ready, what works, what it lost. Data, like ``words_*``.

The same rules hold as for cues: none promises a free path, none says a bare stop, and what interrupts a run is short.
"""

from __future__ import annotations

from ..types import Site

KEYS = (
    "ready", "camera_works", "camera_missing", "camera_lost", "camera_back", "sound_works", "path_watched",
    "path_not_watched", "disk_full", "too_dark", "offline", "sound_check", "button_start", "button_stop",
)  # fmt: skip
_SAID: dict[str, dict[str, str]] = {
    "en": {
        "ready": "Backstride ready.",
        "camera_works": "Camera and model work.",
        "camera_missing": "No camera found.",
        "camera_lost": "Camera lost. Look behind.",
        "camera_back": "Camera sees again.",
        "sound_works": "Sound works.",
        "path_watched": "The path is being watched. Keep looking yourself.",
        "path_not_watched": "The path is not watched.",
        "disk_full": "The disk is nearly full.",
        "too_dark": "Too dark. Feet blur.",
        "offline": "Coach offline. Look behind.",
        "sound_check": "This is the sound check. Do you hear me well?",
        "button_start": "Coaching starts.",
        "button_stop": "Coaching is off.",
    },
    "de": {
        "ready": "Backstride ist bereit.",
        "camera_works": "Kamera und Modell arbeiten.",
        "camera_missing": "Keine Kamera gefunden.",
        "camera_lost": "Kamera weg. Umschauen.",
        "camera_back": "Die Kamera ist wieder da.",
        "sound_works": "Der Ton geht.",
        "path_watched": "Der Weg wird beobachtet. Schau auch selbst.",
        "path_not_watched": "Der Weg wird nicht beobachtet.",
        "disk_full": "Der Speicher ist fast voll.",
        "too_dark": "Zu dunkel. Füße verwischen.",
        "offline": "Trainer ausgefallen. Umschauen.",
        "sound_check": "Das ist die Tonprobe. Hörst du mich gut?",
        "button_start": "Das Training beginnt.",
        "button_stop": "Das Training ist aus.",
    },
    "fr": {
        "ready": "Backstride est prêt.",
        "camera_works": "Caméra et modèle fonctionnent.",
        "camera_missing": "Aucune caméra trouvée.",
        "camera_lost": "Caméra perdue. Regarde derrière.",
        "camera_back": "La caméra est revenue.",
        "sound_works": "Le son fonctionne.",
        "path_watched": "Le chemin est observé. Regarde aussi toi-même.",
        "path_not_watched": "Le chemin n'est pas observé.",
        "disk_full": "Le disque est presque plein.",
        "too_dark": "Trop sombre. Pieds flous.",
        "offline": "Coach arrêté. Regarde derrière.",
        "sound_check": "Ceci est l'essai du son. Tu m'entends bien ?",
        "button_start": "Le coaching commence.",
        "button_stop": "Le coaching est coupé.",
    },
    "it": {
        "ready": "Backstride è pronto.",
        "camera_works": "Camera e modello funzionano.",
        "camera_missing": "Nessuna camera trovata.",
        "camera_lost": "Camera persa. Guarda dietro.",
        "camera_back": "La camera è tornata.",
        "sound_works": "L'audio funziona.",
        "path_watched": "Il percorso è osservato. Guarda anche tu.",
        "path_not_watched": "Il percorso non è osservato.",
        "disk_full": "Il disco è quasi pieno.",
        "too_dark": "Troppo buio. Piedi mossi.",
        "offline": "Coach assente. Guarda dietro.",
        "sound_check": "Questa è la prova audio. Mi senti bene?",
        "button_start": "L'allenamento comincia.",
        "button_stop": "L'allenamento è spento.",
    },
    "es": {
        "ready": "Backstride está listo.",
        "camera_works": "Cámara y modelo funcionan.",
        "camera_missing": "No se encontró ninguna cámara.",
        "camera_lost": "Cámara perdida. Mira detrás.",
        "camera_back": "La cámara ha vuelto.",
        "sound_works": "El sonido funciona.",
        "path_watched": "Se observa el camino. Mira tú también.",
        "path_not_watched": "El camino no se observa.",
        "disk_full": "El disco está casi lleno.",
        "too_dark": "Demasiado oscuro. Pies borrosos.",
        "offline": "Entrenador caído. Mira detrás.",
        "sound_check": "Esta es la prueba de sonido. ¿Me oyes bien?",
        "button_start": "Empieza el entrenamiento.",
        "button_stop": "El entrenamiento está apagado.",
    },
}
_ON_TREADMILL: dict[str, dict[str, str]] = {  # a user on a belt has no path behind and must not turn the head for one
    "en": {"camera_lost": "Camera lost. Hold the rails.", "offline": "Coach offline. Hold the rails."},
    "de": {"camera_lost": "Kamera weg. Geländer festhalten.", "offline": "Trainer ausgefallen. Geländer festhalten."},
    "fr": {"camera_lost": "Caméra perdue. Tiens les barres.", "offline": "Coach arrêté. Tiens les barres."},
    "it": {"camera_lost": "Camera persa. Afferra le barre.", "offline": "Coach assente. Afferra le barre."},
    "es": {"camera_lost": "Cámara perdida. Agarra las barras.", "offline": "Entrenador caído. Agarra las barras."},
}


def device_says(language: str, site: Site, key: str) -> str:
    """One sentence of the device at one site."""
    if site == "treadmill" and key in _ON_TREADMILL[language]:
        return _ON_TREADMILL[language][key]
    return _SAID[language][key]


def device_sentences(language: str, site: Site) -> tuple[str, ...]:
    """Every one of them, those that interrupt a run first, for rendering beforehand."""
    urgent = ("offline", "camera_lost", "too_dark")
    keys = (*urgent, *(key for key in KEYS if key not in urgent))
    return tuple(device_says(language, site, key) for key in keys)
