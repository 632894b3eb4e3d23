"""The hexagon: rules, agreement, services and ports; below `app` it knows no Slack, no Redis and no HTTP."""
