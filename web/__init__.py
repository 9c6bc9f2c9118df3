"""WHAT PEOPLE SEE: pages and the JSON API, and what stands guard before them."""
