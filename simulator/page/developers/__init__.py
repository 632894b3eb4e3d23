"""The developers' tab: what app and workspace said to each other, and trouble to be made."""

from simulator.page.developers.routes import developer_routes

__all__ = ["developer_routes"]
