"""The door of the room `facts`: what other rooms may use."""
