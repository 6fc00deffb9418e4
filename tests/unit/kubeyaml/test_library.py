"""PyYAML is imported in part, and nobody who imports it later can tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

IMPORT = "from eck_mesh.kubeyaml import library\n"
PARSED = "p = library.PARSER('a: [1, x]'); seen = []\nwhile p.check_event(): seen.append(type(p.get_event()).__name__)\n"
EVENTS = "['StreamStartEvent', 'DocumentStartEvent', 'MappingStartEvent', 'ScalarEvent', 'SequenceStartEvent', 'ScalarEvent', 'ScalarEvent', 'SequenceEndEvent', 'MappingEndEvent', 'DocumentEndEvent', 'StreamEndEvent']"
DUMP = "import yaml; assert yaml.__with_libyaml__; assert yaml.load(yaml.dump({'a': [1, 1.5, None, True]}, Dumper=yaml.CSafeDumper), yaml.CSafeLoader) == {'a': [1, 1.5, None, True]}\n"


def printed(program: str) -> str:
    """What a program prints that imports eck_mesh as this process does."""
    start = f"import sys; sys.path[:0] = {sys.path!r}\n{program}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# kubeyaml itself needs more of it yet, so that these programs load the module alone.
ALONE = "import types; sys.modules['eck_mesh.kubeyaml'] = room = types.ModuleType('eck_mesh.kubeyaml'); import eck_mesh; room.__path__ = [eck_mesh.__path__[0] + '/kubeyaml']\n"


def test_the_parser_is_imported_without_the_rest() -> None:
    program = f"{ALONE}{IMPORT}{PARSED}print(seen, sorted(name for name in sys.modules if name.startswith('yaml')), 'base64' in sys.modules)"
    names = ["yaml", "yaml._yaml", "yaml.error", "yaml.events", "yaml.nodes"]
    assert printed(program) == f"{EVENTS} {names} False"


@pytest.mark.parametrize(
    "use",
    [
        DUMP,
        "import yaml.constructor as c; import yaml; assert c is yaml.constructor; assert issubclass(yaml.SafeLoader, c.SafeConstructor)\n",
        "from yaml import safe_load; assert safe_load('a: 1') == {'a': 1}\n",
        "from yaml import *; assert safe_load('a: 1') == {'a': 1}\n",
        "from yaml.nodes import ScalarNode; import yaml; assert type(yaml.compose('a')) is ScalarNode is yaml.ScalarNode\n",
        "from yaml.cyaml import CSafeLoader; assert CSafeLoader('a: [1]').get_single_data() == {'a': [1]}\n",
        "import yaml.scanner, yaml\ntry: yaml.load('a: [', yaml.CSafeLoader)\nexcept yaml.parser.ParserError as error: assert 'line 2' in str(error)\n",
        "import yaml\ntry: yaml.load('a: \\x01', yaml.CSafeLoader)\nexcept yaml.reader.ReaderError as error: assert 'control characters' in str(error)\n",
        "import yaml\ntry: yaml.load('*a', yaml.CSafeLoader)\nexcept yaml.composer.ComposerError as error: assert 'undefined alias' in str(error)\n",
        "import yaml\ntry: yaml.load('@', yaml.CSafeLoader)\nexcept yaml.scanner.ScannerError as error: assert 'line 1' in str(error)\n",
        "import yaml\ntry: library.PARSER('@').get_single_node()\nexcept yaml.YAMLError as error: assert 'line 1' in str(error)\n",
        "import yaml; assert type(next(iter(yaml.scan('a', yaml.CSafeLoader)))) is yaml.StreamStartToken\n",
        "import yaml, inspect; assert inspect.getsource(yaml).startswith('\\nfrom .error')\n",
        "import importlib, yaml; assert importlib.reload(yaml) is yaml\n",
    ],
)
def test_all_of_it_is_there_for_who_imports_it_later(use: str) -> None:
    assert printed(f"{ALONE}{IMPORT}{PARSED}{use}{DUMP}print(seen)") == EVENTS


def test_who_has_imported_it_before_shares_it() -> None:
    program = f"import yaml\n{ALONE}{IMPORT}{PARSED}{DUMP}assert library.PARSER is yaml.cyaml.CParser\nprint(seen)"
    assert printed(program) == EVENTS


@pytest.mark.parametrize(
    "surprise",
    [
        "sys.modules['yaml._yaml'] = None\n",
        "sys.modules['_frozen_importlib'] = None\n",
        "import _frozen_importlib_external as f; f.PathFinder = None\n",
    ],
)
def test_any_surprise_leads_to_the_usual_import(surprise: str) -> None:
    program = f"{surprise}{ALONE}{IMPORT}{PARSED}import yaml; assert yaml.safe_load('a: 1') == {{'a': 1}}\nprint(seen)"
    assert printed(program) == EVENTS


def test_without_libyaml_the_parser_is_the_one_in_python() -> None:
    program = f"sys.modules['yaml._yaml'] = None\n{ALONE}{IMPORT}{PARSED}print(library.PARSER.__name__, library.IS_FAST, library.name()[-15:])"
    assert printed(program) == "PythonParser False without libyaml"
