"""Steps that can be heard: a recorded file, or words spoken by a program of the machine."""
