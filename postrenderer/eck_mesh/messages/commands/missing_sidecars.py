"""Why a pod is not in the mesh although its labels request it."""

from __future__ import annotations

from eck_mesh.messages.message import Message

WEBHOOK = "istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml"

MESSAGES = (
    Message(
        "pod-on-host-network",
        "runs on the host network, where Istio captures no traffic.",
        "Remove hostNetwork.",
        why="Istio's CNI plugin and ztunnel redirect only pods that have a network of their own.",
    ),
    Message(
        "pod-older-than-mode",
        "was created before its resource requested the mesh.",
        "Restart the pod, or let the operator roll it.",
        why="The webhook adds a sidecar only when a pod is created.",
    ),
    Message(
        "sidecar-not-injected",
        "its labels request a sidecar, but none was injected.",
        "Check that istiod is running, then restart the pod.",
        why="With failurePolicy Ignore, or while the webhook is missing, the API server creates "
        "a pod without its sidecar.",
    ),
    Message(
        "pod-not-captured",
        "its labels request ambient mode, but ztunnel does not carry its traffic.",
        "Check that Istio's CNI agent runs on its node with ambient mode, then restart the pod.",
        why="The CNI agent annotates each pod whose traffic it redirects to ztunnel.",
    ),
    Message(
        "namespace-never-injected",
        "Istio injects no sidecar in namespace {namespace}.",
        "Use another namespace.",
        why="The injector ignores the namespaces of Kubernetes itself.",
        source="istio pkg/kube/inject/initializer.go",
    ),
    Message(
        "injection-disabled",
        "namespace {namespace} has istio-injection: disabled, where no pod gets a sidecar.",
        "Remove the label from the namespace, then restart the pod.",
        why="A pod label cannot request injection in such a namespace.",
        source=WEBHOOK,
    ),
    Message(
        "no-injector",
        "no MutatingWebhookConfiguration has the label app=sidecar-injector, so nothing injects "
        "sidecars.",
        "Install Istio.",
        why="istiod's chart creates that webhook, which adds the sidecars.",
        source=WEBHOOK,
    ),
    Message(
        "namespace-needs-default-revision",
        "namespace {namespace} has istio-injection: enabled, which only the default revision of "
        "istiod serves; istiod has these revisions: {known}.",
        "Remove the label from the namespace, and set mesh.revision.",
        why="A revision injects in namespaces that name it, and into pods that name it.",
        source=WEBHOOK,
    ),
    Message(
        "namespace-names-unknown-revision",
        "namespace {namespace} has istio.io/rev: {revision}, but istiod has these revisions: "
        "{known}.",
        "Change the label of the namespace.",
        why="The label of a Namespace decides, whatever the pod's own label says.",
        source=WEBHOOK,
    ),
    Message(
        "pod-names-unknown-revision",
        "no istiod injects revision {revision}; istiod has these revisions: {known}.",
        "Change mesh.revision.",
        why="A pod that names a revision is injected by that revision only.",
        source=WEBHOOK,
    ),
    Message(
        "no-default-revision",
        "istiod injects by revision only; istiod has these revisions: {known}.",
        "Set mesh.revision.",
        why="Without a revision in its labels a pod is injected by the default revision only.",
        source=WEBHOOK,
    ),
)
