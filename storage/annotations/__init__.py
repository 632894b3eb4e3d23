"""Where transcriptions live: adapters of the AnnotationStore port and manifests; no rule of a case."""
