"""What runs without being asked: intake, sender, limiter, ticks. Effects at the edge of the handlers."""
