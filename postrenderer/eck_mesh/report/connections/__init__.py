"""Who connects to whom, and how: as a table, as JSON, as a Mermaid flowchart and as a page."""
