"""The program's test of itself: the real window, clicked through by a script, on the machine that it is to work on."""
