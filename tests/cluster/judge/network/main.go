// Answers which connections NetworkPolicies allow, by cyclonus, which implements their definition and not this project's.
// It reads a JSON object from stdin: policies, and traffic, a list of connections as cyclonus writes them. It prints a JSON
// list with true for each connection that is allowed.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	networkingv1 "k8s.io/api/networking/v1"
)

type question struct {
	Policies []*networkingv1.NetworkPolicy
	Traffic  []*matcher.Traffic
}

func main() {
	var asked question
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		log.Fatal(err)
	}
	policy := matcher.BuildNetworkPolicies(false, asked.Policies)
	allowed := make([]bool, 0, len(asked.Traffic))
	for _, traffic := range asked.Traffic {
		allowed = append(allowed, policy.IsTrafficAllowed(traffic).IsAllowed())
	}
	if err := json.NewEncoder(os.Stdout).Encode(allowed); err != nil {
		log.Fatal(err)
	}
}
