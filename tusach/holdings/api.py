"""The door of the room `holdings`: what other rooms may use."""
