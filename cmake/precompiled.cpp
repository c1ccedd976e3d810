// Only there to be translated with precompiled.h.
