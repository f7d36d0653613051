"""What the recipes share; run them with Recipes/ on PYTHONPATH."""
