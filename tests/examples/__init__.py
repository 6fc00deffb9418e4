"""The examples of examples/, run with the tools they are for. `ci/example-tools` builds those."""
