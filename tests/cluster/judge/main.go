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
	"fmt"
	"net"
	"os"
	"regexp"
	"slices"
	"testing"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	upstreams "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"google.golang.org/protobuf/types/known/structpb"
	"sigs.k8s.io/gateway-api/pkg/consts"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/util"
	"istio.io/istio/pilot/pkg/simulation"
	v3 "istio.io/istio/pilot/pkg/xds/v3"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gvr"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/kclient/clienttest"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/util/sets"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
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

// Call is one connection, in the terms of pilot/pkg/simulation. Mode cluster asks about what the proxy sends to the port of
// the Service Host, whatever leads there; Subset is one of a DestinationRule.
type Call struct {
	Key, Mode, Address, Protocol, TLS, Host, Sni, Alpn, Subset string
	Port                                                       int
}

// Verdict says whether the connection works, and what the proxy does with it.
//
// Tls is what the proxy itself adds on the way to the matched cluster: mutual (Istio's), simple (any other TLS), auto
// (mutual where the endpoint has a sidecar) or "". Endpoints says which it is for each address of a cluster whose
// endpoints istiod names: mutual, tunnel (to ztunnel) or "". EndsTls says whether a filter chain of the matched name ends
// TLS; one that does not passes it on to the program. Http is the version of HTTP that the proxy speaks to the cluster: 1, 2
// or client, which is that of its client.
type Verdict struct {
	Error, Chain, Cluster, Tls, Http string
	Endpoints                        map[string]string `json:",omitempty"`
	EndsTls                          bool
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
		var loads []*endpoint.ClusterLoadAssignment
		if slices.ContainsFunc(asked.Calls, func(call Call) bool { return call.Mode != "inbound" && call.Mode != "ambient" }) {
			loads = server.Endpoints(proxy)
		}
		for _, call := range asked.Calls {
			if call.Mode == "ambient" {
				verdicts[call.Key] = arrival(server, call)
				continue
			}
			if call.Mode == "cluster" {
				name := fmt.Sprintf("outbound|%d|%s|%s", call.Port, call.Subset, call.Host)
				verdicts[call.Key] = towards(sim, loads, Verdict{}, name)
				continue
			}
			result := sim.Run(simulation.Call{
				Address: call.Address, Port: call.Port, Protocol: simulation.Protocol(call.Protocol),
				TLS: simulation.TLSMode(call.TLS), HostHeader: call.Host, Sni: call.Sni, Alpn: call.Alpn,
				CallMode: simulation.CallMode(call.Mode),
			})
			verdict := towards(sim, loads, Verdict{Chain: result.FilterChainMatched}, result.ClusterMatched)
			if result.Error != nil {
				verdict.Error = result.Error.Error()
			}
			for _, listener := range sim.Listeners {
				for _, chain := range append(listener.FilterChains, listener.DefaultFilterChain) {
					if chain.GetName() == verdict.Chain && chain.GetTransportSocket() != nil {
						verdict.EndsTls = true
					}
				}
			}
			verdicts[call.Key] = verdict
		}
	}
	return verdicts
}

// towards says what the proxy does on the way to a cluster; nothing of one that it does not have.
func towards(sim *simulation.Simulation, loads []*endpoint.ClusterLoadAssignment, verdict Verdict, name string) Verdict {
	for _, found := range sim.Clusters {
		if found.Name == name {
			verdict.Cluster, verdict.Tls, verdict.Http = name, added(found), version(found)
			for _, load := range loads {
				if load.ClusterName == name {
					verdict.Endpoints = sockets(found, load)
				}
			}
		}
	}
	return verdict
}

// version names the version of HTTP that a proxy speaks to a cluster.
func version(found *cluster.Cluster) string {
	options := &upstreams.HttpProtocolOptions{}
	if config, there := found.TypedExtensionProtocolOptions[v3.HttpProtocolOptionsType]; !there || config.UnmarshalTo(options) != nil {
		return "1"
	}
	switch {
	case options.GetUseDownstreamProtocolConfig() != nil:
		return "client"
	case options.GetExplicitHttpConfig().GetHttp2ProtocolOptions() != nil:
		return "2"
	}
	return "1"
}

