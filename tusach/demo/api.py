"""The door of the room `demo`: what other rooms may use."""
