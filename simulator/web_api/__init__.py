"""Slack's Web API, a module for each family of methods; what the methods change lives outside."""

from simulator.web_api.dispatch import web_api_routes

__all__ = ["web_api_routes"]
