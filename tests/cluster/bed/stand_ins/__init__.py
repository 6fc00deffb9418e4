"""Stand-ins for what the operator talks to and no one runs here: cluster DNS, Elasticsearch's and Kibana's answers.

They prove the operator's flow and nothing about Elasticsearch: no credential is checked, no data kept, every node joins
at once. What is real is the certificate they show, the one that ECK issued, and that they refuse what a sidecar would
refuse when TLS was turned off under running pods (server.refused).
"""
