"""Coverage-guided fuzzing: `make fuzz`; `make test` replays the corpus that it left (test_corpus.py)."""
