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

    It 'refuses a photograph with its own error id and a best guess' {
        $photograph = Join-Path (Split-Path $PSScriptRoot) 'samples/astronaut.jpg'
        Restore-PixelArt $photograph -DestinationPath . -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Match '^GridUncertain'
        $failures[0].ErrorDetails.RecommendedAction | Should -Match '-CellSize'
    }
}
