# The cmdlets that write a file for each input. All tests in Acceptance.Tests.ps1 run for each of them.
#   Arguments  parameters for a small and quick run
#   Suffix     the suffix of an output, in place of the extension of the input
#   Extension  the extension of an input
#   NewInput   creates an input at a path, with a width and a height in pixels; different seeds give different images
#   NewBomb    creates a small input whose header claims a width and a height
$ImageInput = { param($Path, $Width = 32, $Height = 24, $Seed = 1) New-TestImage $Path -Width $Width -Height $Height -Seed $Seed }
$ImageBomb = { param($Path, $Width, $Height) New-BombImage $Path $Width $Height }
$ModelInput = { param($Path, $Width = 32, $Height = 24, $Seed = 1) New-TestModel $Path -Width $Width -Height $Height -Seed $Seed }
@(
    @{ Cmdlet = 'ConvertFrom-GaussianImage'; Arguments = @{}; Suffix = '.gaussian.png'; Extension = '.g2d'; NewInput = $ModelInput; NewBomb = $ModelInput }
    @{ Cmdlet = 'ConvertTo-DotArt'; Arguments = @{ Distribution = 'Tone'; DotCount = 40 }; Suffix = '.dots.svg'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'ConvertTo-PixelArt'; Arguments = @{ Width = 8; Colors = 4 }; Suffix = '.pixelart.png'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'ConvertTo-VectorArt'; Arguments = @{ Colors = 4; MinimumArea = 2 }; Suffix = '.traced.svg'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'Edit-GaussianImage'; Arguments = @{ Rotate = 90 }; Suffix = '.edited.g2d'; Extension = '.g2d'; NewInput = $ModelInput; NewBomb = $ModelInput }
    @{ Cmdlet = 'Restore-PixelArt'; Arguments = @{ CellSize = 8; Colors = 4 }; Suffix = '.restored.png'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'New-GaussianImage'; Arguments = @{ Count = 20; Iterations = 20 }; Suffix = '.g2d'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
)
