"""What the service does when something happens. One public function = one transaction."""
