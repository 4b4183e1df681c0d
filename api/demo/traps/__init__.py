"""Planted cases with the answers that the rules require: ``themes`` has them all, ``cases`` checks an answer."""
