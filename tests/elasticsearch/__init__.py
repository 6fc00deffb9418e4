"""One real Elasticsearch node, without Kubernetes and without a mesh: `make e2e`. ci/elasticsearch/README.md says what it is."""
