"""Signing in, invitations, second factors."""
