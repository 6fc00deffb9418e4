// How Kubernetes and both Helms read YAML, out of their own code.
//
// Stdin: one JSON object per line with "as" and "text". Stdout: one JSON object per line, in the same order, with the answer or
// with "error". Numbers are as sigs.k8s.io/yaml writes them. "as" is one of
//
//	document: the text as one document; answers "value"
//	kubectl:  the text as a stream, as kubectl and both Helms send it to the API server; answers "values", without empty documents
//	helm3:    the text as a template's output, as Helm 3 splits it; answers "texts"
//	helm4:    the same for Helm 4
//	kyaml:    the text as Helm 4 reads and writes it around a post-renderer; answers "texts", one for each document
//
// ci/tools builds it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	helm3 "helm.sh/helm/v3/pkg/releaseutil"
	helm4 "helm.sh/helm/v4/pkg/release/v1/util"
	kubernetes "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/yaml"
)

// Question is a text, and who reads it.
type Question struct {
	As   string `json:"as"`
	Text string `json:"text"`
}

// Answer holds one of its fields.
type Answer struct {
	Value  json.RawMessage   `json:"value,omitempty"`
	Values []json.RawMessage `json:"values,omitempty"`
	Texts  []string          `json:"texts,omitempty"`
	Error  string            `json:"error,omitempty"`
}

// kubectl reads a stream as k8s.io/cli-runtime does.
func kubectl(text string) (values []json.RawMessage, err error) {
	decoder := kubernetes.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err == io.EOF {
			return values, nil
		} else if err != nil {
			return nil, err
		}
		if len(raw) != 0 && string(raw) != "null" {
			values = append(values, raw)
		}
	}
}

// inOrder lists what a Helm's SplitManifests finds.
func inOrder(found map[string]string, sorted func([]string) sort.Interface) (texts []string) {
	names := []string{}
	for name := range found {
		names = append(names, name)
	}
	sort.Sort(sorted(names))
	for _, name := range names {
		texts = append(texts, found[name])
	}
	return texts
}

// kyaml reads a stream and writes each of its documents.
func kyaml(text string) (texts []string, err error) {
	nodes, err := kio.ParseAll(text)
	if err != nil {
		return nil, err
	}
	for _, node := range nodes {
		written, err := node.String()
		if err != nil {
			return nil, err
		}
		texts = append(texts, written)
	}
	return texts, nil
}

// answer reads a text; what panics is an error.
func answer(question Question) (found Answer) {
	defer func() {
		if problem := recover(); problem != nil {
			found = Answer{Error: fmt.Sprint("panic: ", problem)}
		}
	}()
	var err error
	switch question.As {
	case "document":
		found.Value, err = yaml.YAMLToJSON([]byte(question.Text))
	case "kubectl":
		found.Values, err = kubectl(question.Text)
	case "helm3":
		found.Texts = inOrder(helm3.SplitManifests(question.Text), func(names []string) sort.Interface {
			return helm3.BySplitManifestsOrder(names)
		})
	case "helm4":
		found.Texts = inOrder(helm4.SplitManifests(question.Text), func(names []string) sort.Interface {
			return helm4.BySplitManifestsOrder(names)
		})
	case "kyaml":
		found.Texts, err = kyaml(question.Text)
	default:
		panic("unknown reader " + question.As)
	}
	if err != nil {
		return Answer{Error: err.Error()}
	}
	return found
}

func main() {
	questions := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	answers := json.NewEncoder(out)
	for {
		question := Question{}
		if err := questions.Decode(&question); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
		if err := answers.Encode(answer(question)); err != nil {
			panic(err)
		}
	}
}
