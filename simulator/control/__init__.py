"""The control API: acting as people, seeing what they see, and making trouble; the app never calls it."""

from simulator.control.routes import control_routes

__all__ = ["control_routes"]
