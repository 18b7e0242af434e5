"""The door of the room `portal`: what other rooms may use."""
