BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'ConvertFrom-GaussianImage' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestModel a.g2d 40 30 -Seed 1
    }

    AfterEach { Pop-Location }

    It 'renders at <Scale> of the size as <Width>x<Height>' -ForEach @(
        @{ Scale = 0.25; Width = 10; Height = 8 }
        @{ Scale = 1; Width = 40; Height = 30 }
        @{ Scale = 4; Width = 160; Height = 120 }
    ) {
        $file = ConvertFrom-GaussianImage a.g2d -Scale $Scale
        $file.Name | Should -Be 'a.gaussian.png'
        $png = Read-PngHeader $file.FullName
        $png.Width, $png.Height | Should -Be $Width, $Height
    }

    It 'keeps the aspect ratio if only the width is given' {
        (ConvertFrom-GaussianImage a.g2d -Width 20).Stylize.Height | Should -Be 15
    }

    It 'writes <Format> as <Name>' -ForEach @(
        @{ Format = 'Jpeg'; Name = 'a.gaussian.jpg' }
        @{ Format = 'WebP'; Name = 'a.gaussian.webp' }
        @{ Format = 'Tiff'; Name = 'a.gaussian.tif' }
        @{ Format = 'Gif'; Name = 'a.gaussian.gif' }
        @{ Format = 'Html'; Name = 'a.gaussian.html' }
    ) {
        (ConvertFrom-GaussianImage a.g2d -Format $Format).Name | Should -Be $Name
    }

    It 'chooses the format by the name of the destination' {
        (ConvertFrom-GaussianImage a.g2d -DestinationPath b.webp).Name | Should -Be 'b.webp'
    }

    It 'writes an HTML page that compares the image with a photograph' {
        $file = ConvertFrom-GaussianImage a.g2d -DestinationPath b.html
        ConvertFrom-GaussianImage a.g2d -DestinationPath photo.png
        $other = ConvertFrom-GaussianImage a.g2d -DestinationPath c.html -Compare photo.png
        Get-Content $file -Raw | Should -Not -BeLike '*src="data:*'
        Get-Content $other -Raw | Should -BeLike '*<img alt="" src="data:image/jpeg;base64,*'
        { ConvertFrom-GaussianImage a.g2d -Compare photo.png } | Should -Throw -ErrorId 'OptionInvalid*'
    }

    It 'renders all Gaussians at every level' {
        $full = ConvertFrom-GaussianImage a.g2d -DestinationPath full.png
        $level = ConvertFrom-GaussianImage a.g2d -Level 0.1 -DestinationPath level.png
        $level.Stylize.Width, $level.Stylize.Height | Should -Be 40, 30
        $level.Stylize.Shown | Should -Be $full.Stylize.Gaussians
    }

    It 'renders a region' {
        $png = ConvertFrom-GaussianImage a.g2d -Region 4,5,16,10 -Scale 2 -DestinationPath part.png
        $png.Stylize.Width, $png.Stylize.Height | Should -Be 32, 20
    }

    It 'rejects -<Parameter> <Value>' -ForEach @(
        @{ Parameter = 'Level'; Value = 0 }
        @{ Parameter = 'Scale'; Value = -1 }
        @{ Parameter = 'Width'; Value = 0 }
        @{ Parameter = 'Format'; Value = 'Bmp' }
    ) {
        $arguments = @{ $Parameter = $Value }
        { ConvertFrom-GaussianImage a.g2d @arguments } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'renders the intact part of a truncated file with -AllowPrefix' {
        $bytes = [System.IO.File]::ReadAllBytes("$folder/a.g2d")
        [System.IO.File]::WriteAllBytes("$folder/cut.g2d", $bytes[0..($bytes.Length - 6)])
        ConvertFrom-GaussianImage cut.g2d -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable*'
        (ConvertFrom-GaussianImage cut.g2d -AllowPrefix -WarningVariable warning 3>$null).Name | Should -Be 'cut.gaussian.png'
        "$warning" | Should -BeLike '*cut.g2d*'
    }

    It 'rejects a file whose header exceeds -MaxPixels' {
        New-TestModel big.g2d 1000000 1000000
        ConvertFrom-GaussianImage big.g2d -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'ImageTooLarge*'
        (ConvertFrom-GaussianImage big.g2d -Width 50).Stylize.Width | Should -Be 50
    }
}
