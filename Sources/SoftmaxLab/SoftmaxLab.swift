@_exported public import Attention
@_exported public import Dynamics
@_exported public import LinearAlgebra
@_exported public import Objectives
@_exported public import Optimizers
@_exported public import Randomness
@_exported public import Spectra
@_exported public import TeacherStudent
