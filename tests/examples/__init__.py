"""The examples of examples/, run with the tools they are for. `ci/e2e-tools` builds those."""
