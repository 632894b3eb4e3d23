"""What Second Ear remembers with: Redis, annotation stores, audio; no Slack and no rules live here."""
