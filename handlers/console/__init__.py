"""What those who serve in a team order: looked up, allowed or refused, done, and answered in their conversation."""
