Describe 'ConvertTo-DotArt' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $script:source = Join-Path $TestDrive 'source.png'
        New-TestImage $source -Width 120 -Height 90 -Seed 7
    }

    It 'turns off a switch of the preset' {
        $on = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -DestinationPath (Join-Path $TestDrive 'on.svg')
        $off = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -AdaptiveSizing:$false -DestinationPath (Join-Path $TestDrive 'off.svg')
        ([regex]::Matches((Get-Content -Raw $on), 'stroke-width')).Count | Should -BeGreaterThan 3
        ([regex]::Matches((Get-Content -Raw $off), 'stroke-width')).Count | Should -Be 1
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
            Should -Throw -ErrorId 'NameUnknown*'
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
