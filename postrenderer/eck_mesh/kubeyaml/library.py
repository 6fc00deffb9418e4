"""The YAML library that kubeyaml uses here."""

from __future__ import annotations

import yaml

IS_FAST = bool(yaml.__with_libyaml__)
NAME = f"PyYAML {yaml.__version__} {'with' if IS_FAST else 'without'} libyaml"
