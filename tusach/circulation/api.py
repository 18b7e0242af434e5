"""The door of the room `circulation`: what other rooms may use."""

__all__: list[str] = []
