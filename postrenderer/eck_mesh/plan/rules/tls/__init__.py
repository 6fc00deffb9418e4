"""Rules about ECK's TLS on HTTP ports."""
