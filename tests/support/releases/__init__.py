"""Random releases: resources of ECK, what users write beside them, and the settings of a mesh; a seed gives the same ones.

Most of each release is what a user could mean. What eck-mesh refuses is counted by the tests, and is not to be most of them.
"""
