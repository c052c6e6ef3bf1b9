"""Plan: when a controle takes place, who may be visited, and in which order."""
