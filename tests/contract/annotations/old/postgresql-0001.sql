CREATE TABLE annotations (
    id SERIAL NOT NULL,
    key VARCHAR(200),
    reference VARCHAR(200) NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    text_sha256 VARCHAR(64) NOT NULL,
    is_nobody_can_tell BOOLEAN NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    method VARCHAR(60) NOT NULL,
    people JSON NOT NULL,
    settled_by VARCHAR(100),
    alias VARCHAR(20) NOT NULL,
    revision INTEGER NOT NULL,
    words JSON NOT NULL,
    author VARCHAR(100) NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (key)
);

CREATE INDEX ix_annotations_reference ON annotations (reference);

CREATE TABLE answers (
    kind VARCHAR(10) NOT NULL,
    key VARCHAR(200) NOT NULL,
    state VARCHAR(20) NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE TABLE clips (
    reference VARCHAR(200) NOT NULL,
    language VARCHAR(35) NOT NULL,
    duration_seconds DOUBLE PRECISION NOT NULL,
    domain VARCHAR(100) NOT NULL,
    has_consent BOOLEAN NOT NULL,
    audio_path TEXT NOT NULL,
    facts JSON NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (reference)
);

CREATE TABLE marks (
    id SERIAL NOT NULL,
    key VARCHAR(200) NOT NULL,
    reference VARCHAR(200) NOT NULL,
    flag VARCHAR(20) NOT NULL,
    category VARCHAR(20),
    marked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (key)
);

CREATE INDEX ix_marks_reference ON marks (reference);
