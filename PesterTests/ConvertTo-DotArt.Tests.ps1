Describe 'ConvertTo-DotArt' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $script:source = Join-Path $TestDrive 'source.png'
        New-TestImage $source -Width 120 -Height 90 -Seed 7
    }

    It 'writes <Preset>, <Distribution>, as <Format>' -ForEach @(
        foreach ($preset in 'Default', 'Gradient', 'FineStippling', 'BoldPointillism', 'Ink', 'Sketch', 'GuideSketch', 'Watercolor') {
            foreach ($distribution in 'Gradient', 'Tone', 'Ink') {
                foreach ($format in 'Svg', 'Png') {
                    @{ Preset = $preset; Distribution = $distribution; Format = $format }
                }
            }
        }
    ) {
        $target = Join-Path $TestDrive "$Preset-$Distribution.$($Format.ToLower())"
        $result = ConvertTo-DotArt -LiteralPath $source -Preset $Preset -Distribution $Distribution -Format $Format -DestinationPath $target
        $result.FullName | Should -Be $target
        $result.Stylize.Dots | Should -BeGreaterOrEqual 0
        if ($Format -eq 'Svg') {
            $svg = [xml](Get-Content -Raw $target)
            $svg.svg.viewBox | Should -Be '0 0 120 90'
            $svg.svg.title | Should -Be 'source'
        }
    }

    It 'draws exactly the given number of tone dots, in one color' {
        $result = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 333 -Color navy -DestinationPath (Join-Path $TestDrive 'count.svg')
        $result.Stylize.Dots | Should -Be 333
        ([regex]::Matches((Get-Content -Raw $result), 'h-?\.01')).Count | Should -Be 333
        Get-Content -Raw $result | Should -BeLike '*#000080*'
    }

    It 'gives the same dots for the same seed and different dots for a different seed' {
        $same = foreach ($n in 1, 2) {
            (Get-FileHash (ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -Seed 5 -DestinationPath (Join-Path $TestDrive "same$n.svg")).FullName).Hash
        }
        $other = (Get-FileHash (ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -Seed 6 -DestinationPath (Join-Path $TestDrive 'other.svg')).FullName).Hash
        $same[0] | Should -Be $same[1]
        $other | Should -Not -Be $same[0]
    }

    It 'turns off a switch of the preset' {
        $on = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -DestinationPath (Join-Path $TestDrive 'on.svg')
        $off = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -AdaptiveSizing:$false -DestinationPath (Join-Path $TestDrive 'off.svg')
        ([regex]::Matches((Get-Content -Raw $on), 'stroke-width')).Count | Should -BeGreaterThan 3
        ([regex]::Matches((Get-Content -Raw $off), 'stroke-width')).Count | Should -Be 1
    }

    It 'paints translucent discs with edges' {
        $result = ConvertTo-DotArt -LiteralPath $source -Preset Watercolor -DestinationPath (Join-Path $TestDrive 'wash.svg')
        $result.Stylize.Distribution | Should -Be 'Wash'
        $svg = [xml](Get-Content -Raw $result)
        $svg.svg.g.stroke | Should -Be 'currentColor'
        $svg.svg.g.circle.Count | Should -Be $result.Stylize.Dots
        { ConvertTo-DotArt -LiteralPath $source -Preset Watercolor -Shape Square } | Should -Throw '*Shape*'
    }

    It 'starts with the options of a preset object' {
        $preset = Get-StylizePreset -Operation DotArt -Name GuideTechnicalDrawing
        $result = ConvertTo-DotArt -LiteralPath $source -Options $preset.Options -DestinationPath (Join-Path $TestDrive 'options.svg')
        $result.Stylize.Distribution | Should -Be 'Gradient'
    }

    It 'writes G-code for a machine, and refuses unknown machines and extensions' {
        $result = ConvertTo-DotArt -LiteralPath $source -DotCount 200 -Pen '0.5mm,black' -Machine grbl-z -DestinationPath (Join-Path $TestDrive 'a.nc')
        (Select-String -LiteralPath $result -Pattern '^G1 Z0').Count | Should -Be 200
        (Get-StylizeProvenance $result).Operation | Should -Be 'dot-art'
        (ConvertTo-DotArt -LiteralPath $source -DotCount 200 -DestinationPath (Join-Path $TestDrive 'a.plt')).Name | Should -Be 'a.plt'
        { ConvertTo-DotArt -LiteralPath $source -Machine reprap -DestinationPath (Join-Path $TestDrive 'b.nc') -ErrorAction Stop } |
            Should -Throw -ErrorId 'OptionInvalid*'
        { ConvertTo-DotArt -LiteralPath $source -DestinationPath (Join-Path $TestDrive 'b.xyz') -ErrorAction Stop } |
            Should -Throw -ErrorId 'OptionInvalid*'
        Join-Path $TestDrive 'b.xyz' | Should -Not -Exist
    }

    It 'writes one file per pen, which -Force replaces and nothing else does' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'pens')).FullName
        $arguments = @{ LiteralPath = $source; DotCount = 200; Pen = '0.3mm,black', '0.5mm,red'; Separate = $true; DestinationPath = $folder }
        ConvertTo-DotArt @arguments -WhatIf
        Get-ChildItem $folder | Should -BeNullOrEmpty
        $files = ConvertTo-DotArt @arguments
        $files.Name -replace '.*\.dots' | Should -Be '.svg', '_black.svg', '_red.svg'
        $files | Should -BeOfType System.IO.FileInfo
        $files[0].Stylize.SideFiles | Should -Be $files[1, 2].FullName
        (Get-ChildItem $folder).Name | ForEach-Object { $_ -replace '.*\.dots' } | Sort-Object | Should -Be '_black.svg', '_red.svg', '.svg'
        { ConvertTo-DotArt @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'TargetExists*'
        ConvertTo-DotArt @arguments -Force | Should -HaveCount 3
    }

    It 'reports how it met a target time' {
        $result = ConvertTo-DotArt -LiteralPath $source -TargetTime '00:00:00.000001' -DestinationPath (Join-Path $TestDrive 'time.svg')
        $result.Stylize.TargetMet | Should -BeFalse
        $result.Stylize.Lowered | Should -Not -BeNullOrEmpty
    }

    It 'draws by tone on white paper by default' {
        $result = ConvertTo-DotArt -LiteralPath $source -DestinationPath (Join-Path $TestDrive 'plain.svg')
        $result.Stylize.Distribution | Should -Be 'Tone'
        $result.Stylize.Dots | Should -BeGreaterThan 1000
        ([xml](Get-Content -Raw $result)).svg.rect.fill | Should -Be '#fff'
        $none = ConvertTo-DotArt -LiteralPath $source -PaperColor None -DestinationPath (Join-Path $TestDrive 'none.svg')
        ([xml](Get-Content -Raw $none)).svg.rect | Should -BeNullOrEmpty
    }

    It 'chooses the method by its parameters and the format by the file name' {
        $result = ConvertTo-DotArt -LiteralPath $source -DensityThreshold 0.2 -DestinationPath (Join-Path $TestDrive 'method.png')
        $result.Stylize.Distribution | Should -Be 'Gradient'
        $result.Stylize.Width | Should -Be 2048
        { ConvertTo-DotArt -LiteralPath $source -DensityThreshold 0.2 -AllowOverlap } | Should -Throw '*DensityThreshold*Gradient*'
        { ConvertTo-DotArt -LiteralPath $source -Preset Sketch -ToneCurve Linear } | Should -Throw '*ToneCurve*Tone*'
    }

    It 'draws for pens on a sheet of paper, and estimates the time' {
        $result = ConvertTo-DotArt -LiteralPath $source -PaperSize A3 -Margin 15mm -Orientation Portrait -Pen '0.3mm,black', '0.5mm,red' `
            -Separation Inks -DotCount 500 -DrawSpeed 30 -DestinationPath (Join-Path $TestDrive 'pens.svg')
        $svg = ([xml](Get-Content -Raw $result)).svg
        $svg.width, $svg.height, $svg.viewBox | Should -Be '297mm', '420mm', '0 0 297 420'
        $svg.g.'stroke-width' | Should -Be '0.3', '0.5'
        ($svg.g.path | Measure-Object).Count | Should -Be 500
        $result.Stylize.Minutes | Should -BeGreaterThan 0
        $result.Stylize.Layers.Count | Should -Be 2
        $unquoted = ConvertTo-DotArt -LiteralPath $source -Pen 0.3mm,black -SingleLine -DotCount 200 -DestinationPath (Join-Path $TestDrive 'line.hpgl')
        Get-Content -Raw $unquoted | Should -BeLike 'IN;*SP1;*PU*PD*SP0;*'
    }

    It 'limits the colors to those of the image, or to the best of the pens' {
        $found = ConvertTo-DotArt -LiteralPath $source -Colors 3 -DotCount 500 -DestinationPath (Join-Path $TestDrive 'colors.svg')
        $found.Stylize.Colors | Should -BeIn 2, 3
        $chosen = ConvertTo-DotArt -LiteralPath $source -Pen Grays -Colors 2 -DotCount 300 -DestinationPath (Join-Path $TestDrive 'chosen.svg')
        $chosen.Stylize.Layers.Count | Should -BeLessOrEqual 2
        { ConvertTo-DotArt -LiteralPath $source -Colors 3 -Separation Cmyk } | Should -Throw '*Colors*'
    }

    It 'applies the tone curve to inks' {
        $paths = foreach ($curve in 'Encoded', 'Linear') {
            ConvertTo-DotArt -LiteralPath $source -Separation Cmyk -ToneCurve $curve -DestinationPath (Join-Path $TestDrive "$curve.png")
        }
        Get-FileHash $paths[0] | ForEach-Object Hash | Should -Not -Be (Get-FileHash $paths[1]).Hash
    }

    It 'screens the four inks at their angles' {
        $result = ConvertTo-DotArt -LiteralPath $source -Separation Cmyk -ScreenAngle 15, 75, 0, 45 -ScreenRuling 5 -DestinationPath (Join-Path $TestDrive 'cmyk.svg')
        $result.Stylize.Colors | Should -BeIn 2, 3, 4
        Get-Content -Raw $result | Should -BeLike '*multiply*'
    }

    It 'rejects -<Name> <Value>' -ForEach @(
        @{ Name = 'DensityThreshold'; Value = 2 }
        @{ Name = 'Color'; Value = 'nocolor' }
        @{ Name = 'Preset'; Value = 'Nothing' }
        @{ Name = 'Shape'; Value = 'Star' }
        @{ Name = 'MinRadius'; Value = 50 }
        @{ Name = 'Pen'; Value = '0mm,black' }
        @{ Name = 'PaperSize'; Value = 'A9' }
        @{ Name = 'Separation'; Value = 'Inks' }
    ) {
        $arguments = @{ LiteralPath = $source; DestinationPath = Join-Path $TestDrive 'refused.svg'; $Name = $Value }
        { ConvertTo-DotArt @arguments } | Should -Throw
        Join-Path $TestDrive 'refused.svg' | Should -Not -Exist
    }
}
