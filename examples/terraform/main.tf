# terraform init && terraform apply -var environment=staging
#
# The provider holds Helm 3, whatever helm is on PATH: it takes the post-renderer as a program, no Helm 4 plugin.
terraform {
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
  }
}

variable "environment" {
  description = "A file of ../environments."
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
  # Not `experiments = { manifest = true }`, although the plan would show the manifests: the operator writes to an
  # Elasticsearch while the provider reads it, which fails now and then ("inconsistent result after apply").
}

resource "helm_release" "logs" {
  name             = "logs"
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/../.."

  values = [
    file("${path.module}/../environments/${var.environment}.yaml"),
  ]

  # On PATH wherever Terraform runs, an agent of Terraform Cloud too (pip install ./postrenderer).
  # Without this block nothing is installed: see "no matches for kind" in the README.
  postrender = {
    binary_path = "eck-mesh"
    args        = ["--expect-mode=${local.mode}"] # a values file that lost the mode is refused
  }
}
