"""The colours by meaning, as hex values: light, dark, and the changes for high contrast.

Hues of data follow Okabe and Ito (2008), which stay apart for people who see colours differently, darkened or
lightened until they stand out from the ground: marks at least 3:1, text at least 4.5:1 (WCAG 2.2; tested).
A colour never says anything alone: a shape, an icon or a word says the same beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "window": "#f4f5f7",
    "surface": "#ffffff",
    "surface.raised": "#fafbfc",
    "surface.hover": "#eef0f3",
    "surface.card": "#ffffff",
    "surface.stack": "#eef0f3",
    "surface.chip": "#f4f5f7",
    "border": "#dfe2e7",
    "border.card": "#c6ccd5",
    "border.strong": "#858d99",
    "text": "#1c2129",
    "text.muted": "#5b6472",
    "text.disabled": "#9aa2ae",
    "accent": "#3a5ccc",
    "accent.hover": "#2f4db3",
    "accent.text": "#ffffff",
    "focus": "#3a5ccc",
    "selection": "#dfe6fb",
    "selection.text": "#1c2129",
    "node.commit": "#4a4f57",
    "node.dataset": "#0072b2",
    "node.model": "#c75000",
    "node.run": "#b04c86",
    "node.metrics": "#00805d",
    "node.plot": "#2a84bd",
    "node.config": "#857c00",
    "node.code": "#4a4f57",
    "node.file": "#77808d",
    "node.environment": "#6b4fbb",
    "node.rebuild": "#a86f00",
    "edge": "#858d99",
    "edge.up": "#0072b2",
    "edge.down": "#c75000",
    "spark": "#00805d",
    "diff.added": "#e3f4ea",
    "diff.added.text": "#116334",
    "diff.removed": "#fdeaea",
    "diff.removed.text": "#a81f1f",
    "diff.changed": "#fdf3dc",
    "diff.changed.text": "#7a5200",
    "verdict.good": "#1a7a48",
    "verdict.warn": "#8f6000",
    "verdict.bad": "#c62f2f",
    "verdict.none": "#5b6472",
    "chart.0": "#0072b2",
    "chart.1": "#c75000",
    "chart.2": "#00805d",
    "chart.3": "#b04c86",
    "chart.4": "#a86f00",
    "chart.5": "#2a84bd",
    "chart.6": "#857c00",
    "chart.7": "#4a4f57",
}

DARK: Mapping[str, str] = {
    "window": "#14161a",
    "surface": "#1a1d22",
    "surface.raised": "#20242a",
    "surface.hover": "#272c33",
    "surface.card": "#1e2228",
    "surface.stack": "#171a1f",
    "surface.chip": "#282d35",
    "border": "#2e333b",
    "border.card": "#3d444f",
    "border.strong": "#737c8a",
    "text": "#e4e7ec",
    "text.muted": "#9aa3b0",
    "text.disabled": "#616a77",
    "accent": "#8aa4ff",
    "accent.hover": "#a3b8ff",
    "accent.text": "#0f1218",
    "focus": "#8aa4ff",
    "selection": "#2c3a63",
    "selection.text": "#f2f4f8",
    "node.commit": "#aab2bf",
    "node.dataset": "#4aa3df",
    "node.model": "#f07f2e",
    "node.run": "#dd8fbb",
    "node.metrics": "#2fc196",
    "node.plot": "#8fd0f5",
    "node.config": "#e8de5a",
    "node.code": "#aab2bf",
    "node.file": "#9aa3b0",
    "node.environment": "#b5a0f5",
    "node.rebuild": "#e6a520",
    "edge": "#737c8a",
    "edge.up": "#4aa3df",
    "edge.down": "#f07f2e",
    "spark": "#2fc196",
    "diff.added": "#12301f",
    "diff.added.text": "#7fdca6",
    "diff.removed": "#3d1a1c",
    "diff.removed.text": "#ffa6a0",
    "diff.changed": "#382b10",
    "diff.changed.text": "#f0c674",
    "verdict.good": "#4ac68a",
    "verdict.warn": "#e0a93b",
    "verdict.bad": "#ff7b72",
    "verdict.none": "#9aa3b0",
    "chart.0": "#4aa3df",
    "chart.1": "#f07f2e",
    "chart.2": "#2fc196",
    "chart.3": "#dd8fbb",
    "chart.4": "#e6a520",
    "chart.5": "#8fd0f5",
    "chart.6": "#e8de5a",
    "chart.7": "#aab2bf",
}

LIGHT_CONTRAST: Mapping[str, str] = {
    **LIGHT,
    "window": "#ffffff",
    "surface.raised": "#ffffff",
    "border": "#5b6472",
    "border.strong": "#1c2129",
    "text": "#000000",
    "text.muted": "#2b313a",
    "text.disabled": "#5b6472",
    "accent": "#1f3a9c",
    "focus": "#000000",
    "edge": "#3c434d",
}

DARK_CONTRAST: Mapping[str, str] = {
    **DARK,
    "window": "#000000",
    "surface": "#000000",
    "surface.raised": "#0c0d10",
    "border": "#8b95a3",
    "border.strong": "#e4e7ec",
    "text": "#ffffff",
    "text.muted": "#d3d8e0",
    "text.disabled": "#9aa3b0",
    "focus": "#ffffff",
    "edge": "#c3c9d2",
}

TEXT_TOKENS = (
    "text",
    "text.muted",
    "accent",
    "verdict.good",
    "verdict.warn",
    "verdict.bad",
    "verdict.none",
)
"""Tokens that colour text on `surface`, `window` and `surface.raised`."""


def luminance(colour: str) -> float:
    """Return the relative luminance (0 to 1) of `#rrggbb`, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
