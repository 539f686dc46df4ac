BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Restore-PixelArt' {
    BeforeEach {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Push-Location $folder
        New-TestImage (Join-Path $folder 'a.png') -Width 192 -Height 128
    }

    AfterEach {
        Pop-Location
    }

    It 'restores enlarged pixel art to one pixel per cell' {
        [void] (ConvertTo-PixelArt a.png -Width 48 -Scale 5 -DestinationPath shot.png)
        $written = Restore-PixelArt shot.png
        $written.Name | Should -Be 'shot.restored.png'
        $written.Stylize.Cells | Should -Be '48x32'
        $written.Stylize.CellWidth | Should -Be 5
        $written.Stylize.Confidence | Should -BeGreaterThan 0.5
    }

    It 'accepts any image with -CellSize' {
        (Restore-PixelArt a.png -CellSize 8 -Colors 6).Stylize.Cells | Should -Match '^2[45]x1[567]$'
    }

    It 'refuses a photograph with its own error id and a best guess' {
        $photograph = Join-Path (Split-Path $PSScriptRoot) 'samples/astronaut.jpg'
        Restore-PixelArt $photograph -DestinationPath . -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Match '^GridUncertain'
        $failures[0].ErrorDetails.RecommendedAction | Should -Match '-CellSize'
    }

    It 'makes a plain background transparent with -TransparentBackground' {
        $written = Restore-PixelArt a.png -CellSize 8 -TransparentBackground -WarningVariable warnings -WarningAction SilentlyContinue
        $written | Should -Exist
        $made = ConvertTo-PixelArt a.png -TransparentBackground -WarningAction SilentlyContinue
        $made | Should -Exist
        (Get-Command Restore-PixelArt).Parameters.Keys | Should -Contain TransparentBackground
    }

    It 'rejects a palette with a number of colors' {
        { Restore-PixelArt a.png -Palette pico-8 -Colors 4 } | Should -Throw '*Colors*'
    }
}
