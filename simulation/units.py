"""Constants of conversion."""

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
KG_PER_T = 1000.0
