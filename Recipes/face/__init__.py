"""The face detector, the landmark network and the expression encoder."""
