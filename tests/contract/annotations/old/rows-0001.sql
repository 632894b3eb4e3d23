INSERT INTO clips VALUES (
    'lamp', 'en', 2.5, 'lights', TRUE, 'lamp.wav', '{"device_serial": "SN-1"}', 'turn the',
    '2026-03-02 08:00:00.000000', '2026-03-02 08:00:00.000000'
);

INSERT INTO annotations (
    key, reference, number, text, text_sha256, is_nobody_can_tell, confidence, method, people, settled_by, alias,
    revision, words, author, written_at
) VALUES (
    '7K3QXM29TA:outcome:1', 'lamp', 1, 'turn the lamp off',
    '086a9f7ca210809ba1dbee3adbbf0f05ede2e221503066491db72dcb137effdb', FALSE, 0.9, 'vote',
    '["p-1", "p-2", "p-3"]', NULL, '7K3QXM29TA', 12, '[["turn", 0.9]]', 'second-ear',
    '2026-03-02 09:00:00.000000'
), (
    NULL, 'lamp', 1, 'turn the ramp off', '', FALSE, 1.0, '', '[]', NULL, '', 0, '[]', 'maria',
    '2026-03-02 09:05:00.000000'
);

INSERT INTO marks (key, reference, flag, category, marked_at)
VALUES ('7K3QXM29TA:mark:1', 'lamp', 'withheld', 'sensitive', '2026-03-02 09:10:00.000000');

INSERT INTO answers VALUES (
    'write', '7K3QXM29TA:outcome:1', 'written', '2026-03-02 09:00:00.000000'
), (
    'write', '7K3QXM29TA:outcome:2', 'conflict', '2026-03-02 09:06:00.000000'
);
