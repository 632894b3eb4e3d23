"""Tests of everything, in folders by what they need; nothing that runs outside a test lives here."""
