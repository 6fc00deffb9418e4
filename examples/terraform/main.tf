# terraform init && terraform apply -var environment=staging
#
# The provider contains Helm 3, whatever helm is on PATH. It runs the post-renderer as a program, not as a Helm 4 plugin.
terraform {
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
  }
}

variable "environment" {
  description = "Name of a values file in ../environments."
  type        = string
  default     = "production"
}

variable "namespace" {
  type    = string
  default = "logs"
}

variable "kubeconfig" {
  type    = string
  default = "~/.kube/config"
}

locals {
  mode = { dev = "disabled", staging = "permissive", production = "strict" }[var.environment]
}

provider "helm" {
  kubernetes = { config_path = var.kubeconfig }
  # Do not set `experiments = { manifest = true }`, although the plan would then show the manifests: the operator writes to
  # an Elasticsearch while the provider reads it, which sometimes fails ("inconsistent result after apply").
}

resource "helm_release" "logs" {
  name             = "logs"
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/../.."

  values = [
    file("${path.module}/../environments/${var.environment}.yaml"),
  ]

  # eck-mesh must be on PATH wherever Terraform runs, also on an agent of Terraform Cloud (pip install ./postrenderer).
  # Without this block the install fails: see "no matches for kind" in docs/install.md.
  postrender = {
    binary_path = "eck-mesh"
    args        = ["--expect-mode=${local.mode}"] # fail if the values file has lost the mode
  }
}
