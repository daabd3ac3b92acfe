"""From a request to a published folder: parameters, kernels and run, export, bundle, manifest, verify, yearly run."""
