// What becomes of a resource of ECK in a cluster whose operator updates it, out of Kubernetes' and ECK's own code.
//
// Argument: the file of ECK's CRDs. Stdin: one manifest as JSON per line. Stdout: one JSON object per line, in the same order:
// what the API server stores of the manifest, what the operator would write back, and what the CRD says against the manifest.
// ci/e2e-tools builds it.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"

	"github.com/elastic/cloud-on-k8s/v3/pkg/controller/common/scheme"
)

// Kind is the schema of a kind in one version, and what checks it.
type Kind struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
}

// Fate is what becomes of one manifest.
type Fate struct {
	Stored  map[string]any `json:"stored"`
	Written map[string]any `json:"written"`
	Refused string         `json:"refused"`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// kinds reads the CRDs, by apiVersion and kind.
func kinds(path string) map[string]Kind {
	found := map[string]Kind{}
	file := must(os.Open(path))
	documents := yaml.NewYAMLOrJSONDecoder(bufio.NewReader(file), 1<<16)
	for {
		crd := v1.CustomResourceDefinition{}
		err := documents.Decode(&crd)
		if err == io.EOF {
			return found
		} else if err != nil {
			panic(err)
		}
		for _, version := range crd.Spec.Versions {
			props := apiextensions.JSONSchemaProps{}
			from := version.Schema.OpenAPIV3Schema
			if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(from, &props, nil); err != nil {
				panic(err)
			}
			validator, _, err := validation.NewSchemaValidator(&props)
			structural := must(schema.NewStructural(&props))
			name := crd.Spec.Group + "/" + version.Name + " " + crd.Spec.Names.Kind
			found[name] = Kind{structural, must(validator, err)}
		}
	}
}

// stored is what the API server makes of an object, in place.
func (kind Kind) stored(object map[string]any) map[string]any {
	pruning.Prune(object, kind.structural, true)
	defaulting.PruneNonNullableNullsWithoutDefaults(object, kind.structural)
	defaulting.Default(object, kind.structural)
	return object
}

// written is what the operator sends if it reads the object and updates it.
func (kind Kind) written(object map[string]any) (map[string]any, error) {
	decoder := serializer.NewCodecFactory(clientgoscheme.Scheme).UniversalDeserializer()
	typed, _, err := decoder.Decode(must(json.Marshal(object)), nil, nil)
	if err != nil {
		return nil, err
	}
	sent := map[string]any{}
	if err := json.Unmarshal(must(json.Marshal(typed)), &sent); err != nil {
		return nil, err
	}
	return kind.stored(sent), nil
}

func main() {
	scheme.SetupScheme()
	known := kinds(os.Args[1])
	lines := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := json.NewEncoder(os.Stdout)
	for lines.More() {
		object := unstructured.Unstructured{}
		given := json.RawMessage{}
		if err := lines.Decode(&given); err != nil {
			panic(err)
		}
		if err := object.UnmarshalJSON(given); err != nil {
			panic(err)
		}
		kind, there := known[object.GetAPIVersion()+" "+object.GetKind()]
		if !there {
			panic("no CRD for " + object.GetAPIVersion() + " " + object.GetKind())
		}
		fate := Fate{Stored: kind.stored(object.Object)}
		if errs := validation.ValidateCustomResource(nil, fate.Stored, kind.validator); len(errs) > 0 {
			fate.Refused = errs.ToAggregate().Error()
		} else if written, err := kind.written(fate.Stored); err != nil {
			fate.Refused = err.Error()
		} else {
			fate.Written = written
		}
		if err := out.Encode(fate); err != nil {
			panic(err)
		}
	}
}
