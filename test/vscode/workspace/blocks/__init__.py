from .separable import Separable
