"""How services are asked: one module per protocol, each with ``pages`` and ``preview``."""
