"""Policies in the cluster that eck-mesh did not create, and whom they lock out."""
