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

    It 'keeps the aspect ratio if one side is given' {
        $written = ConvertTo-PixelArt a.png -Width 30 -Scale 1
        $header = Read-PngHeader $written
        "$($header.Width)x$($header.Height)" | Should -Be '30x20'
    }

    It 'has 96 cells on the longer side by default' {
        $header = ConvertTo-PixelArt a.png, b.png -Scale 1 | ForEach-Object { Read-PngHeader $_ }
        $header.Width | Should -Be 96, 64
        $header.Height | Should -Be 64, 96
    }

    It 'enlarges to about 768 pixels by default' {
        $written = ConvertTo-PixelArt a.png
        $header = Read-PngHeader $written
        "$($header.Width)x$($header.Height)" | Should -Be '768x512'
        $written.Length | Should -BeLessThan 20000
    }

    It 'changes the tone of the input and records it' {
        $plain = ConvertTo-PixelArt a.png -Width 24 -DestinationPath plain.png
        $toned = ConvertTo-PixelArt a.png -Width 24 -Levels 20, 200 -Gamma 1.5 -Contrast 30 -Brightness -10 -Invert -DestinationPath toned.png
        (Get-FileHash $toned).Hash | Should -Not -Be (Get-FileHash $plain).Hash
        (Get-StylizeProvenance $toned).Options | Should -Match 'Gamma'
        { ConvertTo-PixelArt a.png -Levels 200, 20 -DestinationPath wrong.png } | Should -Throw -ErrorId 'OptionInvalid*'
        { ConvertTo-PixelArt a.png -Levels 20, 200 -AutoLevels -DestinationPath wrong.png } | Should -Throw -ErrorId 'OptionInvalid*'
    }

    It 'matches a palette by lightness or by color' {
        $auto = ConvertTo-PixelArt a.png -Width 24 -Palette gameboy -DestinationPath auto.png
        $color = ConvertTo-PixelArt a.png -Width 24 -Palette gameboy -PaletteMatch Color -DestinationPath color.png
        (Get-FileHash $auto).Hash | Should -Not -Be (Get-FileHash $color).Hash
        { ConvertTo-PixelArt a.png -PaletteMatch Lightness -DestinationPath wrong.png } | Should -Throw -ErrorId 'OptionInvalid*'
    }

    It 'weighs the palette by importance' {
        $auto = ConvertTo-PixelArt a.png -Width 24 -Colors 4 -DestinationPath auto.png
        $uniform = ConvertTo-PixelArt a.png -Width 24 -Colors 4 -Importance uniform -DestinationPath uniform.png
        $map = ConvertTo-PixelArt a.png -Width 24 -Colors 4 -Importance b.png -DestinationPath map.png
        ($auto, $uniform, $map | Get-FileHash).Hash | Sort-Object -Unique | Should -HaveCount 3
        (Get-StylizeProvenance $uniform).Options.Importance | Should -Be 'Uniform'
    }

    It 'dithers by <_>' -ForEach 'Bayer', 'BlueNoise', 'Diffusion' {
        (ConvertTo-PixelArt a.png -Width 24 -Dither $_ -DitherStrength 0.8).Stylize.Cells | Should -Be '24x16'
    }

    It 'converts an animation to an animation, or to a still image with PNG' {
        [IO.File]::WriteAllBytes("$folder/clip.gif", [Convert]::FromBase64String('R0lGODlhGAAQAIEAAP8AAAAA/wAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAGAAQAAAIPwADCBxIUCCAgwgTHizIMIDChwAaFoSoUCJBigktDsSIUKNBjhE9ggypcaRHhyBPmhSZkiVHlS1LxrS4UibHgAAh+QQAHgAAACwGAAAABgAQAIH/AAAAAP8AAAAAAAAIEgABCBxIsKDBgwgTKlzIsGHBgAA7'))
        $written = ConvertTo-PixelArt clip.gif -Width 12 -Scale 1
        $written.Name | Should -Be 'clip.pixelart.gif'
        $written.Stylize.Frames | Should -Be 2
        (ConvertTo-PixelArt clip.gif -Width 12 -Format Png).Name | Should -Be 'clip.pixelart.png'
        (ConvertTo-PixelArt a.png -DestinationPath still.gif).Name | Should -Be 'still.gif'
    }

    It 'rejects -DitherStrength without -Dither' {
        { ConvertTo-PixelArt a.png -DitherStrength 0.5 -ErrorAction Stop } | Should -Throw '*DitherStrength*'
    }

    It 'accepts both sides, and enlarges each cell to a square' {
        $written = ConvertTo-PixelArt a.png -Width 10 -Height 6 -Scale 8
        $header = Read-PngHeader $written
        "$($header.Width)x$($header.Height)" | Should -Be '80x48'
        $written.Stylize.Width | Should -Be 80
    }

    It 'uses at most the given number of colors, and returns them' {
        $written = ConvertTo-PixelArt a.png -Width 24 -Colors 5
        $written.Stylize.Palette.Count | Should -BeLessOrEqual 5
        $written.Stylize.Palette | Should -Match '^#[0-9a-f]{6}$'
    }

    It 'uses the colors of a named palette' {
        (ConvertTo-PixelArt a.png -Width 24 -Palette gameboy).Stylize.Palette | Should -BeIn '#0f380f', '#306230', '#8bac0f', '#9bbc0f'
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

    It 'rejects several inputs with one file name as destination' {
        { Get-ChildItem a.png, b.png | ConvertTo-PixelArt -Width 24 -DestinationPath one.png } | Should -Throw -ErrorId 'OptionInvalid,*'
        'one.png' | Should -Not -Exist
    }

    It 'saves the palette as <_>, which can be used again' -ForEach 'Gpl', 'Hex', 'Pal' {
        $first = ConvertTo-PixelArt a.png -Width 24 -Colors 6 -SavePalette $_ -DestinationPath out
        $first.Stylize.SideFiles | Should -Be (Join-Path $folder 'out' "a.$($_.ToLowerInvariant())")
        $again = ConvertTo-PixelArt b.png -Width 24 -Palette $first.Stylize.SideFiles[0] -DestinationPath out
        $again.Stylize.Palette | Should -BeIn $first.Stylize.Palette
    }

    It 'uses one palette for all images with -SharedPalette' {
        $written = Get-ChildItem *.png | ConvertTo-PixelArt -Width 24 -Colors 6 -SharedPalette -SavePalette Hex -DestinationPath out
        $written.Name | Should -Be 'a.pixelart.png', 'b.pixelart.png'
        'out/a.hex' | Should -Not -Exist
        $written.Stylize.Palette.TrimStart('#') | Should -BeIn (Get-Content out/shared.hex)
        Get-Content out/shared.hex | Should -HaveCount 6
    }

    It 'continues after a corrupt file with -SharedPalette' {
        Set-Content broken.png 'not an image'
        $written = ConvertTo-PixelArt a.png, broken.png, b.png -Width 24 -SharedPalette -DestinationPath out -ErrorVariable failures -ErrorAction SilentlyContinue
        $written.Name | Should -Be 'a.pixelart.png', 'b.pixelart.png'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
    }

    It 'writes nothing with -SharedPalette -WhatIf' {
        ConvertTo-PixelArt a.png, b.png -SharedPalette -DestinationPath out -WhatIf | Should -BeNullOrEmpty
        'out' | Should -Not -Exist
    }

    It 'refuses <Name> before any work' -ForEach @(
        @{ Name = 'a width of nothing'; Bad = @{ Width = 0 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'more colors than a palette holds'; Bad = @{ Colors = 257 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'a cooling rate of 1'; Bad = @{ CoolingRate = 1 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'a throttle limit of 0'; Bad = @{ ThrottleLimit = 0 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Name = 'an unknown palette'; Bad = @{ Palette = 'nonesuch' }; Id = 'OptionInvalid,*' }
        @{ Name = 'a palette and a shared palette'; Bad = @{ Palette = 'c64'; SharedPalette = $true }; Id = 'OptionInvalid,*' }
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
        { ConvertTo-PixelArt walk.gif -SheetColumns 3 } | Should -Throw -ErrorId 'OptionInvalid,*'
        { ConvertTo-DotArt walk.gif -ErrorAction Stop } | Should -Throw '*walk.gif*'
        (ConvertTo-DotArt walk.gif -Frame 0 -DotCount 20).Name | Should -Be 'walk.dots.svg'
    }

    It 'joins several files in one sprite sheet, or reports all that fail and writes none' {
        0..2 | ForEach-Object { New-TestImage ("$folder/walk_{0:000}.png" -f $_) 60 40 $_ }
        $null = ConvertTo-PixelArt walk_%03d.png -Width 12 -DestinationPath walk.gif
        New-TestImage "$folder/idle.png" 60 40
        $shown = Get-ChildItem walk.gif, idle.png | ConvertTo-PixelArt -Width 12 -Format SpriteSheet -DestinationPath hero.png -IncludeResults -WhatIf
        $shown | Should -BeNullOrEmpty
        Test-Path hero.png | Should -BeFalse
        $sheet = Get-ChildItem walk.gif, idle.png | ConvertTo-PixelArt -Width 12 -Format SpriteSheet -DestinationPath hero.png -IncludeResults
        $sheet.Name | Should -Be 'hero.png'
        $sheet.Stylize.Tags | Should -Be 'walk', 'idle'
        $json = Get-Content hero.json -Raw | ConvertFrom-Json -AsHashtable
        $json.meta.frameTags.name | Should -Be 'walk', 'idle'
        $json.frames['idle.png'].frame.y | Should -Be 8
        Set-Content bad.png 'no image'
        $before = Get-FileHash hero.png
        ConvertTo-PixelArt idle.png, bad.png -Format SpriteSheet -DestinationPath hero.png -Force -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        "$failed" | Should -BeLike '*1 of 2 inputs failed*bad.png*'
        (Get-FileHash hero.png).Hash | Should -Be $before.Hash
    }

    It 'crops or pads a picture if both sides are given, and writes a chart of named colors' {
        New-TestImage "$folder/wide.png" 90 60
        (ConvertTo-PixelArt wide.png -Width 16 -Height 16).Stylize.Cells | Should -Be '16x16'
        { ConvertTo-PixelArt wide.png -Width 16 -Fit Pad } | Should -Throw -ErrorId 'OptionInvalid,*'
        '310,Black,0,0,0', '321,Red,199,43,59', '725,Yellow,255,200,64', '796,Blue,17,65,109' | Set-Content threads.csv
        $stitch = @{ Width = 16; Height = 16; Fit = 'Pad'; Palette = 'threads.csv'; Colors = 2; Chart = $true; SavePalette = 'Gpl' }
        $result = ConvertTo-PixelArt wide.png @stitch -DestinationPath stitch
        $result.Stylize.Colors | Should -BeLessOrEqual 2
        $chart = Get-Content stitch/wide.chart.html -Raw
        $chart | Should -Match '<td>(310|321|725|796)</td><td>(Black|Red|Yellow|Blue)</td>'
        Get-Content stitch/wide.gpl -Raw | Should -Match '(310 Black|321 Red|725 Yellow|796 Blue)'
        (ConvertTo-PixelArt wide.png @stitch -DestinationPath stitch -Update) | Should -BeNullOrEmpty
        Remove-Item stitch/wide.chart.html
        (ConvertTo-PixelArt wide.png @stitch -DestinationPath stitch -Update).Name | Should -Be 'wide.pixelart.png'
        Remove-Item wide.png
        New-TestImage "$folder/other.png" 90 60
        $null = ConvertTo-PixelArt other.png @stitch -DestinationPath stitch -Update -Prune
        Test-Path stitch/wide.chart.html | Should -BeFalse
        { ConvertTo-PixelArt other.png -Chart -Format SpriteSheet } | Should -Throw -ErrorId 'OptionInvalid,*'
    }

    It 'completes the names of palettes' {
        $line = 'ConvertTo-PixelArt a.png -Palette game'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'gameboy', 'gameboy-pocket'
    }

    It 'gives equal images for all eight EXIF orientations, and does not copy the orientation' {
        $written = 1..8 | ForEach-Object { New-OrientedImage "turned$_.png" $_; "turned$_.png" } | ConvertTo-PixelArt -Width 24 -Palette db16 -DestinationPath out
        ($written | ForEach-Object { Read-PngHeader $_ }).HasExif | Should -Not -Contain $true
        ($written.Stylize | ForEach-Object { "$($_.Width)x$($_.Height)" } | Select-Object -Unique) | Should -HaveCount 1
        ($written | Compare-StylizeImage -ReferencePath $written[0]).MeanDeltaE2000 | ForEach-Object { $_ | Should -Be 0 }
    }

    It 'converts photographs in order' {
        $inputs = Get-ChildItem "$RepositoryRoot/samples" -Filter *.jpg
        $written = $inputs | ConvertTo-PixelArt -Width 96 -Colors 16 -Fast -ThrottleLimit 2 -DestinationPath out
        $written.Stylize.Source | Should -Be $inputs.FullName
        $written.Stylize.Colors | ForEach-Object { $_ | Should -BeIn (2..16) }
    }
}
