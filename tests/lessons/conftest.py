"""Properties here build whole lessons: a busy machine may take its time without failing them."""

from hypothesis import HealthCheck, settings

settings.register_profile("lessons", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lessons")
