"""The AnnotationStore port, kept by every adapter; what only one promises stands in a file of its own."""
