"""The chart takes what Elastic's own examples of ECK say."""

from __future__ import annotations

from tests.support.helm import Helm
from tests.support.samples import MISTAKE, as_values, samples


def test_elastics_own_examples_are_values(helm: Helm) -> None:
    given = [(section, spec) for section, spec in samples() if MISTAKE not in str(spec)]
    done = helm.template(values=as_values(given))
    assert len(done.objects) == len(given) > 100


def test_a_mistake_in_them_is_refused(helm: Helm) -> None:
    wrong = [(section, spec) for section, spec in samples() if MISTAKE in str(spec)]
    assert wrong
    done = helm.template(values=as_values(wrong[:1]), check=False)
    assert (done.returncode, MISTAKE in done.stderr) == (1, True)
