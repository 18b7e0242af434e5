"""The door of the room `search`: what other rooms may use."""
