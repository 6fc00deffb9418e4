"""Logstash pipelines: read as Logstash reads them, with the position of each setting."""
