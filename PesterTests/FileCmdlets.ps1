# The cmdlets that write a file for each input. Every case of Acceptance.Tests.ps1 runs for each of them: adding a cmdlet is adding a line.
#   Arguments  what makes a small and quick run
#   Suffix     what takes the place of the input's extension
#   Extension  of an input
#   NewInput   makes an input at a path, of a width and a height in pixels; each seed gives another picture
#   NewBomb    makes a small input that claims a width and a height
$ImageInput = { param($Path, $Width = 32, $Height = 24, $Seed = 1) New-TestImage $Path -Width $Width -Height $Height -Seed $Seed }
$ImageBomb = { param($Path, $Width, $Height) New-BombImage $Path $Width $Height }
$ModelInput = { param($Path, $Width = 32, $Height = 24, $Seed = 1) New-TestModel $Path -Width $Width -Height $Height -Seed $Seed }
@(
    @{ Cmdlet = 'ConvertFrom-GaussianImage'; Arguments = @{}; Suffix = '.gaussian.png'; Extension = '.g2d'; NewInput = $ModelInput; NewBomb = $ModelInput }
    @{ Cmdlet = 'ConvertTo-DotArt'; Arguments = @{ Distribution = 'Tone'; DotCount = 40 }; Suffix = '.dots.svg'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'ConvertTo-PixelArt'; Arguments = @{ Width = 8; Colors = 4 }; Suffix = '.pixelart.png'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'Edit-GaussianImage'; Arguments = @{ Rotate = 90 }; Suffix = '.edited.g2d'; Extension = '.g2d'; NewInput = $ModelInput; NewBomb = $ModelInput }
    @{ Cmdlet = 'Restore-PixelArt'; Arguments = @{ CellSize = 8; Colors = 4 }; Suffix = '.restored.png'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
    @{ Cmdlet = 'New-GaussianImage'; Arguments = @{ Count = 20; Iterations = 20 }; Suffix = '.g2d'; Extension = '.png'; NewInput = $ImageInput; NewBomb = $ImageBomb }
)
