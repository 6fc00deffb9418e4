// Asks istiod's own code what its configuration does with connections.
//
// Stdin: one JSON object per line, a World. Stdout: one JSON object per line, in the same order: the verdict for each
// connection, by its key; the key "" says that istiod rejects an object. Nothing is started and no port is opened:
// istiod's code computes the listeners and clusters of each proxy (pilot/test/xds), and pilot/pkg/simulation matches
// connections against them as Envoy does. ci/e2e-tools builds it.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"testing"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"sigs.k8s.io/gateway-api/pkg/consts"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/simulation"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gvr"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/kclient/clienttest"
	"istio.io/istio/pkg/log"
)

// World is a cluster as istiod sees it, and the connections to judge.
type World struct {
	Objects string  // Pods, Services, EndpointSlices, Namespaces, objects of the Gateway API: YAML documents
	Config  string  // Istio's own objects: YAML documents
	Proxies []Proxy // the pods whose sidecars, or gateways, are asked
}

// Proxy is the sidecar of one pod, or a gateway.
type Proxy struct {
	Namespace string
	Address   string
	Labels    map[string]string
	Gateway   bool
	Calls     []Call
}

// Call is one connection, in the terms of pilot/pkg/simulation.
type Call struct {
	Key, Mode, Address, Protocol, TLS, Host, Sni string
	Port                                         int
}

// Verdict says whether the connection works, and what the proxy does with it.
//
// Tls is what the proxy itself adds on the way to the matched cluster: mutual (Istio's), simple (any other TLS), auto
// (mutual where the endpoint has a sidecar) or "".
type Verdict struct {
	Error, Chain, Cluster, Tls string
}

func judge(t *testing.T, world World) map[string]Verdict {
	configs, _, err := crd.ParseInputs(world.Config)
	if err != nil {
		t.Fatal(err)
	}
	for i := range configs {
		configs[i].Domain = "cluster.local" // short names of hosts are completed by it
	}
	server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
		KubernetesObjectString: world.Objects, Configs: configs,
		KubeClientModifier: func(client kube.Client) { // the CRDs of routes are there already
			clienttest.MakeCRDWithAnnotations(t, client, gvr.BackendTLSPolicy, map[string]string{
				consts.BundleVersionAnnotation: consts.BundleVersion,
			})
		},
	})
	verdicts := map[string]Verdict{}
	for _, asked := range world.Proxies {
		proxy := &model.Proxy{
			ConfigNamespace: asked.Namespace, IPAddresses: []string{asked.Address}, Labels: asked.Labels,
			Metadata: &model.NodeMetadata{Namespace: asked.Namespace, Labels: asked.Labels},
		}
		if asked.Gateway {
			proxy.Type = model.Router
		}
		proxy = server.SetupProxy(proxy)
		sim := simulation.NewSimulation(t, server, proxy)
		for _, call := range asked.Calls {
			result := sim.Run(simulation.Call{
				Address: call.Address, Port: call.Port, Protocol: simulation.Protocol(call.Protocol),
				TLS: simulation.TLSMode(call.TLS), HostHeader: call.Host, Sni: call.Sni,
				CallMode: simulation.CallMode(call.Mode),
			})
			verdict := Verdict{Chain: result.FilterChainMatched, Cluster: result.ClusterMatched}
			if result.Error != nil {
				verdict.Error = result.Error.Error()
			}
			for _, found := range sim.Clusters {
				if found.Name == result.ClusterMatched {
					verdict.Tls = added(found)
				}
			}
			verdicts[call.Key] = verdict
		}
	}
	return verdicts
}

// added names the TLS that a proxy puts around what it sends to a cluster.
func added(found *cluster.Cluster) string {
	if len(found.TransportSocketMatches) > 0 {
		return "auto"
	}
	return kind(found.TransportSocket)
}

func kind(socket *core.TransportSocket) string {
	context := &tls.UpstreamTlsContext{}
	if socket == nil || socket.GetTypedConfig().UnmarshalTo(context) != nil {
		return ""
	}
	for _, secret := range context.GetCommonTlsContext().GetTlsCertificateSdsSecretConfigs() {
		if secret.Name == "default" {
			return "mutual"
		}
	}
	return "simple"
}

func every(t *testing.T) {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		world := World{}
		if err := decoder.Decode(&world); err != nil {
			t.Fatal(err)
		}
		verdicts := map[string]Verdict{}
		if !t.Run("world", func(t *testing.T) { verdicts = judge(t, world) }) {
			verdicts = map[string]Verdict{"": {Error: "rejected"}}
		}
		if err := out.Encode(verdicts); err != nil {
			t.Fatal(err)
		}
	}
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	testing.Init()
	os.Args = []string{os.Args[0], "-test.v=false"}
	testing.Main(func(pattern, name string) (bool, error) { return regexp.MatchString(pattern, name) },
		[]testing.InternalTest{{Name: "every", F: every}}, nil, nil)
}
