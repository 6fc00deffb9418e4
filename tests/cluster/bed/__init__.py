"""The test bed: a control plane of the real programs in a network namespace of its own, without containers.

etcd, kube-apiserver, kube-controller-manager, kube-scheduler, KWOK for node and pods, Elastic's operator and istiod with
their own unmodified charts. `make e2e` starts it, runs the tests of this folder and takes it down; `make cluster` leaves
it running. It needs root, for the namespace.

Every pod address of KWOK's and every ClusterIP is local to the namespace, so that whatever listens on a port there answers for
each pod that has it: the operator's process for its simulated pod's webhook, istiod's for the injector. So the charts'
own Services and webhooks work as they are. In the kinds `full` and `flux` there are no sidecars that run, no kubelet, no
Elasticsearch: what they let pass says nothing about traffic.

In the kind `real` pods run (bed/kubelet), with their sidecars, the operator's too, and cluster DNS and kube-proxy between them;
istiod remains a process of the bed. `make e2e-elasticsearch` uses it, with real nodes of Elasticsearch.

Flux's helm-controller joins where a test asks for it; most tests of it have a lighter bed, with it and an API server alone.
"""
