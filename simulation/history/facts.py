"""The twelve facts that the engine must reproduce, by the numbers of ``docs/validation.md``."""

from __future__ import annotations

from .question import Fact

FIRST = Fact(1, "First stops, day")
RAN = Fact(2, "Lines that stop at all")
EXPORTS = Fact(3, "Magnet exports of China")
APPROVED = Fact(4, "Files granted, Europe")
ELEMENTS = Fact(5, "Raw Dy and Tb exports")
RATIO = Fact(6, "Price in Europe over price in China")
QUOTAS = Fact(7, "Production quotas")
NONE_STOPS = Fact(8, "Japanese lines and makers that stop")
IMPORTS = Fact(9, "Japan's imports from China")
OVER_QUOTA = Fact(10, "Exports against quota")
MINED = Fact(11, "Mined against cap")
LEAKAGE = Fact(12, "Leakage")
MINOR_METALS = Fact(13, "Exports of gallium and germanium")
"""Beyond the twelve: another mineral."""
