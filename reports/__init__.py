"""What is handed out on paper or as a file: printed lessons, spreadsheets."""
