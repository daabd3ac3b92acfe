"""The notebooks run, strictly and fast: parameters checked, kernels forked, nothing that a run leaves behind."""
