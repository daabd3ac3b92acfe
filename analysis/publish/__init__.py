"""From a request to a published folder (`report`): notebooks, page, office files, evidence; and the yearly run."""
