"""YAML as Kubernetes reads it, written so that no reader retypes it.

Kubernetes reads through sigs.k8s.io/yaml, whose rules for plain scalars are those of go-yaml v2:
`y` is true, `1e3` and `08` are numbers, `12:30:00` and `2001-12-14` are strings. PyYAML reads each
of these differently. Numbers keep their text; strings are written plain only where every YAML
reader reads a string. Nothing here registers itself with PyYAML's own classes. This is the only
room that knows PyYAML.
"""

from eck_mesh.kubeyaml.dumper import dump, text_of, with_text_keys
from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.loader import load
from eck_mesh.kubeyaml.scalars import Float, Integer

__all__ = ["Error", "Float", "Integer", "dump", "load", "text_of", "with_text_keys"]
