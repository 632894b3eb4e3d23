"""The workspace as a person sees it, as pages to read; acting goes through the control API, not here."""

from simulator.page.routes import page_routes

__all__ = ["page_routes"]
