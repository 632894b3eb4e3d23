"""Manifests of the annotation store; no Slack and no rules."""
