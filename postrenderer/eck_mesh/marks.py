"""The words by which a stream shows that it is about ECK, and the lock, without which nothing is
done. A stream without any of them is searched for them, and nothing else is loaded.

The chart locks each resource that must not reach a cluster without the post-renderer: it renders
the resource as GROUP.add-post-renderer-eck-mesh.invalid/VERSION. No cluster can serve .invalid (RFC
2606), so Helm, kubectl and Flux refuse it, and their message names what to add. An annotation
contains the settings.
"""

LOCK = ".add-post-renderer-eck-mesh.invalid"
SETTINGS = "eck-mesh.invalid/settings"
# The comment that the chart writes above each resource of ECK that it renders without a lock.
MARK = "# Rendered by eck-mesh"
ECK = ".k8s.elastic.co"  # the end of each group of ECK, like elasticsearch.k8s.elastic.co
OPERATOR = (
    "--config=/conf/eck.yaml"  # the operator's argument in Elastic's operator.yaml and in its chart
)