// sockets says what the proxy puts around what it sends to each address of a cluster.
func sockets(found *cluster.Cluster, load *endpoint.ClusterLoadAssignment) map[string]string {
	layers := map[string]string{}
	for _, place := range load.Endpoints {
		for _, one := range place.LbEndpoints {
			address := one.GetEndpoint().GetAddress()
			plain := address.GetSocketAddress().GetAddress()
			if internal := address.GetEnvoyInternalAddress(); internal != nil {
				plain, _, _ = net.SplitHostPort(internal.GetEndpointId())
			}
			layers[plain] = chosen(found, one.Metadata.GetFilterMetadata()[util.EnvoyTransportSocketMetadataKey])
		}
	}
	return layers
}

// chosen names the transport socket that Envoy takes for an endpoint with these metadata: the first that matches.
func chosen(found *cluster.Cluster, metadata *structpb.Struct) string {
	for _, one := range found.TransportSocketMatches {
		matches := true
		for key, value := range one.Match.GetFields() {
			matches = matches && metadata.GetFields()[key].GetStringValue() == value.GetStringValue()
		}
		if matches && one.Name == "hbone" {
			return "tunnel"
		}
		if matches {
			return kind(one.TransportSocket)
		}
	}
	return kind(found.TransportSocket)
}

// arrival is what istiod tells ztunnel of a connection to a pod: Tls says tunnel where the pod is in ambient, Chain names its
// waypoint. TLS mtls in the call is a client with an identity.
func arrival(server *xds.FakeDiscoveryServer, call Call) Verdict {
	verdict := Verdict{}
	if server.AmbientIndex == nil { // PILOT_ENABLE_AMBIENT is not set
		verdict.Error = "no ambient"
		return verdict
	}
	found, _ := server.AmbientIndex.AddressInformation(sets.New("/" + call.Address))
	for _, info := range found {
		workload := info.GetWorkload()
		if workload.GetTunnelProtocol() != workloadapi.TunnelProtocol_HBONE {
			continue
		}
		verdict.Tls = "tunnel"
		verdict.Chain = workload.GetWaypoint().GetHostname().GetHostname()
		for _, policy := range server.AmbientIndex.Policies(nil) {
			one := policy.Authorization
			name := one.GetNamespace() + "/" + one.GetName()
			if slices.Contains(workload.GetAuthorizationPolicies(), name) && denies(one, call) {
				verdict.Error = "denied by " + name
			}
		}
	}
	return verdict
}

// denies says whether a policy that istiod made of PeerAuthentications closes a connection. Groups and matches are OR-ed,
// rules and the fields of a match AND-ed (pkg/workloadapi/security/authorization.proto).
func denies(policy *security.Authorization, call Call) bool {
	port := uint32(call.Port)
	matches := func(match *security.Match) bool {
		identity := len(match.GetNotPrincipals()) > 0 && call.TLS == "mtls"
		not := slices.Contains(match.GetNotDestinationPorts(), port)
		listed := len(match.GetDestinationPorts()) == 0 || slices.Contains(match.GetDestinationPorts(), port)
		return !identity && !not && listed
	}
	return policy.GetAction() == security.Action_DENY && slices.ContainsFunc(policy.GetGroups(), func(g *security.Group) bool {
		return !slices.ContainsFunc(g.GetRules(), func(rule *security.Rules) bool {
			return !slices.ContainsFunc(rule.GetMatches(), matches)
		})
	})
}

// added names the TLS that a proxy puts around what it sends to a cluster.
func added(found *cluster.Cluster) string {
	if len(found.TransportSocketMatches) > 0 && found.GetType() != cluster.Cluster_ORIGINAL_DST {
		return "auto"
	}
	return chosen(found, nil) // the endpoints of a headless Service have no metadata
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
