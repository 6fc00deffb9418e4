"""Who can connect to whom after a plan, and how."""
