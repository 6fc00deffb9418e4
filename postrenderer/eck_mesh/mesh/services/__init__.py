"""The Services of a stream, and the resources behind them."""
