"""Signing in at providers that take no passwords from programs."""
