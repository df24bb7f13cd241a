"""The built-in guest template: a small Linux made on the spot from the distribution's packages, so that the first guest needs no download.

What may not stand here: registering it as a template, or starting a guest from it.
"""

from pileus.host.guest_image.build import GuestImage, build
from pileus.host.guest_image.errors import ImageBuildError

__all__ = ["GuestImage", "ImageBuildError", "build"]
