"""How good a network is: predictions on labelled pictures, and what is counted from them."""
