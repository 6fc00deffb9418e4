"""A kubelet for pods that run, on a node of its own beside KWOK's: processes in namespaces, without containers or images.

What a pod sees of the kubelet is here: volumes that follow their Secrets and ConfigMaps, environment, the order of init
containers, native sidecars and containers at the start and at the end, probes, hooks, grace periods, restarts, and its status
for the API server. The rooms: `mirror` (what the API server has), `node`, `pod` and `container` (their lives), `status`,
`probes`, `handlers` (of probes and hooks), `sources` and `environment`, `volumes`, `projection` and `folder` (a volume's
files), `images` (what runs in place of an image), `root`, `user` and `process` (namespaces), `network`, `access` (for tests).

Not here: cgroups and resource limits, seccomp, user namespaces, a shared process namespace, gRPC probes, hostPath and CSI
volumes, ephemeral containers, eviction, events, the kubelet's own port (`kubectl exec` and `logs`; access.py has both). A Secret
that changes is in the pod at once, and not after up to a minute. The host's files stand in for an image's: see images.py.
"""
