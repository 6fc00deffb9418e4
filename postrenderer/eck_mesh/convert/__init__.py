"""Values of other charts for ECK, as values of eck-mesh's chart."""
