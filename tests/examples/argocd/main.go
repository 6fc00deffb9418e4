// Renders the source of an Application with the code of Argo CD's repo-server, which runs the helm on PATH.
//
// Usage: argocd-render APPLICATION CHECKOUT KUBERNETES_VERSION. Manifests on stdout, one JSON a line, as they would be
// compared with the cluster and applied to it. ci/e2e-tools builds it.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
)

func render(application, checkout, kubernetes string) ([]string, error) {
	text, err := os.ReadFile(application)
	if err != nil {
		return nil, err
	}
	var app v1alpha1.Application
	if err := yaml.UnmarshalStrict(text, &app); err != nil {
		return nil, err
	}
	source := app.Spec.Source
	request := &apiclient.ManifestRequest{
		Repo:              &v1alpha1.Repository{Repo: source.RepoURL},
		AppName:           app.Name,
		Namespace:         app.Spec.Destination.Namespace,
		ApplicationSource: source,
		AppLabelKey:       "app.kubernetes.io/instance",
		KubeVersion:       kubernetes,
	}
	answer, err := repository.GenerateManifests(
		context.Background(), filepath.Join(checkout, source.Path), checkout, source.TargetRevision, request, false,
		&git.NoopCredsStore{}, resource.MustParse("10M"), utilio.NewRandomizedTempPaths(os.TempDir()))
	if err != nil {
		return nil, err
	}
	return answer.Manifests, nil
}

func main() {
	manifests, err := render(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, manifest := range manifests {
		fmt.Println(manifest)
	}
}
