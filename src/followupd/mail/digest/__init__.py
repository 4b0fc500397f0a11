"""Agenda → one mail a person likes to read over coffee."""
