BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'ConvertTo-PixelArt' {
    BeforeEach {
        $folder = New-TestFolder
        New-TestImage "$folder/a.png" 120 80 1
        New-TestImage "$folder/b.png" 80 120 2
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
    }

    It 'changes the tone of the input and records it' {
        $plain = ConvertTo-PixelArt a.png -Width 24 -DestinationPath plain.png
        $toned = ConvertTo-PixelArt a.png -Width 24 -Levels 20, 200 -Gamma 1.5 -Contrast 30 -Brightness -10 -Invert -DestinationPath toned.png
        (Get-FileHash $toned).Hash | Should -Not -Be (Get-FileHash $plain).Hash
        (Get-StylizeProvenance $toned).Options | Should -Match 'Gamma'
        { ConvertTo-PixelArt a.png -Levels 200, 20 -DestinationPath wrong.png } | Should -Throw -ErrorId 'OptionInvalid*'
        { ConvertTo-PixelArt a.png -Levels 20, 200 -AutoLevels -DestinationPath wrong.png } | Should -Throw -ErrorId 'OptionConflict*'
    }

    It 'converts an animation to an animation, or to a still image with PNG' {
        [IO.File]::WriteAllBytes("$folder/clip.gif", [Convert]::FromBase64String('R0lGODlhGAAQAIEAAP8AAAAA/wAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAGAAQAAAIPwADCBxIUCCAgwgTHizIMIDChwAaFoSoUCJBigktDsSIUKNBjhE9ggypcaRHhyBPmhSZkiVHlS1LxrS4UibHgAAh+QQAHgAAACwGAAAABgAQAIH/AAAAAP8AAAAAAAAIEgABCBxIsKDBgwgTKlzIsGHBgAA7'))
        $written = ConvertTo-PixelArt clip.gif -Width 12 -Scale 1
        $written.Name | Should -Be 'clip.pixelart.gif'
        $written.Stylize.Frames | Should -Be 2
        (ConvertTo-PixelArt clip.gif -Width 12 -Format Png).Name | Should -Be 'clip.pixelart.png'
        (ConvertTo-PixelArt a.png -DestinationPath still.gif).Name | Should -Be 'still.gif'
    }

    It 'uses given colors' {
        (ConvertTo-PixelArt a.png -Width 24 -Palette '#102030', 'ff0044').Stylize.Palette | Should -BeIn '#102030', '#ff0044'
    }

    It 'uses the colors of a palette file in the current location' {
        Set-Content mine.hex "102030`nff0044"
        (ConvertTo-PixelArt a.png -Width 24 -Palette mine.hex).Stylize.Palette | Should -BeIn '#102030', '#ff0044'
    }

    It 'binds the FullName column of Import-Csv' {
        Get-ChildItem a.png | Select-Object FullName, Length | Export-Csv list.csv
        (Import-Csv list.csv | ConvertTo-PixelArt -Width 24 -DestinationPath out -Force).Name | Should -Be 'a.pixelart.png'
    }

    It 'uses one palette for all images with -SharedPalette' {
        $written = Get-ChildItem *.png | ConvertTo-PixelArt -Width 24 -Colors 6 -SharedPalette -SavePalette Hex -DestinationPath out
        $written.Name | Should -Be 'a.pixelart.png', 'b.pixelart.png'
        'out/a.hex' | Should -Not -Exist
        $written.Stylize.Palette.TrimStart('#') | Should -BeIn (Get-Content out/shared.hex)
        Get-Content out/shared.hex | Should -HaveCount 6
    }

    It 'writes nothing with -SharedPalette -WhatIf' {
        ConvertTo-PixelArt a.png, b.png -SharedPalette -DestinationPath out -WhatIf | Should -BeNullOrEmpty
        'out' | Should -Not -Exist
    }

    It 'refuses <Name> before any work' -ForEach @(
        @{ Name = 'a width of nothing'; Bad = @{ Width = 0 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'more colors than a palette holds'; Bad = @{ Colors = 257 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'a stride of 0'; Bad = @{ Stride = 0 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'a throttle limit of 0'; Bad = @{ ThrottleLimit = 0 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'an unknown palette'; Bad = @{ Palette = 'nonesuch' }; Id = 'NameUnknown,*' }
        @{ Name = 'a palette and a shared palette'; Bad = @{ Palette = 'c64'; SharedPalette = $true }; Id = 'OptionConflict,*' }
        @{ Name = 'more locked colors than colors'; Bad = @{ Colors = 1; LockedColor = '#000000', '#ffffff' }; Id = 'OptionInvalid,*' }
        @{ Name = 'a destination of an unsupported format'; Bad = @{ DestinationPath = 'a.jpg' }; Id = 'OptionInvalid,*' }
    ) {
        { ConvertTo-PixelArt a.png @Bad } | Should -Throw -ErrorId $Id
        Get-ChildItem $folder -File | Should -HaveCount 2
    }

    It 'creates a sprite sheet with JSON, and an animation, from numbered files' {
        0..4 | ForEach-Object { New-TestImage ("$folder/walk_{0:000}.png" -f $_) 60 40 $_ }
        $sheet = ConvertTo-PixelArt walk_%03d.png -Width 12 -Format SpriteSheet -SheetPadding 1 -SheetColumns 5 -DestinationPath out
        $sheet.Name | Should -Be 'walk.pixelart.png'
        $header = Read-PngHeader $sheet
        "$($header.Width)x$($header.Height)" | Should -Be '66x10'
        $json = Get-Content out/walk.pixelart.json -Raw | ConvertFrom-Json -AsHashtable
        $json.frames.Count | Should -Be 5
        $json.frames['walk_%03d 4.png'] | Should -BeNullOrEmpty
        $json.frames['walk 4.png'].frame.x | Should -Be 53
        $json.meta.image | Should -Be 'walk.pixelart.png'
        (ConvertTo-PixelArt walk_%03d.png -Width 12 -DestinationPath walk.gif -FrameTime 80).Stylize.Frames | Should -Be 5
        (ConvertTo-PixelArt walk.gif -Frame 4 -Width 12 -Format Png -DestinationPath last).Stylize.Cells | Should -Be '12x8'
        ConvertTo-PixelArt walk.gif -Format Frames -DestinationPath frames -WhatIf | Should -BeNullOrEmpty
        Test-Path frames | Should -BeFalse
        (ConvertTo-PixelArt walk.gif -Format Frames -DestinationPath frames -Width 6).Name | Should -Be 'walk.pixelart_0000.png'
        Get-ChildItem frames | Should -HaveCount 5
        { ConvertTo-PixelArt walk.gif -SheetColumns 3 } | Should -Throw -ErrorId 'OptionConflict,*'
        (ConvertTo-DotArt walk.gif -DotCount 20 -WarningVariable first -WarningAction SilentlyContinue).Name | Should -Be 'walk.dots.svg'
        "$first" | Should -BeLike '*walk.gif*first*'
        (ConvertTo-DotArt walk.gif -Frame 0 -DotCount 20 -Force).Name | Should -Be 'walk.dots.svg'
        (ConvertTo-DotArt walk.gif -Frame All -DotCount 20 -DestinationPath each).Name |
            Should -Be (0..4 | ForEach-Object { "walk_000$_.dots.svg" })
        ConvertTo-DotArt walk.gif -Frame All -DotCount 20 -DestinationPath each -Update -Prune | Should -BeNullOrEmpty
        Get-ChildItem each | Should -HaveCount 5
    }

    It 'converts photographs in order' {
        $inputs = Get-ChildItem "$RepositoryRoot/samples" -Filter *.jpg
        $written = $inputs | ConvertTo-PixelArt -Width 96 -Colors 16 -Fast -ThrottleLimit 2 -DestinationPath out
        $written.Stylize.Source | Should -Be $inputs.FullName
        $written.Stylize.Colors | ForEach-Object { $_ | Should -BeIn (2..16) }
    }
}
