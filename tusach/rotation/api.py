"""The door of the room `rotation`: what other rooms may use."""
