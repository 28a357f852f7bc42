"""Backstride coaches backward running from one camera: it measures, warns by voice, shows and records."""

__version__ = "0.1.0"
