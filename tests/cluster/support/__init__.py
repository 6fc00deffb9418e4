"""What tests share that ask the bed: a stack whose pods run, Flux, releases, Elastic's own manifests."""
